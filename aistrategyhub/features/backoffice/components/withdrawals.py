"""The table of the declarations of withdrawal."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.components.routes import ORDERS_ROUTE
from aistrategyhub.features.backoffice.state.withdrawals import ALL, OPEN, AdminWithdrawalsState
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.features.orders.schemas import WithdrawalRow
from aistrategyhub.ui.parts.actions import button, link
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import confirm
from aistrategyhub.ui.parts.words import badge, empty_state
from aistrategyhub.ui.tables import Column, table
from aistrategyhub.ui.viewer import may


def withdrawal_tools() -> rx.Component:
    """Those to be decided, or all."""
    return rx.el.label(
        rx.el.span(_("Stato"), class_name="sr-only"),
        rx.el.select(
            rx.el.option(_("Da decidere"), value=OPEN),
            rx.el.option(_("Tutti"), value=ALL),
            value=AdminWithdrawalsState.chosen,
            on_change=AdminWithdrawalsState.choose,
            class_name="input",
        ),
        class_name="justify-self-start",
    )


def withdrawals_table() -> rx.Component:
    """Declarations, a line each, leading to their order, where the money is given back."""
    return table(
        AdminWithdrawalsState.rows,
        [
            Column(_("Ricevuto"), lambda row: row.received_label, is_short=True),
            Column(_("Nome"), lambda row: row.name),
            Column(_("E-mail"), lambda row: rx.el.span(row.email, class_name="break-all")),
            Column(_("Ordine"), _order),
            Column(_("Riguarda"), lambda row: rx.cond(row.words != "", row.words, _("tutto l’ordine"))),
            Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone)),
            Column("", _acts),
        ],
        caption=_("Recessi"),
        state=AdminWithdrawalsState,
        empty=empty_state(_("Nessun recesso da decidere"), _("Quelli che arrivano dal modulo del sito compaiono qui.")),
    )


def _order(row: rx.Var[WithdrawalRow]) -> rx.Component:
    return rx.cond(
        row.order_number != "",
        link(row.order_number, f"{ORDERS_ROUTE}/" + row.order_number),
        rx.el.span(row.typed_number, " ", badge(_("non trovato"), "waiting")),
    )


def _acts(row: rx.Var[WithdrawalRow]) -> rx.Component:
    acts = rx.el.div(
        _decision(row, _("Accogli"), _("Accogliere il recesso?"), is_accepted=True),
        _decision(row, _("Non accogliere"), _("Non accogliere il recesso?"), is_accepted=False),
        class_name="flex flex-wrap gap-2",
    )
    return when(may(OrdersPermission.MANAGE), rx.cond(row.is_open, acts))


def _decision(row: rx.Var[WithdrawalRow], verb: str, question: str, *, is_accepted: bool) -> rx.Component:
    told = _("Il rimborso si fa poi dalla pagina dell’ordine, entro 14 giorni dal recesso.")
    refused = _("Scrivi al cliente perché il recesso non spetta: da qui non parte nessuna e-mail.")
    return confirm(
        question,
        rx.el.p(told if is_accepted else refused),
        act=AdminWithdrawalsState.decide(row.withdrawal_id, is_accepted),
        verb=verb,
        trigger=button(verb, kind="secondary"),
        keep_label=_("Lascia com’è"),
        kind="primary" if is_accepted else "danger",
    )
