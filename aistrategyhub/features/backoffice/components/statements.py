"""Bank statements: where the file goes, and a line each with the order that it seems to pay."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.state.statements import ALL, OPEN, AdminStatementsState
from aistrategyhub.features.payments.schemas.transfers import StatementRow
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import is_given, when
from aistrategyhub.ui.parts.file_drop import file_drop
from aistrategyhub.ui.parts.words import amount, badge, empty_state, notice
from aistrategyhub.ui.tables import Column, narrowing, table

UPLOAD_ADDRESS = "/api/v1/admin/statements"
_STATE = AdminStatementsState


def statement_file() -> rx.Component:
    """Where the bank's file goes. Nothing is booked by it."""
    return rx.el.div(
        file_drop(
            _("Estratto conto"),
            "statement",
            address=UPLOAD_ADDRESS,
            part="",
            accept=".csv,.xml,text/csv,application/xml,text/xml",
            largest=5_000_000,
            multiple=False,
            required=False,
            hint=_(
                "CSV della banca (con le colonne Data, Importo e Causale) o XML CAMT.053, fino a 5 MB. Le righe già "
                "importate non si ripetono."
            ),
            on_done=_STATE.imported,
        ),
        when(is_given(_STATE.arrived), notice(_STATE.arrived)),
        class_name="grid gap-4 max-w-form",
    )


def statement_tools() -> rx.Component:
    """Those to be dealt with, or all; and those that can be booked in one press."""
    return rx.el.div(
        narrowing(_("Stato"), [(OPEN, _("Da registrare")), (ALL, _("Tutte"))], _STATE.chosen, _STATE.choose),
        rx.cond(
            _STATE.sure > 0,
            rx.el.div(
                button(_("Registra le sicure"), on_click=_STATE.book_sure),
                rx.el.span(
                    _STATE.sure, " ", _("con numero e importo giusti"), class_name="text-sm text-ink-soft tabular-nums"
                ),
                class_name="flex flex-wrap items-center gap-3",
            ),
        ),
        class_name="flex flex-wrap items-center gap-x-6 gap-y-3",
    )


def statement_lines() -> rx.Component:
    """A line each: what the bank says, what it seems to pay, and the act."""
    return table(
        _STATE.rows,
        [
            Column(_("Giorno"), lambda row: row.day_label, is_short=True),
            Column(_("Importo"), lambda row: amount(row.amount_label, strong=True), is_number=True),
            Column(_("Da chi"), _told),
            Column(_("Corrispondenza"), lambda row: badge(row.why, row.tone)),
            Column(_("Ordine"), _acts),
        ],
        caption=_("Accrediti"),
        state=_STATE,
        empty=empty_state(
            _("Nessun accredito da registrare"),
            _("Carica l’estratto conto: ogni accredito compare qui, con l’ordine che sembra pagare."),
        ),
    )


def _told(row: rx.Var[StatementRow]) -> rx.Component:
    return rx.el.span(
        rx.el.span(row.payer, class_name="font-medium"),
        rx.el.span(row.words, class_name="block text-xs text-ink-faint wrap-anywhere"),
    )


def _acts(row: rx.Var[StatementRow]) -> rx.Component:
    booking = rx.el.form(
        rx.el.input(type="hidden", name="line_id", value=row.line_id),
        rx.el.input(
            type="text",
            name="order_number",
            default_value=row.order_number,
            placeholder="ORD-2026-00001",
            aria_label=_("Numero dell’ordine"),
            class_name="input max-w-44",
            key=row.order_number,
            custom_attrs={"maxLength": 30, "autoComplete": "off"},
        ),
        button(_("Registra"), kind="secondary", submit=True),
        button(_("Non è un ordine"), kind="quiet", on_click=_STATE.set_aside(row.line_id)),
        on_submit=_STATE.book,
        class_name="flex flex-wrap items-center gap-2",
    )
    return rx.cond(row.is_booked, rx.fragment(), booking)
