"""What blocks share: their frame, links that know where they lead, pictures, rich text."""

from typing import Any

import reflex as rx
from reflex_components_core.core.html import Html
from reflex_components_core.react_router.dom import ReactRouterLink

from aistrategyhub.features.cms.schemas.views import BlockView, LinkView
from aistrategyhub.ui.parts.actions import plain_anchor

WIDE = "(min-width: 76rem) 72rem, 100vw"
HALF = "(min-width: 76rem) 36rem, (min-width: 40rem) 50vw, 100vw"
THIRD = "(min-width: 76rem) 24rem, (min-width: 40rem) 50vw, 100vw"
TEXT = "(min-width: 76rem) 48rem, 100vw"

_COLUMNS = "grid grid-cols-1 gap-x-8 gap-y-6 md:grid-cols-12"
_RULED = "border-t border-line pt-8 md:pt-10"


def chapter_of(block: rx.Var[BlockView], *children: rx.Component) -> rx.Component:
    """A block as a chapter: its title on the left under a hairline, what it says on the right. Without a title it
    goes on with the chapter above."""
    return rx.el.section(
        rx.el.div(
            rx.cond(block.title != "", rx.el.h2(block.title, class_name="display text-2xl"), rx.fragment()),
            written(block.note, "text-ink-soft"),
            class_name="grid content-start gap-2 md:col-span-4",
        ),
        rx.el.div(*children, class_name="grid min-w-0 content-start gap-6 md:col-span-8"),
        class_name=rx.cond(block.title != "", f"{_COLUMNS} {_RULED}", _COLUMNS),
    )


def wide(block: rx.Var[BlockView], *children: rx.Component, beside: rx.Component | None = None) -> rx.Component:
    """A block over the whole width under its title."""
    return rx.el.section(
        rx.cond(
            block.title != "",
            rx.el.div(
                rx.el.h2(block.title, class_name="display text-2xl"),
                beside or rx.fragment(),
                class_name="flex flex-wrap items-baseline justify-between gap-4",
            ),
            rx.fragment(),
        ),
        written(block.note, "max-w-prose text-ink-soft"),
        *children,
        class_name="grid grid-cols-1 gap-8",
    )


def written(words: rx.Var[str], class_name: str) -> rx.Component:
    """Plain words with their line breaks, nothing where there are none."""
    return rx.cond(words != "", rx.el.p(words, class_name=f"whitespace-pre-line {class_name}"), rx.fragment())


def rich(html: rx.Var[str], class_name: Any = "rich") -> rx.Component:
    """Text that was cleaned when it was stored. Its tags take their looks from `.rich`."""
    return Html.create(html, class_name=[class_name])


def to(link: rx.Var[LinkView], *children: Any, class_name: str = "link") -> rx.Component:
    """A link: of the application's router within the site, of the browser elsewhere."""
    return rx.cond(
        link.is_page,
        ReactRouterLink.create(*children, to=link.href, class_name=class_name),
        plain_anchor(*children, href=link.href, rel="noopener noreferrer", class_name=class_name),
    )


def given(link: rx.Var[LinkView], class_name: str = "link") -> rx.Component:
    """The link under its own words, nothing where there is none."""
    return rx.cond(link.href != "", to(link, link.label, class_name=class_name), rx.fragment())
