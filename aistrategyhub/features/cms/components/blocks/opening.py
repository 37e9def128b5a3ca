"""The first and the last word of a page."""

import reflex as rx

from aistrategyhub.features.cms.components.blocks.frame import WIDE, given, written
from aistrategyhub.features.cms.schemas.views import BlockView, ItemView
from aistrategyhub.ui.parts.pictures import picture

_TITLE = "display text-4xl wrap-break-word max-sm:hyphens-auto lg:text-wrap"
_BANNER = "mt-4 max-h-128 object-cover lg:col-span-12"


def hero(block: rx.Var[BlockView]) -> rx.Component:
    """The title of the page, what it is about, what can be done; beside them a short list under hairlines."""
    return rx.el.header(
        rx.el.div(
            rx.cond(block.kicker != "", rx.el.p(block.kicker, class_name="text-sm text-ink-faint"), rx.fragment()),
            rx.cond(
                block.title != "",
                rx.el.h1(block.title, class_name=_TITLE),
                rx.fragment(),
            ),
            class_name="grid grid-cols-1 gap-3 lg:col-span-12",
        ),
        rx.el.div(
            written(block.text, "max-w-prose text-lg text-ink-soft"),
            _acts(block),
            class_name="grid grid-cols-1 content-start gap-5 lg:col-span-8",
        ),
        rx.cond(block.rows.length() > 0, _facts(block), rx.fragment()),
        rx.cond(
            block.image.src != "",
            picture(block.image, sizes=WIDE, eager=block.is_first, class_name=_BANNER),
            rx.fragment(),
        ),
        class_name="grid grid-cols-1 gap-x-8 gap-y-6 lg:grid-cols-12",
    )


def _acts(block: rx.Var[BlockView]) -> rx.Component:
    return rx.cond(
        (block.primary.href != "") | (block.secondary.href != ""),
        rx.el.div(
            given(block.primary, "button button-primary"),
            given(block.secondary, "button button-secondary"),
            class_name="flex flex-wrap gap-3 pt-3",
        ),
        rx.fragment(),
    )


def _facts(block: rx.Var[BlockView]) -> rx.Component:
    return rx.el.ul(rx.foreach(block.rows, _fact), class_name="max-lg:pt-6 lg:col-span-4 lg:self-end")


def _fact(fact: rx.Var[ItemView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(fact.title, class_name="font-medium"),
        rx.el.span(fact.text, class_name="text-right text-ink-faint"),
        class_name="flex flex-wrap items-baseline justify-between gap-x-4 border-t border-line py-2.5 text-sm",
    )


def call_to_action(block: rx.Var[BlockView]) -> rx.Component:
    """The last word of a page: one sentence, one act."""
    return rx.el.section(
        rx.cond(block.title != "", rx.el.h2(block.title, class_name="display text-3xl"), rx.fragment()),
        written(block.text, "max-w-prose text-ink-soft"),
        rx.cond(
            block.primary.href != "",
            rx.el.div(given(block.primary, "button button-primary"), class_name="pt-3"),
            rx.fragment(),
        ),
        class_name="grid gap-2 border-t border-ink pt-8 md:pt-10",
    )
