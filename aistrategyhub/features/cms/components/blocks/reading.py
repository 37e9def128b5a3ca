"""Blocks that one reads: text, columns, steps, questions, quotations, tables."""

import reflex as rx

from aistrategyhub.features.cms.components.blocks.frame import chapter_of, rich, wide
from aistrategyhub.features.cms.schemas.views import BlockView, CellView, ItemView
from aistrategyhub.ui.parts.reading import folded


def text(block: rx.Var[BlockView]) -> rx.Component:
    looks = rx.match(block.layout, ("ruled", "rich rich-ruled"), ("left_out", "rich rich-left-out"), "rich")
    return chapter_of(block, rx.cond(block.html != "", rich(block.html, looks), rx.fragment()))


def columns(block: rx.Var[BlockView]) -> rx.Component:
    layout = rx.match(
        block.layout,
        ("4", "grid gap-x-8 gap-y-10 sm:grid-cols-2 lg:grid-cols-4"),
        ("3", "grid gap-x-8 gap-y-10 sm:grid-cols-2 lg:grid-cols-3"),
        ("2", "grid gap-x-8 gap-y-10 sm:grid-cols-2"),
        "grid",
    )
    return wide(block, rx.el.div(rx.foreach(block.rows, _column), class_name=layout))


def _column(item: rx.Var[ItemView]) -> rx.Component:
    return rx.el.div(
        rx.cond(item.title != "", rx.el.h3(item.title, class_name="text-lg font-semibold"), rx.fragment()),
        rich(item.html, "rich rich-small"),
        class_name="grid min-w-0 content-start gap-2 border-t border-ink pt-4",
    )


def steps(block: rx.Var[BlockView]) -> rx.Component:
    return chapter_of(block, rx.el.ol(rx.foreach(block.rows, _step), class_name="grid gap-x-8 gap-y-8 sm:grid-cols-2"))


def _step(step: rx.Var[ItemView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(step.number, class_name="display text-3xl text-action tabular-nums", aria_hidden="true"),
        rx.el.div(
            rx.el.h3(step.title, class_name="font-semibold"),
            rx.el.p(step.text, class_name="whitespace-pre-line text-ink-soft"),
            class_name="grid min-w-0 content-start gap-1 border-t border-ink pt-3",
        ),
        class_name="grid grid-cols-[2.5rem_1fr] items-start gap-x-2",
    )


def faq(block: rx.Var[BlockView]) -> rx.Component:
    """Questions that open to their answers without any script."""
    return chapter_of(block, rx.el.div(rx.foreach(block.rows, _question), class_name="grid border-t border-line"))


def _question(item: rx.Var[ItemView]) -> rx.Component:
    title = rx.el.h3(item.title, class_name="min-w-0")
    return folded(title, rich(item.html, "rich rich-small pb-5"), class_name="border-b border-line")


def quote(block: rx.Var[BlockView]) -> rx.Component:
    return rx.el.figure(
        rx.el.blockquote("«", block.text, "»", class_name="display whitespace-pre-line text-2xl md:text-3xl"),
        rx.cond(
            (block.author != "") | (block.source != ""),
            rx.el.figcaption(
                block.author,
                rx.cond((block.author != "") & (block.source != ""), ", ", ""),
                rx.el.cite(block.source, class_name="not-italic text-ink-faint"),
                class_name="text-sm text-ink-soft",
            ),
            rx.fragment(),
        ),
        class_name="mx-auto grid w-full max-w-prose gap-4",
    )


def table(block: rx.Var[BlockView]) -> rx.Component:
    """A table; on a phone each row is a short list of label and value."""
    head = rx.el.thead(rx.el.tr(rx.foreach(block.columns, lambda name: rx.el.th(name, scope="col"))))
    return wide(
        block,
        rx.el.div(
            rx.el.table(
                rx.cond(
                    block.caption != "",
                    rx.el.caption(block.caption, class_name="pb-3 text-left text-sm text-ink-faint"),
                    rx.fragment(),
                ),
                rx.cond(block.columns.length() > 0, head, rx.fragment()),
                rx.el.tbody(rx.foreach(block.rows, lambda row: rx.el.tr(rx.foreach(row.cells, _cell)))),
                class_name="table",
            ),
            class_name="min-w-0 overflow-x-auto",
        ),
    )


def _cell(cell: rx.Var[CellView]) -> rx.Component:
    return rx.cond(
        cell.label != "",
        rx.el.td(cell.text, custom_attrs={"data-label": cell.label}),
        rx.el.td(cell.text),
    )
