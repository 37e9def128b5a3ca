"""Money that colleagues book on an order: what they booked, and the drawer that says what a booking does."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.state.orders import AdminOrderState
from aistrategyhub.features.backoffice.state.receiving import AdminReceivingState
from aistrategyhub.features.payments.permissions import PaymentsPermission
from aistrategyhub.features.payments.rules.receiving import METHOD_LABELS
from aistrategyhub.features.payments.schemas.transfers import ReceiptRow
from aistrategyhub.ui.forms import field, form_refusal, labelled, select
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import is_given, when
from aistrategyhub.ui.parts.date_picker import date_field
from aistrategyhub.ui.parts.floating import confirm, drawer
from aistrategyhub.ui.parts.words import amount, badge
from aistrategyhub.ui.tables import Column, table
from aistrategyhub.ui.viewer import may

_ORDER = AdminOrderState.order
_STATE = AdminReceivingState
_FORM = "book-money"


def received_by_hand() -> rx.Component:
    """What was booked by hand, and the way to book more."""
    return rx.el.div(
        rx.cond(_ORDER.receipts.length() > 0, _receipts()),
        when(
            may(PaymentsPermission.BOOK),
            rx.el.div(button(_("Registra un incasso…"), kind="secondary", on_click=_STATE.open)),
        ),
        when(may(PaymentsPermission.BOOK), _drawer()),
        class_name="grid gap-5",
    )


def _receipts() -> rx.Component:
    return table(
        _ORDER.receipts,
        [
            Column(_("Giorno"), lambda row: row.day_label, is_short=True),
            Column(_("Importo"), lambda row: amount(row.amount_label), is_number=True),
            Column(_("Metodo"), lambda row: row.method_label),
            Column(_("Riferimento"), lambda row: rx.el.span(row.detail, class_name="wrap-anywhere")),
            Column("", _undoing),
        ],
        caption=_("Incassi registrati a mano"),
    )


def _undoing(row: rx.Var[ReceiptRow]) -> rx.Component:
    asking = confirm(
        _("Annullare la registrazione?"),
        rx.el.p(_("L’incasso esce dai conti dell’ordine. Resta scritto che c’era e chi l’ha annullato.")),
        act=_STATE.undo(row.receipt_id),
        verb=_("Annulla la registrazione"),
        trigger=button(_("Annulla"), kind="secondary"),
        keep_label=_("Lascia com’è"),
    )
    return rx.cond(
        row.is_undone,
        badge(_("Annullata"), "neutral"),
        when(may(PaymentsPermission.BOOK), rx.cond(row.can_undo, asking)),
    )


def _drawer() -> rx.Component:
    return drawer(
        _("Registra un incasso"),
        rx.el.form(
            _amount(),
            select(_("Come è arrivato"), "method", [(one.value, _(label)) for one, label in METHOD_LABELS.items()]),
            date_field(_("Giorno"), "received_on", state=_STATE, value=_STATE.today, max=_STATE.today),
            field(
                _("Riferimento"),
                "reference",
                state=_STATE,
                required=False,
                hint=_("Per un bonifico, il CRO o TRN."),
                autocomplete="off",
            ),
            field(_("Nota per chi lavora qui"), "note", state=_STATE, required=False, autocomplete="off"),
            _consequences(),
            form_refusal(_STATE),
            on_submit=_STATE.book,
            no_validate=True,
            id=_FORM,
            key=_STATE.round.to_string(),
            class_name="grid gap-6",
        ),
        open=_STATE.is_open,
        on_close=_STATE.leave,
        actions=(
            button(
                rx.cond(_STATE.effect.verb != "", _STATE.effect.verb, _("Registra")),
                submit=True,
                busy=_STATE.busy,
                disabled=_STATE.effect.verb == "",
                custom_attrs={"form": _FORM},
            ),
        ),
    )


def _amount() -> rx.Component:
    return labelled(
        _("Importo"),
        "amount",
        rx.el.input(
            type="text",
            name="amount",
            default_value=_STATE.amount,
            on_change=_STATE.write_amount.debounce(400),
            class_name="input",
            id="field-amount",
            custom_attrs={"inputMode": "decimal", "aria-invalid": is_given(_STATE.errors["amount"])},
        ),
        _STATE.errors["amount"],
        "",
        True,
    )


def _consequences() -> rx.Component:
    return rx.cond(
        _STATE.effect.verb != "",
        rx.el.div(
            rx.el.h3(_("Che cosa succede"), class_name="font-semibold"),
            rx.el.ul(rx.foreach(_STATE.effect.sentences, rx.el.li), class_name="grid gap-1 text-ink-soft"),
            aria_live="polite",
            class_name="grid gap-2 text-sm",
        ),
    )
