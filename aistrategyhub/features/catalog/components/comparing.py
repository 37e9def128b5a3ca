"""Items side by side; on a phone, what they say of each thing stands below each other."""

from typing import Any

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.catalog.components.prices import price, price_switch
from aistrategyhub.features.catalog.rules import LIST_ROUTE
from aistrategyhub.features.catalog.schemas import CompareCell, CompareRow, ServiceCard
from aistrategyhub.features.catalog.state import CompareState
from aistrategyhub.ui.parts.actions import link, link_button
from aistrategyhub.ui.parts.words import empty_state, notice


def comparison() -> rx.Component:
    """The table, or how one gets to it."""
    return rx.el.div(
        rx.cond(
            CompareState.is_over,
            notice(_("Se ne confrontano al massimo tre: questi sono i primi.")),
            rx.fragment(),
        ),
        rx.cond(
            CompareState.is_short,
            notice(_("Uno dei servizi scelti non è più in vendita: qui manca."), tone="waiting"),
            rx.fragment(),
        ),
        rx.cond(CompareState.cards.length() > 0, _table(), _nothing()),
        class_name="grid gap-6",
    )


def _nothing() -> rx.Component:
    return empty_state(
        _("Scegli che cosa confrontare"),
        _("Nell’elenco dei servizi spunta «Confronta» accanto a quelli che ti interessano, fino a tre."),
        action=link_button(_("Vai ai servizi"), LIST_ROUTE),
    )


def _table() -> rx.Component:
    return rx.el.div(
        price_switch(),
        rx.el.table(
            rx.el.caption(_("Confronto fra servizi"), class_name="sr-only"),
            rx.el.thead(
                rx.el.tr(
                    rx.el.td(class_name="max-md:hidden"),
                    rx.foreach(CompareState.cards, _heading),
                )
            ),
            rx.el.tbody(
                rx.el.tr(
                    rx.el.th(_("Prezzo"), scope="row"),
                    rx.foreach(CompareState.cards, _price),
                ),
                rx.foreach(CompareState.rows, _row),
            ),
            class_name="comparison",
        ),
        rx.el.p(link(_("Scegli altri servizi"), LIST_ROUTE)),
        class_name="grid gap-6",
    )


def _heading(card: rx.Var[ServiceCard]) -> rx.Component:
    return rx.el.th(
        link(card.name, card.route, kind="quiet"), lang=card.lang, class_name="display text-xl", scope="col"
    )


def _price(card: rx.Var[ServiceCard]) -> rx.Component:
    return rx.el.td(_whose(card.name), price(card.price))


def _row(row: rx.Var[CompareRow]) -> rx.Component:
    return rx.el.tr(rx.el.th(row.label, scope="row"), rx.foreach(row.cells, _cell))


def _cell(cell: rx.Var[CompareCell]) -> rx.Component:
    missing = rx.el.p(cell.lines[0], class_name="text-ink-faint")
    lines = rx.el.ul(rx.foreach(cell.lines, lambda line: rx.el.li(line)), class_name="grid gap-1.5")
    return rx.el.td(_whose(cell.of), rx.cond(cell.is_missing, missing, lines))


def _whose(name: Any) -> rx.Component:
    """On a phone a cell says whose it is; in a table its column does."""
    return rx.el.p(name, aria_hidden="true", class_name="text-sm text-ink-faint md:hidden")
