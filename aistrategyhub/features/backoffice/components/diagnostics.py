"""The table of warnings and errors."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.rules.diagnostics import LEVEL_FILTERS
from aistrategyhub.features.backoffice.schemas import LoggedRow
from aistrategyhub.features.backoffice.state.diagnostics import AdminDiagnosticsState
from aistrategyhub.ui.parts.words import badge, empty_state
from aistrategyhub.ui.tables import Column, search_box, status_box, table


def diagnostics_tools() -> rx.Component:
    """Search and level."""
    return rx.el.div(
        search_box(AdminDiagnosticsState, _("Messaggio, modulo o richiesta")),
        status_box(AdminDiagnosticsState, LEVEL_FILTERS, _("Livello")),
        class_name="flex flex-wrap items-center gap-3",
    )


def diagnostics_table() -> rx.Component:
    """Lines, the newest first, each with what it tells besides and where it broke."""
    return table(
        AdminDiagnosticsState.rows,
        [
            Column(_("Quando"), lambda row: row.at_label, is_short=True),
            Column(_("Livello"), lambda row: badge(row.level_label, row.level_tone)),
            Column(_("Modulo"), lambda row: rx.el.span(row.module, class_name="wrap-anywhere")),
            Column(_("Messaggio"), _message),
            Column(_("Richiesta"), lambda row: rx.el.span(row.request_id, class_name="wrap-anywhere")),
        ],
        caption=_("Diagnostica"),
        state=AdminDiagnosticsState,
        empty=empty_state(
            _("Nessun avviso e nessun errore"), _("Qui compaiono gli avvisi e gli errori degli ultimi 30 giorni.")
        ),
    )


def _message(row: rx.Var[LoggedRow]) -> rx.Component:
    return rx.el.div(
        rx.el.p(row.message, class_name="wrap-anywhere"),
        _more(_("Dettagli"), row.context),
        _more(_("Dove si è rotto"), row.stack_trace),
        class_name="grid min-w-0 gap-1",
    )


def _more(title: str, text: rx.Var[str]) -> rx.Component:
    return rx.cond(
        text != "",
        rx.el.details(
            rx.el.summary(title, class_name="min-h-6 cursor-pointer text-sm text-ink-soft"),
            rx.el.pre(text, class_name="max-w-prose text-xs whitespace-pre-wrap wrap-anywhere"),
        ),
    )
