"""The steps of an order on its buyer's page: what was delivered, to be fetched and decided on."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.orders.schemas import FileRow, StepRow
from aistrategyhub.features.portal.state import OrderPageState
from aistrategyhub.features.portal.state.steps import StepDecisionState
from aistrategyhub.ui.forms import form, form_refusal, text_area
from aistrategyhub.ui.parts.actions import button, file_link
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import confirm, dialog
from aistrategyhub.ui.parts.words import badge, section

_ORDER = OrderPageState.order
_STATE = StepDecisionState


def order_steps_of_work() -> rx.Component:
    """How the work goes, step by step; nothing where the order has no steps."""
    return rx.cond(
        _ORDER.steps.length() > 0,
        section(
            _("Il lavoro"),
            rx.el.ol(rx.foreach(_ORDER.steps, _step), class_name="grid"),
            when(_STATE.changing == "", form_refusal(_STATE)),
            _changing(),
            note=_("Ogni consegna aspetta la tua risposta: se non rispondi, non la consideriamo approvata."),
        ),
    )


def _step(row: rx.Var[StepRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.name, class_name="min-w-0 font-medium wrap-anywhere"),
            badge(row.state_label, row.state_tone),
            class_name="flex flex-wrap items-baseline justify-between gap-x-5 gap-y-2",
        ),
        rx.el.p(
            when(row.share_label != "", rx.el.span(row.share_label)),
            when(row.due_label != "", rx.el.span(row.due_label)),
            when(row.at_label != "", rx.el.span(row.at_label)),
            class_name="flex flex-wrap gap-x-4 text-sm text-ink-faint tabular-nums empty:hidden",
        ),
        when(
            row.asked != "",
            rx.el.p(
                _("Hai chiesto:"),
                " ",
                row.asked,
                class_name="max-w-prose whitespace-pre-line text-sm text-ink-soft wrap-anywhere",
            ),
        ),
        when(
            row.files.length() > 0, rx.el.ul(rx.foreach(row.files, _file), class_name="grid justify-items-start gap-2")
        ),
        when(row.can_decide, _decision(row)),
        class_name="grid gap-3 border-b border-line py-5",
    )


def _file(file: rx.Var[FileRow]) -> rx.Component:
    return rx.el.li(file_link(file.name + " (" + file.size_label + ")", file.href, is_saved=True))


def _decision(row: rx.Var[StepRow]) -> rx.Component:
    return rx.el.div(
        confirm(
            _("Approvare questa consegna?"),
            rx.el.p(_("Con l’ultima approvazione il lavoro dell’ordine è concluso.")),
            act=_STATE.approve(row.milestone_id),
            verb=_("Approva"),
            trigger=button(_("Approva"), busy=_STATE.busy),
            keep_label=_("Lascia com’è"),
            kind="primary",
        ),
        button(_("Chiedi una modifica"), kind="secondary", on_click=_STATE.begin_change(row.milestone_id, row.name)),
        class_name="flex flex-wrap gap-3",
    )


def _changing() -> rx.Component:
    return dialog(
        _("Che cosa va cambiato?"),
        rx.el.p(_STATE.name, class_name="text-ink-soft wrap-anywhere"),
        form(
            text_area(_("La modifica"), "words", state=_STATE, rows=5),
            on_submit=_STATE.ask_change,
            state=_STATE,
            submit_label=_("Chiedi la modifica"),
        ),
        open=_STATE.changing != "",
        on_close=_STATE.leave,
        dismiss_label=_("Lascia com’è"),
    )
