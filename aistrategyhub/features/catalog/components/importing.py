"""The screen of imports: where the file goes, what it would do, how far it is, what was imported before."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.catalog.schemas.batches import BatchLabel
from aistrategyhub.features.catalog.state.importing import CatalogImportState
from aistrategyhub.ui.parts.actions import button, file_link
from aistrategyhub.ui.parts.base import is_given, when
from aistrategyhub.ui.parts.figures import progress
from aistrategyhub.ui.parts.file_drop import file_drop
from aistrategyhub.ui.parts.floating import dialog
from aistrategyhub.ui.parts.words import badge, notice, section
from aistrategyhub.ui.tables import Column, table

IMPORT_ROUTE = "/admin/catalogo/importazioni"
UPLOAD_ADDRESS = "/api/v1/catalog/imports"
EXPORT_ADDRESS = "/api/v1/catalog/export"


def export_link() -> rx.Component:
    """The whole catalogue as a file."""
    return file_link(_("Esporta il catalogo in CSV"), EXPORT_ADDRESS)


def file_to_import() -> rx.Component:
    """Where the file goes. Nothing changes until it is confirmed."""
    return file_drop(
        _("File CSV"),
        "file",
        address=UPLOAD_ADDRESS,
        part="",
        accept=".csv,text/csv",
        largest=20_000_000,
        multiple=False,
        hint=_("UTF-8 o Windows-1252, fino a 20.000 righe. Prima vedi che cosa farebbe, poi confermi."),
        on_done=CatalogImportState.uploaded,
    )


def shown_import() -> rx.Component:
    """What the file does, row by row, and the act that follows."""
    shown = CatalogImportState.shown
    return when(
        is_given(shown.id),
        section(
            _("Anteprima"),
            rx.el.div(
                badge(shown.status_label, shown.tone),
                rx.el.p(shown.name, class_name="font-medium break-all"),
                rx.el.p(shown.counts_label, class_name="text-ink-soft"),
                class_name="flex flex-wrap items-center gap-x-4 gap-y-2",
            ),
            when(is_given(shown.problem), notice(shown.problem, tone="failed", urgent=True)),
            when(
                is_given(CatalogImportState.form_error),
                notice(CatalogImportState.form_error, tone="failed", urgent=True),
            ),
            when(shown.is_running, progress(_("Avanzamento"), value=shown.percent)),
            when(
                shown.can_start,
                button(_("Importa"), on_click=CatalogImportState.begin, busy=CatalogImportState.busy),
            ),
            when(
                is_given(shown.advice),
                rx.cond(shown.is_refused, notice(shown.advice, tone="failed"), notice(shown.advice)),
            ),
            rx.cond(shown.is_refused, _refused_rows(), _rows()),
            when(is_given(shown.more_label), rx.el.p(shown.more_label, class_name="text-sm text-ink-soft")),
        ),
    )


def _rows() -> rx.Component:
    return table(
        CatalogImportState.lines,
        [
            Column(_("Riga"), lambda line: line.line, is_number=True),
            Column(_("Che cosa"), lambda line: line.what, is_short=True),
            Column(_("Nome"), lambda line: line.name),
            Column(_("Che cosa cambia"), lambda line: rx.cond(line.note != "", line.note, "–")),
        ],
        caption=_("Righe del file"),
    )


def _refused_rows() -> rx.Component:
    return table(
        CatalogImportState.lines,
        [
            Column(_("Riga"), lambda line: line.line, is_number=True),
            Column(_("Colonna"), lambda line: line.what, is_short=True),
            Column(_("Perché"), lambda line: line.note),
        ],
        caption=_("Righe da correggere"),
    )


def import_history() -> rx.Component:
    """What was imported and changed before; what is done can be undone as a whole."""
    return section(
        _("Storico"),
        table(
            CatalogImportState.rows,
            [
                Column(_("Quando"), lambda row: row.moment_label, is_short=True),
                Column(_("File"), _name),
                Column(_("Esito"), lambda row: badge(row.status_label, row.tone)),
                Column(_("Righe"), lambda row: row.counts_label),
                Column("", _undo),
            ],
            caption=_("Importazioni e modifiche"),
            state=CatalogImportState,
        ),
    )


def _name(row: rx.Var[BatchLabel]) -> rx.Component:
    return rx.el.button(
        row.name,
        type="button",
        on_click=CatalogImportState.look(row.id),
        class_name="link min-h-6 text-left wrap-anywhere",
    )


def _undo(row: rx.Var[BatchLabel]) -> rx.Component:
    return when(
        row.can_undo,
        dialog(
            _("Annullare tutto?"),
            rx.el.p(
                _(
                    "Ciò che ha cambiato torna com’era, ciò che ha creato va nel cestino. Se qualcosa è cambiato dopo, "
                    "non si annulla nulla."
                ),
                class_name="text-left",
            ),
            trigger=button(_("Annulla"), kind="quiet"),
            actions=(
                button(
                    _("Annulla tutto"),
                    kind="danger",
                    on_click=CatalogImportState.undo(row.id),
                    custom_attrs={"data-closes": ""},
                ),
            ),
            dismiss_label=_("Lascia com’è"),
        ),
    )
