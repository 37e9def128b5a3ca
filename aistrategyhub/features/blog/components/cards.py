"""Posts side by side, as one chooses among them."""

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from aistrategyhub.features.blog.schemas.views import PostCard, ShelfLink
from aistrategyhub.ui.parts.pictures import picture

_THIRD = "(min-width: 76rem) 22rem, (min-width: 40rem) 50vw, 100vw"
_HALF = "(min-width: 76rem) 45rem, 100vw"
_COLUMNS = "grid grid-cols-1 gap-x-8 gap-y-12 sm:grid-cols-2 lg:grid-cols-3"


def post_cards(cards: rx.Var[list[PostCard]]) -> rx.Component:
    """Posts in columns; each whole card leads to its post."""
    return rx.el.ul(rx.foreach(cards, post_card), class_name=_COLUMNS)


def post_card(card: rx.Var[PostCard]) -> rx.Component:
    """A post under a hairline: its picture, what it is about, who wrote it."""
    return rx.el.li(
        _cover(card, _THIRD, "mb-2 aspect-3/2 object-cover"),
        shelf_name(card.category),
        rx.el.h3(post_title(card), lang=card.lang, class_name="display covering text-xl wrap-break-word"),
        rx.el.p(card.excerpt, lang=card.lang, class_name="line-clamp-4 text-ink-soft"),
        byline(card),
        key=card.id,
        class_name="relative flex min-w-0 flex-col gap-2 border-t border-ink pt-4",
    )


def first_card(card: rx.Var[PostCard]) -> rx.Component:
    """The newest post over the whole width, its picture beside its words."""
    has_cover = card.cover.src != ""
    words = rx.el.div(
        shelf_name(card.category),
        rx.el.h2(post_title(card), lang=card.lang, class_name="display covering text-3xl wrap-break-word"),
        rx.el.p(card.excerpt, lang=card.lang, class_name="max-w-prose text-lg text-ink-soft"),
        byline(card),
        class_name=rx.cond(
            has_cover,
            "flex min-w-0 flex-col gap-3 lg:col-span-5",
            "flex min-w-0 flex-col gap-3 lg:col-span-9",
        ),
    )
    cover = picture(card.cover, sizes=_HALF, eager=True, class_name="aspect-3/2 object-cover")
    return rx.el.article(
        rx.cond(has_cover, rx.el.div(cover, class_name="lg:col-span-7"), rx.fragment()),
        words,
        class_name="relative grid grid-cols-1 gap-x-8 gap-y-4 border-t border-ink pt-5 lg:grid-cols-12",
    )


def post_title(card: rx.Var[PostCard]) -> rx.Component:
    """Its title, which leads to it."""
    return ReactRouterLink.create(card.title, to=card.path, class_name="link-quiet")


def shelf_name(shelf: rx.Var[ShelfLink]) -> rx.Component:
    """The name of a category, nothing where there is none."""
    return rx.cond(shelf.name != "", rx.el.p(shelf.name, class_name="text-sm text-ink-faint"), rx.fragment())


def byline(card: rx.Var[PostCard]) -> rx.Component:
    """Who wrote it, when, and how long it takes to read."""
    return rx.el.p(
        rx.cond(card.authors_label != "", rx.el.span(card.authors_label), rx.fragment()),
        rx.el.time(card.date_label, date_time=card.date),
        rx.el.span(card.minutes_label),
        class_name="dotted mt-auto pt-2 text-sm text-ink-faint",
    )


def _cover(card: rx.Var[PostCard], sizes: str, class_name: str) -> rx.Component:
    return rx.cond(card.cover.src != "", picture(card.cover, sizes=sizes, class_name=class_name), rx.fragment())
