"""Pages that list posts: what stands above them, the search, the way to older ones."""

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from aistrategyhub.core.text import _
from aistrategyhub.features.blog.components.cards import first_card, post_cards
from aistrategyhub.features.blog.components.post import author_links
from aistrategyhub.features.blog.schemas.shelves import ROOT
from aistrategyhub.features.blog.schemas.views import ListView, ShelfLink
from aistrategyhub.features.blog.state.lists import PostsState
from aistrategyhub.ui.parts.actions import button, file_link, icon, link_button
from aistrategyhub.ui.parts.avatar import avatar
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.parts.words import breadcrumb, empty_state, notice


def all_posts() -> rx.Component:
    """The newest posts, or those that were searched for."""
    posts = PostsState.posts
    return rx.el.div(
        _head(posts),
        rx.el.div(
            _categories(posts), _search(posts), class_name="flex flex-wrap items-center justify-between gap-x-8 gap-y-4"
        ),
        rx.cond(posts.refusal != "", notice(posts.refusal, tone="failed"), _found(posts)),
        _turner(posts),
        _feed(posts),
        class_name="grid grid-cols-1 gap-10",
    )


def shelf_posts() -> rx.Component:
    """The posts of a category, a tag, an author or a series, or older ones of them all."""
    posts = PostsState.posts
    return rx.el.div(
        breadcrumb([(_("Blog"), ROOT)]),
        _head(posts),
        post_cards(posts.cards),
        _turner(posts),
        _feed(posts),
        class_name="grid grid-cols-1 gap-10",
    )


def _head(posts: rx.Var[ListView]) -> rx.Component:
    author = posts.author
    return rx.el.header(
        rx.cond(author.name != "", avatar(author.name, src=author.photo.src, size="lg"), rx.fragment()),
        rx.cond(posts.kicker != "", rx.el.p(posts.kicker, class_name="text-sm text-ink-faint"), rx.fragment()),
        rx.el.h1(posts.title, class_name="display text-4xl wrap-break-word"),
        rx.cond(
            posts.lead != "",
            rx.el.p(posts.lead, class_name="max-w-prose whitespace-pre-line text-lg text-ink-soft"),
            rx.fragment(),
        ),
        rx.cond(author.bio != "", rx.el.p(author.bio, class_name="max-w-prose whitespace-pre-line"), rx.fragment()),
        author_links(author),
        class_name="grid grid-cols-1 gap-3",
    )


def _categories(posts: rx.Var[ListView]) -> rx.Component:
    return rx.cond(
        posts.categories.length() > 0,
        rx.el.nav(
            rx.el.ul(rx.foreach(posts.categories, _category), class_name="flex flex-wrap gap-x-6 gap-y-1"),
            aria_label=_("Categorie"),
        ),
        rx.fragment(),
    )


def _category(shelf: rx.Var[ShelfLink]) -> rx.Component:
    current = {"aria-current": rx.cond(shelf.is_here, "page", "false")}
    return rx.el.li(
        ReactRouterLink.create(shelf.name, to=shelf.path, class_name="link", custom_attrs=current), class_name="one-of"
    )


def _search(posts: rx.Var[ListView]) -> rx.Component:
    """Finds posts by their words. Without any script it is the same address."""
    return rx.el.form(
        rx.el.label(
            rx.el.span(_("Cerca fra gli articoli"), class_name="sr-only"),
            icon("search", size=16, class_name="search-mark"),
            rx.el.input(
                type="search",
                name="q",
                placeholder=_("Cerca fra gli articoli"),
                default_value=posts.q,
                key=posts.q,
                class_name="input pl-9",
            ),
            class_name="relative block grow",
        ),
        button(_("Cerca"), kind="secondary", submit=True),
        on_submit=PostsState.search,
        action=localized(ROOT),
        method="get",
        role="search",
        class_name="flex w-full gap-2 md:max-w-96",
    )


def _found(posts: rx.Var[ListView]) -> rx.Component:
    newest = rx.el.div(
        first_card(posts.cards[0]),
        post_cards(posts.cards[1:]),
        class_name="grid grid-cols-1 gap-12",
    )
    searched = rx.el.div(
        rx.el.p(posts.page_label, class_name="text-ink-soft", role="status"),
        post_cards(posts.cards),
        class_name="grid grid-cols-1 gap-8",
    )
    return rx.el.div(
        rx.cond(posts.cards.length() > 0, rx.cond(posts.q != "", searched, newest), _nothing(posts)),
        class_name="min-h-96",
    )


def _nothing(posts: rx.Var[ListView]) -> rx.Component:
    return rx.cond(
        posts.q != "",
        empty_state(
            posts.page_label,
            _("Prova con una parola sola, o guarda tutti gli articoli."),
            action=link_button(_("Tutti gli articoli"), ROOT, kind="secondary"),
        ),
        empty_state(_("Non c’è ancora nessun articolo"), _("Il primo comparirà qui.")),
    )


def _turner(posts: rx.Var[ListView]) -> rx.Component:
    """The neighbouring pages of a long list."""
    return rx.cond(
        (posts.newer_path != "") | (posts.older_path != ""),
        rx.el.nav(
            _turn(_("Più recenti"), posts.newer_path, "prev"),
            _turn(_("Meno recenti"), posts.older_path, "next"),
            aria_label=_("Pagine"),
            class_name="flex justify-between gap-4 border-t border-line pt-5",
        ),
        rx.fragment(),
    )


def _turn(label: str, path: rx.Var[str], rel: str) -> rx.Component:
    return rx.cond(path != "", ReactRouterLink.create(label, to=path, rel=rel, class_name="link"), rx.el.span())


def _feed(posts: rx.Var[ListView]) -> rx.Component:
    return rx.cond(
        posts.feed_path != "",
        rx.el.p(
            file_link(_("Segui con un lettore di feed (RSS)"), posts.feed_path, icon_name="rss"), class_name="text-sm"
        ),
        rx.fragment(),
    )
