"""A post as one reads it; the preview beside its editor draws the same."""

import reflex as rx
from reflex_components_core.core.html import Html
from reflex_components_core.react_router.dom import ReactRouterLink

from aistrategyhub.core.text import _
from aistrategyhub.features.blog.components.cards import post_cards
from aistrategyhub.features.blog.schemas.shelves import ROOT
from aistrategyhub.features.blog.schemas.views import AuthorView, PostView, SeriesPart, ShelfLink, TocEntry
from aistrategyhub.prerender.components import Sight
from aistrategyhub.ui.parts.actions import outside_link, plain_anchor
from aistrategyhub.ui.parts.avatar import avatar
from aistrategyhub.ui.parts.pictures import picture
from aistrategyhub.ui.parts.reading import folded
from aistrategyhub.ui.parts.words import breadcrumb, known_crumb

_WIDE = "(min-width: 76rem) 72rem, 100vw"
_COLUMNS = "grid grid-cols-1 gap-x-8 gap-y-8 lg:grid-cols-12"
_CHAPTER = "no-print grid gap-6 border-t border-line pt-8"


def post_page(post: rx.Var[PostView]) -> rx.Component:
    """The whole post: head, cover, contents beside the text, then its authors, its series and what goes with it."""
    return rx.el.article(
        _head(post),
        _cover(post),
        rx.el.div(
            _contents(post),
            rx.el.div(
                _contents_folded(post),
                Html.create(post.html, class_name=["rich article"], lang=post.lang),
                _tags(post),
                _disclosure(post),
                class_name="grid min-w-0 content-start gap-10 lg:col-span-8",
            ),
            class_name=_COLUMNS,
        ),
        _about_authors(post),
        _series(post),
        _related(post),
        rx.cond(post.sight != "", Sight.create(address=post.sight), rx.fragment()),
        class_name="grid grid-cols-1 gap-10 md:gap-14",
    )


def _disclosure(post: rx.Var[PostView]) -> rx.Component:
    """That a model helped (art. 50(4) Regulation 2024/1689), unless the editor took the note away."""
    return rx.cond(
        post.is_helped,
        rx.el.p(
            _(
                "Bozza e testo preparati con l’aiuto di un modello di intelligenza artificiale, riletti e approvati "
                "dalla redazione."
            ),
            class_name="border-t border-line pt-4 text-sm text-ink-soft",
        ),
        rx.fragment(),
    )


def _head(post: rx.Var[PostView]) -> rx.Component:
    return rx.el.header(
        breadcrumb([(_("Blog"), ROOT), known_crumb(post.category.name, post.category.path)]),
        rx.el.h1(
            post.title, lang=post.lang, class_name="display max-w-4xl text-4xl wrap-break-word max-sm:hyphens-auto"
        ),
        rx.cond(
            post.excerpt != "",
            rx.el.p(post.excerpt, lang=post.lang, class_name="max-w-prose whitespace-pre-line text-lg text-ink-soft"),
            rx.fragment(),
        ),
        _signature(post),
        class_name="grid grid-cols-1 gap-4",
    )


def _signature(post: rx.Var[PostView]) -> rx.Component:
    """Who wrote it, when it was published and changed, how long it takes to read."""
    return rx.el.div(
        rx.cond(
            post.authors.length() > 0,
            rx.el.ul(rx.foreach(post.authors, _signed), class_name="flex flex-wrap gap-x-6 gap-y-2"),
            rx.fragment(),
        ),
        rx.el.p(
            rx.cond(post.date != "", rx.el.time(post.date_label, date_time=post.date), rx.fragment()),
            rx.cond(
                post.updated != "",
                rx.el.span(_("aggiornato il"), " ", rx.el.time(post.updated_label, date_time=post.updated)),
                rx.fragment(),
            ),
            rx.el.span(post.minutes_label),
            class_name="dotted text-sm text-ink-faint",
        ),
        class_name="grid gap-3 pt-2",
    )


def _signed(author: rx.Var[AuthorView]) -> rx.Component:
    return rx.el.li(
        avatar(author.name, src=author.photo.src),
        rx.el.span(
            ReactRouterLink.create(author.name, to=author.path, class_name="link-quiet block font-medium"),
            rx.cond(
                author.role != "", rx.el.span(author.role, class_name="block text-sm text-ink-faint"), rx.fragment()
            ),
        ),
        class_name="flex items-center gap-3",
    )


def _cover(post: rx.Var[PostView]) -> rx.Component:
    cover = picture(post.cover, sizes=_WIDE, eager=True, class_name="aspect-3/2 max-h-128 object-cover md:aspect-2/1")
    return rx.cond(post.cover.src != "", rx.el.figure(cover), rx.fragment())


def _contents(post: rx.Var[PostView]) -> rx.Component:
    """The contents beside the text, in sight while one reads; on a narrow screen they are folded above it."""
    return rx.el.aside(
        rx.cond(
            post.toc.length() > 0,
            rx.el.nav(
                rx.el.p(_("In questo articolo"), class_name="mb-2 text-sm font-medium"),
                rx.el.ol(rx.foreach(post.toc, _entry), class_name="grid gap-1.5 text-sm"),
                aria_label=_("In questo articolo"),
                class_name="border-t border-ink pt-3 lg:sticky lg:top-8",
            ),
            rx.fragment(),
        ),
        class_name="no-print max-lg:hidden lg:col-span-4 lg:pr-8",
    )


def _contents_folded(post: rx.Var[PostView]) -> rx.Component:
    return rx.cond(
        post.toc.length() > 0,
        folded(
            _("In questo articolo"),
            rx.el.ol(rx.foreach(post.toc, _entry), class_name="grid gap-2 pb-4"),
            class_name="no-print border-y border-line lg:hidden",
        ),
        rx.fragment(),
    )


def _entry(entry: rx.Var[TocEntry]) -> rx.Component:
    return rx.el.li(
        plain_anchor(entry.title, href=entry.href, class_name="link-quiet text-ink-soft hover:text-ink"),
        class_name=rx.cond(entry.level == 3, "pl-4 wrap-anywhere", "wrap-anywhere"),
    )


def _tags(post: rx.Var[PostView]) -> rx.Component:
    return rx.cond(
        post.tags.length() > 0,
        rx.el.nav(
            rx.el.ul(rx.foreach(post.tags, _tag), class_name="flex flex-wrap gap-2"),
            aria_label=_("Argomenti"),
            class_name="no-print",
        ),
        rx.fragment(),
    )


def _tag(tag: rx.Var[ShelfLink]) -> rx.Component:
    return rx.el.li(ReactRouterLink.create(tag.name, to=tag.path, class_name="chip"))


def _about_authors(post: rx.Var[PostView]) -> rx.Component:
    return rx.cond(
        post.authors.length() > 0,
        rx.el.section(
            rx.el.h2(_("Chi ha scritto"), class_name="display text-2xl lg:col-span-4"),
            rx.el.div(rx.foreach(post.authors, about_author), class_name="grid gap-8 lg:col-span-8"),
            class_name=f"{_COLUMNS} border-t border-line pt-8",
        ),
        rx.fragment(),
    )


def about_author(author: rx.Var[AuthorView]) -> rx.Component:
    """Who they are, and where else they can be read."""
    return rx.el.div(
        avatar(author.name, src=author.photo.src, size="lg"),
        rx.el.div(
            rx.el.p(
                ReactRouterLink.create(author.name, to=author.path, class_name="link-quiet font-medium"),
                rx.cond(author.role != "", rx.el.span(", ", author.role, class_name="text-ink-faint"), rx.fragment()),
            ),
            rx.cond(
                author.bio != "",
                rx.el.p(author.bio, class_name="max-w-prose whitespace-pre-line text-ink-soft"),
                rx.fragment(),
            ),
            author_links(author),
            class_name="grid min-w-0 gap-1",
        ),
        class_name="flex gap-5",
    )


def author_links(author: rx.Var[AuthorView]) -> rx.Component:
    """The author's own pages elsewhere."""
    return rx.cond(
        author.links.length() > 0,
        rx.el.ul(
            rx.foreach(author.links, lambda page: rx.el.li(outside_link(page.label, page.href))),
            class_name="flex flex-wrap gap-x-5 gap-y-1 text-sm",
        ),
        rx.fragment(),
    )


def _series(post: rx.Var[PostView]) -> rx.Component:
    """The parts of the series, and the way to the neighbours of this one."""
    series = post.series
    return rx.cond(
        series.name != "",
        rx.el.section(
            rx.el.div(
                rx.el.p(_("Serie"), class_name="text-sm text-ink-faint"),
                rx.el.h2(
                    ReactRouterLink.create(series.name, to=series.path, class_name="link-quiet"),
                    class_name="display text-2xl",
                ),
                rx.el.p(series.label, class_name="text-sm text-ink-faint"),
                class_name="grid content-start gap-1 lg:col-span-4",
            ),
            rx.el.div(
                rx.el.ol(rx.foreach(series.parts, _part), class_name="grid"),
                rx.el.div(
                    _neighbour(_("Parte precedente"), series.previous, "prev"),
                    _neighbour(_("Parte successiva"), series.next, "next"),
                    class_name="grid gap-6 sm:grid-cols-2",
                ),
                class_name="grid min-w-0 gap-6 lg:col-span-8",
            ),
            class_name=f"no-print {_COLUMNS} border-t border-line pt-8",
        ),
        rx.fragment(),
    )


def _part(part: rx.Var[SeriesPart]) -> rx.Component:
    return rx.el.li(
        rx.el.span(part.number, class_name="display text-xl text-action tabular-nums", aria_hidden="true"),
        rx.cond(
            part.is_here,
            rx.el.span(part.title, lang=part.lang, aria_current="page", class_name="font-medium"),
            ReactRouterLink.create(part.title, to=part.path, lang=part.lang, class_name="link-quiet"),
        ),
        class_name="grid grid-cols-[2.5rem_1fr] items-baseline border-b border-line py-2.5 last:border-b-0",
    )


def _neighbour(label: str, part: rx.Var[SeriesPart], rel: str) -> rx.Component:
    return rx.cond(
        part.path != "",
        rx.el.p(
            rx.el.span(label, class_name="block text-sm text-ink-faint"),
            ReactRouterLink.create(part.title, to=part.path, lang=part.lang, rel=rel, class_name="link"),
            class_name="sm:text-right" if rel == "next" else "",
        ),
        rx.el.span(class_name="max-sm:hidden"),
    )


def _related(post: rx.Var[PostView]) -> rx.Component:
    return rx.cond(
        post.related.length() > 0,
        rx.el.section(
            rx.el.h2(_("Da leggere anche"), class_name="display text-2xl"),
            post_cards(post.related),
            class_name=_CHAPTER,
        ),
        rx.fragment(),
    )
