"""The work queue: its parts, its rows, and who does it."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.components.list_parts import list_parts
from aistrategyhub.features.backoffice.permissions import BackofficePermission
from aistrategyhub.features.backoffice.schemas import WorkRow
from aistrategyhub.features.backoffice.state.work import AdminWorkState
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.words import badge, empty_state, notice, section
from aistrategyhub.ui.tables import Column, table
from aistrategyhub.ui.viewer import may


def work_parts() -> rx.Component:
    """Which part of the queue is shown."""
    return list_parts(AdminWorkState, _("Parte della coda"))


def work_table() -> rx.Component:
    """Work, a line each: what, how often it was tried, why it failed."""
    return table(
        AdminWorkState.rows,
        [
            Column(_("Lavoro"), _title),
            Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone)),
            Column(_("Tentativi"), lambda row: row.attempts_label),
            Column(_("Nato"), lambda row: row.age_label),
            Column(_("Prossimo"), lambda row: row.next_label),
            Column(_("Ultimo errore"), _error),
            Column("", _retry),
        ],
        caption=_("Lavori"),
        state=AdminWorkState,
        empty=empty_state(_("Qui non c’è nulla"), _("In questa parte della coda non ci sono lavori.")),
    )


def _title(row: rx.Var[WorkRow]) -> rx.Component:
    return rx.el.span(
        rx.el.span(row.title, class_name="block font-medium"),
        rx.cond(row.title != row.job, rx.el.span(row.job, class_name="block text-xs text-ink-faint")),
    )


def _error(row: rx.Var[WorkRow]) -> rx.Component:
    return rx.el.span(row.error, class_name="text-failed wrap-anywhere")


def _retry(row: rx.Var[WorkRow]) -> rx.Component:
    return rx.cond(
        row.can_retry & may(BackofficePermission.RETRY_WORK),
        button(_("Riprova"), kind="secondary", on_click=AdminWorkState.retry(row.work_id)),
    )


def job_processes() -> rx.Component:
    """Who does the work. Nobody is a fault that the owner should see."""
    return section(
        _("Chi lavora"),
        table(
            AdminWorkState.processes,
            [
                Column(_("Processo"), lambda row: row.name),
                Column(_("Compito"), lambda row: row.role_label),
                Column(_("Attivo da"), lambda row: row.since_label),
                Column(_("Ultimo segno"), lambda row: row.seen_label),
            ],
            caption=_("Chi lavora"),
            empty=notice(
                _("Nessun processo sta lavorando: fatture ed e-mail aspettano finché «hub jobs» non riparte."),
                tone="failed",
            ),
        ),
    )
