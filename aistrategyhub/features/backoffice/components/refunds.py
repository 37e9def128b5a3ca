"""The refunds of one order: what went back, and the dialog that shows what one would do before it does."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.state.orders import AdminOrderState
from aistrategyhub.features.backoffice.state.receiving import AdminReceivingState
from aistrategyhub.features.backoffice.state.refunds import REASONS, AdminRefundState
from aistrategyhub.features.payments.permissions import PaymentsPermission
from aistrategyhub.features.payments.schemas import Extent, RefundChoiceRow, RefundLineRow, RefundRow
from aistrategyhub.ui.forms import field, form_refusal, labelled
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import is_given, when
from aistrategyhub.ui.parts.floating import dialog, drawer
from aistrategyhub.ui.parts.sums import sum_line
from aistrategyhub.ui.parts.words import amount, badge, notice, section
from aistrategyhub.ui.tables import Column, table
from aistrategyhub.ui.viewer import may

_ORDER = AdminOrderState.order
_STATE = AdminRefundState
_VIEW = AdminRefundState.view


def order_refunds() -> rx.Component:
    """What went back of the order, and what came without being due."""
    return section(
        _("Rimborsi"),
        rx.cond(_ORDER.never_due != "", _never_due()),
        table(
            _ORDER.refunds,
            [
                Column(_("Quando"), lambda row: row.at_label),
                Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone)),
                Column(_("Importo"), lambda row: amount(row.amount_label), is_number=True),
                Column(_("Motivo"), _reason),
                Column("", _confirm_sent),
            ],
            caption=_("Rimborsi"),
            empty=rx.el.p(_("Nulla è stato rimborsato."), class_name="text-sm text-ink-soft"),
        ),
        when(
            may(PaymentsPermission.REFUND),
            rx.cond(
                _ORDER.can_refund,
                rx.el.div(button(_("Rimborsa…"), kind="secondary", on_click=_STATE.open)),
            ),
        ),
        when(may(PaymentsPermission.REFUND), refund_drawer()),
    )


def _never_due() -> rx.Component:
    return notice(
        _ORDER.never_due,
        when(
            may(PaymentsPermission.REFUND),
            rx.el.div(button(_("Restituisci"), on_click=_STATE.open), class_name="pt-2"),
        ),
        tone="failed",
    )


def _confirm_sent(row: rx.Var[RefundRow]) -> rx.Component:
    """For money that no provider sends back: how a colleague did."""
    asked = rx.el.form(
        rx.el.input(type="hidden", name="refund_id", value=row.refund_id),
        field(
            _("Riferimento"),
            "reference",
            hint=_("Il CRO o TRN del bonifico, o come hai restituito il denaro."),
            autocomplete="off",
        ),
        rx.el.div(button(_("Segna come inviato"), submit=True, custom_attrs={"data-closes": ""})),
        on_submit=AdminReceivingState.confirm_sent,
        class_name="grid gap-5",
    )
    sending = dialog(
        _("Hai inviato il rimborso?"),
        rx.el.p(_("Da qui risulta inviato, e se serve parte la nota di credito."), class_name="text-ink-soft"),
        asked,
        trigger=button(_("Inviato…"), kind="secondary"),
    )
    return when(may(PaymentsPermission.REFUND), rx.cond(row.is_to_send, sending))


def _reason(row: rx.Var[RefundRow]) -> rx.Component:
    return rx.el.span(
        row.reason_label,
        rx.cond(row.detail != "", rx.el.span(row.detail, class_name="block text-xs text-ink-faint wrap-anywhere")),
    )


def refund_drawer() -> rx.Component:
    """How much goes back and why, and under it what that does."""
    return drawer(
        _("Rimborso"),
        _control(
            _("Quanto"),
            "extent",
            rx.el.select(
                rx.foreach(_STATE.extents, _option),
                value=_STATE.extent,
                on_change=_STATE.choose,
                class_name="input",
                id="field-extent",
            ),
        ),
        rx.cond(_STATE.extent == Extent.LINES.value, _lines()),
        rx.cond(_STATE.extent == Extent.AMOUNT.value, _amount()),
        rx.cond(_STATE.extent != Extent.SURPLUS.value, _why()),
        rx.cond(_VIEW.amount_label != "", _consequences()),
        form_refusal(_STATE),
        open=_STATE.is_open,
        on_close=_STATE.leave,
        width="wide",
        actions=(
            button(
                rx.cond(_VIEW.verb != "", _VIEW.verb, _("Rimborsa")),
                kind="danger",
                busy=_STATE.busy,
                disabled=_VIEW.amount_label == "",
                on_click=_STATE.decide,
            ),
        ),
    )


def _lines() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(_("Quali righe"), class_name="field-label"),
        rx.foreach(_STATE.lines, _line_choice),
        class_name="grid gap-2",
    )


def _line_choice(row: rx.Var[RefundChoiceRow]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=_STATE.picked.contains(row.value),
            on_change=lambda is_ticked: _STATE.tick(row.value, is_ticked),
            class_name="choice-mark",
        ),
        rx.el.span(row.label, " ", rx.el.span(row.detail, class_name="text-ink-faint tabular-nums")),
        class_name="choice",
    )


def _amount() -> rx.Component:
    return _control(
        _("Importo, IVA compresa"),
        "amount",
        rx.el.input(
            type="text",
            default_value=_STATE.amount,
            on_change=_STATE.write_amount.debounce(400),
            class_name="input",
            id="field-amount",
            custom_attrs={"inputMode": "decimal", "aria-invalid": is_given(_STATE.errors["amount"])},
        ),
    )


def _why() -> rx.Component:
    return rx.el.div(
        _control(
            _("Motivo"),
            "reason",
            rx.el.select(
                *(rx.el.option(_(label), value=reason.value) for reason, label in REASONS.items()),
                value=_STATE.reason,
                on_change=_STATE.choose_reason,
                class_name="input",
                id="field-reason",
            ),
        ),
        labelled(
            _("Nota per chi lavora qui"),
            "note",
            rx.el.input(
                type="text",
                default_value=_STATE.note,
                on_blur=_STATE.write_note,
                class_name="input",
                id="field-note",
                custom_attrs={"maxLength": 500},
            ),
            "",
            "",
            False,
        ),
        class_name="grid gap-6",
    )


def _consequences() -> rx.Component:
    return section(
        _("Che cosa succede"),
        rx.cond(
            _VIEW.lines.length() > 0,
            table(
                _VIEW.lines,
                [
                    Column(_("Riga"), lambda row: row.name),
                    Column(_("Imponibile"), lambda row: amount(row.net_label), is_number=True),
                    Column(_("IVA"), lambda row: amount(row.vat_label), is_number=True),
                    Column(_("Torna"), _gross, is_number=True),
                ],
                caption=_("Che cosa torna di ogni riga"),
            ),
        ),
        rx.el.dl(
            rx.cond(_VIEW.net_label != "", sum_line(_("Imponibile"), _VIEW.net_label)),
            rx.cond(_VIEW.vat_label != "", sum_line(_("IVA"), _VIEW.vat_label)),
            sum_line(_("Torna al cliente"), _VIEW.amount_label, strong=True),
            class_name="grid text-sm",
        ),
        rx.el.ul(
            rx.el.li(_VIEW.way),
            rx.el.li(_VIEW.document),
            rx.el.li(_VIEW.after),
            class_name="grid gap-1 text-sm text-ink-soft",
        ),
    )


def _gross(row: rx.Var[RefundLineRow]) -> rx.Component:
    return amount(row.gross_label, strong=True)


def _control(label: str, name: str, control: rx.Component) -> rx.Component:
    return labelled(label, name, control, _STATE.errors[name], "", True)


def _option(row: rx.Var[RefundChoiceRow]) -> rx.Component:
    return rx.el.option(row.label, value=row.value)
