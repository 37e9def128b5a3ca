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
    )


def line_labels(row: BatchRow) -> list[LineLabel]:
    """The rows that are refused, with their reasons; where none is, the first ones with what becomes of them."""
    if row.errors:
        return [LineLabel(line, column, note=sentence) for line, column, sentence in row.errors]
    return [LineLabel(line, _(_ACTS[act]), name, columns) for line, act, name, columns in row.sample]


def _counts(row: BatchRow) -> str:
    counts = (
        ngettext(mark("{count} nuovo"), mark("{count} nuovi"), row.new),
        ngettext(mark("{count} cambiato"), mark("{count} cambiati"), row.changed),
        ngettext(mark("{count} invariato"), mark("{count} invariati"), row.unchanged),
    )
    refused = ngettext(mark("{count} errore"), mark("{count} errori"), row.error_count)
    return ", ".join((refused,) if row.error_count else counts)
