"""Disputes: the list of all, and those of one order with the answer."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.components.routes import ORDERS_ROUTE
from aistrategyhub.features.backoffice.state.disputes import ALL, OPEN, AdminDisputesState, AdminDisputeState
from aistrategyhub.features.backoffice.state.orders import AdminOrderState
from aistrategyhub.features.payments.permissions import PaymentsPermission
from aistrategyhub.features.payments.schemas.disputes import DisputeRow
from aistrategyhub.ui.forms import form, text_area
from aistrategyhub.ui.parts.actions import link, outside_link
from aistrategyhub.ui.parts.base import is_given, when
from aistrategyhub.ui.parts.words import amount, badge, definitions, empty_state, notice, section
from aistrategyhub.ui.tables import Column, narrowing, table
from aistrategyhub.ui.viewer import may

_ORDER = AdminOrderState.order


def dispute_tools() -> rx.Component:
    """Those still open, or all."""
    return rx.el.div(
        narrowing(
            _("Stato"), [(OPEN, _("Aperte")), (ALL, _("Tutte"))], AdminDisputesState.chosen, AdminDisputesState.choose
        ),
        class_name="justify-self-start",
    )


def disputes_table() -> rx.Component:
    """A line each, leading to its order, where it is answered."""
    return table(
        AdminDisputesState.rows,
        [
            Column(_("Ordine"), lambda row: link(row.order_number, f"{ORDERS_ROUTE}/" + row.order_number)),
            Column(_("Aperta"), lambda row: row.opened_label, is_short=True),
            Column(_("Motivo"), lambda row: row.reason_label),
            Column(_("Importo"), lambda row: amount(row.amount_label), is_number=True),
            Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone)),
            Column(_("Rispondi entro"), _deadline),
        ],
        caption=_("Contestazioni"),
        state=AdminDisputesState,
        empty=empty_state(
            _("Nessuna contestazione aperta"),
            _("Se il titolare di una carta contesta un pagamento, compare qui con il termine per rispondere."),
        ),
    )


def order_disputes() -> rx.Component:
    """The disputes of an order; nothing where there is none."""
    return rx.cond(
        _ORDER.disputes.length() > 0,
        section(_("Contestazioni"), rx.foreach(_ORDER.disputes, _dispute)),
    )


def _deadline(row: rx.Var[DisputeRow]) -> rx.Component:
    return rx.el.span(
        row.due_label,
        rx.cond(row.countdown != "", rx.el.span(row.countdown, class_name="block font-medium text-failed")),
    )


def _dispute(row: rx.Var[DisputeRow]) -> rx.Component:
    return rx.el.div(
        definitions(
            (_("Stato"), badge(row.status_label, row.status_tone)),
            (_("Importo"), amount(row.amount_label, strong=True)),
            (_("Motivo"), row.reason_label),
            (_("Aperta"), row.opened_label),
            (_("Rispondi entro"), _deadline(row)),
        ),
        when(is_given(row.page_url), outside_link(_("Apri la contestazione su Stripe"), row.page_url)),
        when(
            is_given(row.answer_problem),
            notice(
                rx.el.p(_("La risposta non è stata accettata"), " (", row.answer_problem, "): ", _("correggila.")),
                tone="failed",
            ),
        ),
        rx.cond(row.can_answer, when(may(PaymentsPermission.DISPUTE), _answering(row)), _answered(row)),
        class_name="grid gap-5",
    )


def _answering(row: rx.Var[DisputeRow]) -> rx.Component:
    return form(
        rx.el.input(type="hidden", name="dispute_id", value=row.dispute_id),
        text_area(
            _("La tua risposta alla banca"),
            "answer",
            state=AdminDisputeState,
            hint=_("Che cosa è stato comprato, quando è stato reso, che cosa lo dimostra. Si invia una volta sola."),
            value=row.answer,
        ),
        on_submit=AdminDisputeState.answer,
        state=AdminDisputeState,
        submit_label=_("Invia la risposta"),
    )


def _answered(row: rx.Var[DisputeRow]) -> rx.Component:
    return when(
        is_given(row.answer),
        rx.el.details(
            rx.el.summary(_("La risposta inviata"), class_name="link cursor-pointer"),
            rx.el.p(row.answer, class_name="pt-3 whitespace-pre-line wrap-anywhere"),
        ),
    )
