"""Imports and edits as people read of them. Pure."""

from aistrategyhub.core.text import _, mark, moment_label, ngettext
from aistrategyhub.features.catalog.models import BatchKind, BatchStatus
from aistrategyhub.features.catalog.schemas.batches import BatchLabel, BatchRow, LineLabel

_STATUSES = {
    BatchStatus.CHECKED: (mark("Da confermare"), "waiting"),
    BatchStatus.RUNNING: (mark("In corso"), "waiting"),
    BatchStatus.DONE: (mark("Fatta"), "done"),
    BatchStatus.FAILED: (mark("Non riuscita"), "failed"),
    BatchStatus.UNDONE: (mark("Annullata"), "neutral"),
}
_ACTS = {"new": mark("Nuovo"), "changed": mark("Cambiato"), "unchanged": mark("Invariato")}
_EDIT = mark("Modifica di più servizi")
_REFUSED = mark("Non è stato importato nulla: correggi queste righe e carica di nuovo il file.")
_NOTHING_NEW = mark("Questo file non cambia nulla: il catalogo dice già così.")
_NO_NAME = mark("File senza nome")


def batch_label(row: BatchRow) -> BatchLabel:
    """The batch in words, in the language of the moment."""
    status, tone = _STATUSES[row.status]
    return BatchLabel(
        id=str(row.id),
        name=_(_EDIT) if row.kind is BatchKind.EDIT else row.file_name or _(_NO_NAME),
        status=row.status.value,
        status_label=_(status),
        tone=tone,
        counts_label=_counts(row),
        problem=row.problem,
        percent=100 * row.settled // row.total if row.total else 0,
        moment_label=moment_label(row.created_at),
        can_start=row.status is BatchStatus.CHECKED and row.new + row.changed > 0,
        can_undo=row.status is BatchStatus.DONE and row.new + row.changed > 0,
        is_running=row.status is BatchStatus.RUNNING,
        is_refused=row.error_count > 0,
        advice=_advice(row),
        more_label=_more(row),
    )


def line_labels(row: BatchRow) -> list[LineLabel]:
    """The rows that are refused, with their reasons; where none is, the first ones with what becomes of them."""
    if row.errors:
        return [LineLabel(line, column, note=sentence) for line, column, sentence in row.errors]
    return [LineLabel(line, _(_ACTS[act]), name, columns) for line, act, name, columns in row.sample]


def _advice(row: BatchRow) -> str:
    if row.error_count:
        return _(_REFUSED)
    if row.status is BatchStatus.CHECKED and not row.new + row.changed:
        return _(_NOTHING_NEW)
    return ""


def _more(row: BatchRow) -> str:
    left = row.error_count - len(row.errors) if row.errors else row.total - len(row.sample)
    return ngettext("… e un’altra riga", "… e altre {count} righe", left) if left > 0 else ""


def _counts(row: BatchRow) -> str:
    counts = (
        ngettext("{count} nuovo", "{count} nuovi", row.new),
        ngettext("{count} cambiato", "{count} cambiati", row.changed),
        ngettext("{count} invariato", "{count} invariati", row.unchanged),
    )
    refused = ngettext("{count} errore", "{count} errori", row.error_count)
    return ", ".join((refused,) if row.error_count else counts)
