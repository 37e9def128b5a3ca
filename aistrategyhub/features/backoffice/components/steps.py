"""The steps of an order's work on its page, and the drawer in which one is written and handed over."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.state.orders import AdminOrderState
from aistrategyhub.features.backoffice.state.steps import AdminStepState
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.features.orders.rules.files import ACCEPTED
from aistrategyhub.features.orders.schemas import FileRow, StepRow
from aistrategyhub.ui.forms import field, form
from aistrategyhub.ui.parts.actions import button, file_link, icon
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.date_picker import date_field
from aistrategyhub.ui.parts.file_drop import file_drop
from aistrategyhub.ui.parts.floating import confirm, drawer
from aistrategyhub.ui.parts.words import badge, notice, section
from aistrategyhub.ui.viewer import may

_ORDER = AdminOrderState.order
_STATE = AdminStepState
_STEP = AdminStepState.step


def order_work() -> rx.Component:
    """The steps of the work, each leading to its drawer."""
    return section(
        _("Tappe del lavoro"),
        rx.cond(
            _ORDER.steps.length() > 0,
            rx.el.ol(rx.foreach(_ORDER.steps, _step), class_name="grid"),
            rx.el.p(
                _("Nessuna tappa: l’ordine si conclude a mano. Con le tappe si conclude con l’ultima approvazione."),
                class_name="text-sm text-ink-soft",
            ),
        ),
        when(
            may(OrdersPermission.MANAGE),
            rx.el.div(button(_("Aggiungi una tappa"), kind="secondary", on_click=_STATE.begin)),
        ),
        when(may(OrdersPermission.MANAGE), _drawer()),
    )


def _step(row: rx.Var[StepRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(row.name, class_name="min-w-0 font-medium wrap-anywhere"),
            badge(row.state_label, row.state_tone),
            class_name="flex flex-wrap items-baseline justify-between gap-x-5 gap-y-1",
        ),
        rx.el.p(
            when(row.share_label != "", rx.el.span(row.share_label)),
            when(row.due_label != "", rx.el.span(row.due_label)),
            when(row.at_label != "", rx.el.span(row.at_label)),
            class_name="flex flex-wrap gap-x-4 text-sm text-ink-faint tabular-nums empty:hidden",
        ),
        when(row.asked != "", notice(row.asked, title=_("Il cliente chiede di cambiare"), tone="waiting")),
        when(row.files.length() > 0, rx.el.ul(rx.foreach(row.files, _file), class_name="grid gap-1 text-sm")),
        when(
            may(OrdersPermission.MANAGE),
            rx.el.div(
                button(
                    rx.cond(row.can_deliver, _("Prepara e consegna"), _("Apri")),
                    kind="quiet",
                    on_click=_STATE.open(row.milestone_id),
                )
            ),
        ),
        class_name="grid gap-2 border-b border-line py-4",
    )


def _file(file: rx.Var[FileRow]) -> rx.Component:
    return rx.el.li(file_link(file.name + " (" + file.size_label + ")", file.href, is_saved=True))


def _drawer() -> rx.Component:
    return drawer(
        rx.cond(_STEP.milestone_id == "", _("Nuova tappa"), _STEP.name),
        rx.cond((_STEP.milestone_id == "") | _STEP.can_deliver, _form(), rx.fragment()),
        rx.cond(_STEP.milestone_id != "", _files()),
        open=_STATE.is_open,
        on_close=_STATE.leave,
        actions=(rx.cond(_STEP.can_deliver, _delivering()), rx.cond(_STEP.can_remove, _removing())),
        width="wide",
    )


def _form() -> rx.Component:
    return rx.el.div(
        form(
            field(_("Nome della tappa"), "name", state=_STATE, value=_STEP.name),
            date_field(_("Entro il"), "due", state=_STATE, required=False, value=_STEP.due),
            on_submit=_STATE.save,
            state=_STATE,
            submit_label=_("Salva la tappa"),
        ),
        key="step-" + _STEP.milestone_id,
    )


def _files() -> rx.Component:
    return section(
        _("File"),
        rx.el.ul(rx.foreach(_STEP.files, _kept_file), class_name="grid gap-2"),
        rx.cond(
            _STEP.can_deliver,
            file_drop(
                _("Aggiungi i file da consegnare"),
                "deliverables",
                address="/api/v1/admin/milestones/" + _STEP.milestone_id + "/files",
                part="",
                accept=ACCEPTED,
                required=False,
                hint=_("Il cliente li vede solo dopo la consegna. Documenti fino a 25 MB, video fino a 200 MB."),
                on_all_done=_STATE.uploaded,
            ),
        ),
    )


def _kept_file(file: rx.Var[FileRow]) -> rx.Component:
    return rx.el.li(
        file_link(file.name + " (" + file.size_label + ")", file.href, is_saved=True),
        rx.cond(
            file.is_delivered,
            badge(_("consegnato"), "action"),
            button(
                icon("x", size=14),
                kind="quiet",
                on_click=_STATE.drop_file(file.file_id),
                custom_attrs={"aria-label": _("Togli il file"), "title": _("Togli il file")},
            ),
        ),
        class_name="flex flex-wrap items-center gap-3",
    )


def _delivering() -> rx.Component:
    return confirm(
        _("Consegnare questa tappa?"),
        rx.el.p(_("Il cliente riceve un’e-mail, scarica i file e approva o chiede una modifica.")),
        act=_STATE.deliver,
        verb=_("Consegna"),
        trigger=button(_("Consegna"), busy=_STATE.busy),
        keep_label=_("Lascia com’è"),
        kind="primary",
    )


def _removing() -> rx.Component:
    return confirm(
        _("Togliere questa tappa?"),
        rx.el.p(_("Vanno via anche i suoi file. Il cliente non ha ancora ricevuto nulla.")),
        act=_STATE.remove,
        verb=_("Togli la tappa"),
        trigger=button(_("Togli la tappa"), kind="quiet"),
        keep_label=_("Lascia com’è"),
    )
