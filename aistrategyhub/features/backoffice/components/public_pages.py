"""The public pages as files: how far the writing is, its parts, its rows."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.components.list_parts import list_parts
from aistrategyhub.features.backoffice.permissions import BackofficePermission
from aistrategyhub.features.backoffice.schemas import PublicPageRow
from aistrategyhub.features.backoffice.state.public_pages import AdminPublicPagesState
from aistrategyhub.ui.parts.actions import button, plain_anchor
from aistrategyhub.ui.parts.words import badge, empty_state
from aistrategyhub.ui.tables import Column, search_box, table
from aistrategyhub.ui.viewer import may

_STATE = AdminPublicPagesState


def write_all_button() -> rx.Component:
    return rx.cond(
        may(BackofficePermission.WRITE_PAGES),
        button(_("Riscrivi tutte"), kind="secondary", on_click=_STATE.write_all),
    )


def writing_progress() -> rx.Component:
    """Where the writing stands, and how to look again while it goes on."""
    return rx.el.div(
        rx.el.p(_STATE.sentence, " ", _STATE.last, class_name="text-ink-soft", role="status"),
        rx.cond(_STATE.is_waiting, button(_("Aggiorna"), kind="secondary", on_click=_STATE.load)),
        class_name="flex flex-wrap items-center justify-between gap-4",
    )


def page_tools() -> rx.Component:
    """Which part of the list is shown, and the search in it."""
    return rx.el.div(
        list_parts(_STATE, _("Parte dell’elenco")),
        search_box(_STATE, _("Cerca un indirizzo")),
        class_name="flex flex-wrap items-center justify-between gap-4",
    )


def pages_table() -> rx.Component:
    """Public pages, a line each: where, what, when it was written last, why it could not be."""
    return table(
        _STATE.rows,
        [
            Column(_("Pagina"), _page),
            Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone)),
            Column(_("Scritta"), lambda row: row.written_label),
            Column(_("Tentativi"), lambda row: row.attempts_label, is_number=True),
            Column(_("Perché no"), _error),
            Column("", _retry),
        ],
        caption=_("Pagine pubbliche"),
        state=_STATE,
        empty=empty_state(_("Qui non c’è nulla"), _("In questa parte dell’elenco non ci sono pagine.")),
    )


def _page(row: rx.Var[PublicPageRow]) -> rx.Component:
    return rx.el.span(
        plain_anchor(row.path, href=row.path, class_name="block font-medium wrap-anywhere"),
        rx.el.span(row.title, class_name="block text-xs text-ink-faint"),
    )


def _error(row: rx.Var[PublicPageRow]) -> rx.Component:
    return rx.el.span(row.error, class_name="text-failed wrap-anywhere")


def _retry(row: rx.Var[PublicPageRow]) -> rx.Component:
    return rx.cond(
        row.can_retry & may(BackofficePermission.WRITE_PAGES),
        button(_("Riprova"), kind="secondary", on_click=_STATE.retry(row.page_id)),
    )
