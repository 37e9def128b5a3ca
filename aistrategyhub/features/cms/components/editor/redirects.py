"""Redirects: those there are, the form of a new one, and many from a file."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.cms.components.editor.routes import IMPORT_ADDRESS, LARGEST_LIST
from aistrategyhub.features.cms.schemas.editor import RedirectLine
from aistrategyhub.features.cms.state.redirects import STATUSES, RedirectsState
from aistrategyhub.features.publishing.permissions import PublishingPermission
from aistrategyhub.ui import forms
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.file_drop import file_drop
from aistrategyhub.ui.parts.words import empty_state
from aistrategyhub.ui.tables import Column, table
from aistrategyhub.ui.viewer import may


def redirect_form() -> rx.Component:
    """A new redirect."""
    state = RedirectsState
    return forms.form(
        forms.field_row(
            forms.field(_("Da"), "source", state=state, hint=_("Un indirizzo di questo sito: /vecchia-pagina")),
            forms.field(
                _("A"),
                "target",
                state=state,
                required=False,
                hint=_("Una pagina del sito o un altro indirizzo; niente con 410."),
            ),
        ),
        forms.field_row(
            forms.select(_("Come"), "status", [(value, _(label)) for value, label in STATUSES.items()], state=state),
            forms.field(_("Nota"), "note", state=state, required=False),
        ),
        on_submit=state.add,
        state=state,
        submit_label=_("Aggiungi"),
        key=state.epoch.to(str),
    )


def redirect_import() -> rx.Component:
    """Redirects from a file: tried first, then added."""
    state = RedirectsState
    return rx.el.details(
        rx.el.summary(_("Importa da un file"), class_name="link-quiet min-h-11 cursor-pointer py-2"),
        rx.el.div(
            rx.el.label(
                rx.el.input(
                    type="checkbox", checked=state.is_rehearsal, on_change=state.rehearse, class_name="choice-mark"
                ),
                rx.el.span(_("Solo una prova: dimmi che cosa succederebbe, non salvare nulla")),
                class_name="choice",
            ),
            file_drop(
                _("Elenco in CSV"),
                "redirects",
                address=IMPORT_ADDRESS,
                part="",
                accept=".csv,.txt,.tsv",
                largest=LARGEST_LIST,
                multiple=False,
                extra=rx.Var.create({"rehearse": state.is_rehearsal.to_string()}),
                hint=_("Una riga per reindirizzamento: da, a, tipo (301, 302 o 410; se manca, 301)."),
                on_done=state.imported,
            ),
            rx.el.div(rx.cond(state.report != "", _import_report(), rx.fragment()), role="status"),
            class_name="grid gap-4 pt-2",
        ),
        class_name="border-y border-line",
    )


def _import_report() -> rx.Component:
    return rx.el.div(
        rx.el.p(RedirectsState.report, class_name="font-medium"),
        rx.el.ul(
            rx.foreach(
                RedirectsState.refused,
                lambda line: rx.el.li(_("Riga"), " ", line.line, ": ", line.why, class_name="wrap-anywhere"),
            ),
            class_name="grid max-h-80 gap-1 overflow-y-auto text-sm",
        ),
        class_name="notice grid gap-2",
    )


def redirects_table() -> rx.Component:
    """Redirects made by hand, a line each."""
    return table(
        RedirectsState.rows,
        [
            Column(_("Da"), lambda row: rx.el.span(row.source, class_name="break-all")),
            Column(_("A"), lambda row: rx.el.span(row.target, class_name="break-all")),
            Column(_("Come"), lambda row: row.status_label),
            Column(_("Usato"), lambda row: row.hits_label),
            Column(_("Nota"), lambda row: row.note),
            Column("", _redirect_acts),
        ],
        caption=_("Reindirizzamenti"),
        state=RedirectsState,
        empty=empty_state(
            _("Nessun reindirizzamento"),
            _("Quando una pagina cambia indirizzo, quello vecchio porta al nuovo da sé: qui servono solo gli altri."),
        ),
    )


def _redirect_acts(row: rx.Var[RedirectLine]) -> rx.Component:
    return when(
        may(PublishingPermission.REDIRECT),
        button(_("Togli"), kind="quiet", on_click=RedirectsState.remove(row.id)),
    )
