"""The table of the declarations of withdrawal."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.components.routes import ORDERS_ROUTE
from aistrategyhub.features.backoffice.state.withdrawals import ALL, OPEN, AdminDeclineState, AdminWithdrawalsState
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.features.orders.schemas import WithdrawalRow
from aistrategyhub.ui.forms import form, text_area
from aistrategyhub.ui.parts.actions import button, link
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import confirm, dialog
from aistrategyhub.ui.parts.words import badge, empty_state
from aistrategyhub.ui.tables import Column, narrowing, table
from aistrategyhub.ui.viewer import may


def withdrawal_tools() -> rx.Component:
    """Those to be decided, or all."""
    return rx.el.div(
        narrowing(
            _("Stato"),
            [(OPEN, _("Da decidere")), (ALL, _("Tutti"))],
            AdminWithdrawalsState.chosen,
            AdminWithdrawalsState.choose,
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
        _accepting(row),
        button(_("Non accogliere"), kind="secondary", on_click=AdminDeclineState.open(row.withdrawal_id)),
        class_name="flex flex-wrap gap-2",
    )
    return when(may(OrdersPermission.MANAGE), rx.cond(row.is_open, acts))


def _accepting(row: rx.Var[WithdrawalRow]) -> rx.Component:
    return confirm(
        _("Accogliere il recesso?"),
        rx.el.p(
            _(
                "Il cliente riceve la decisione per e-mail. "
                "Il rimborso si fa poi dalla pagina dell’ordine, entro 14 giorni dal recesso."
            )
        ),
        act=AdminWithdrawalsState.accept(row.withdrawal_id),
        verb=_("Accogli"),
        trigger=button(_("Accogli"), kind="secondary"),
        keep_label=_("Lascia com’è"),
        kind="primary",
    )


def declining() -> rx.Component:
    """The dialog in which a no gets its reason."""
    state = AdminDeclineState
    return dialog(
        _("Non accogliere il recesso?"),
        form(
            text_area(
                _("Perché non spetta"),
                "answer",
                state=state,
                hint=_("Il cliente riceve queste parole per e-mail."),
                rows=4,
            ),
            on_submit=state.decline,
            state=state,
            submit_label=_("Non accogliere"),
        ),
        open=state.withdrawal_id != "",
        on_close=state.leave,
        dismiss_label=_("Lascia com’è"),
    )
