"""A person's cards, and how to add one."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.wallet.schemas import CardRow
from aistrategyhub.features.wallet.state import CardsState
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import is_given, when
from aistrategyhub.ui.parts.floating import confirm
from aistrategyhub.ui.parts.words import badge, empty_state, notice
from aistrategyhub.ui.tables import Column, table


def cards_list() -> rx.Component:
    """Every card, which one is charged, and how to change that."""
    return rx.el.div(
        rx.el.div(when(is_given(CardsState.problem), notice(CardsState.problem, tone="failed")), role="alert"),
        table(
            CardsState.rows,
            [
                Column(_("Carta"), _card),
                Column(_("Scadenza"), _expiry, is_short=True),
                Column("", _acts),
            ],
            caption=_("Le tue carte"),
            empty=empty_state(
                _("Nessuna carta salvata"),
                _("Salvane una per pagare con un clic e per gli abbonamenti: il numero non passa da qui."),
            ),
        ),
        rx.el.div(
            button(_("Aggiungi una carta"), on_click=CardsState.add, busy=CardsState.is_leaving, icon_name="plus"),
        ),
        rx.el.p(
            _("Gli abbonamenti si rinnovano con la carta predefinita. Una carta nuova diventa quella predefinita."),
            class_name="max-w-prose text-sm text-ink-soft",
        ),
        class_name="grid gap-6",
    )


def _card(row: rx.Var[CardRow]) -> rx.Component:
    return rx.el.span(
        rx.el.span(row.label, class_name="tabular-nums"),
        when(row.is_default, badge(_("predefinita"), "action")),
        when(row.is_expired, badge(_("scaduta"), "failed")),
        class_name="inline-flex flex-wrap items-baseline gap-x-3 gap-y-1",
    )


def _expiry(row: rx.Var[CardRow]) -> rx.Component:
    return rx.el.span(row.expiry_label, class_name="tabular-nums")


def _acts(row: rx.Var[CardRow]) -> rx.Component:
    return rx.el.span(
        when(
            ~row.is_default,
            button(
                _("Usa questa"),
                kind="quiet",
                on_click=CardsState.choose(row.card_id),
                aria_label=rx.Var.create(_("Usa come predefinita: ")) + row.label,
            ),
        ),
        confirm(
            _("Togliere questa carta?"),
            rx.el.p(_("Non si potrà più addebitare nulla su questa carta. Per usarla di nuovo andrà riscritta.")),
            act=CardsState.remove(row.card_id),
            verb=_("Togli la carta"),
            trigger=button(_("Togli"), kind="quiet", aria_label=rx.Var.create(_("Togli la carta: ")) + row.label),
            keep_label=_("Lascia com’è"),
        ),
        class_name="inline-flex flex-wrap gap-x-4",
    )
