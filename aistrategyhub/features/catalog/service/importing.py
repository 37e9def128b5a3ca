"""Files of items: read and shown first, then imported by a worker, all rows or none."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import find_principal
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.models import BatchKind, BatchStatus, CatalogBatch
from aistrategyhub.features.catalog.queries import category_ids
from aistrategyhub.features.catalog.queries.batches import get_batch, named_items, states_of
from aistrategyhub.features.catalog.rules.batches import after_row
from aistrategyhub.features.catalog.rules.importing import COLUMNS, NEEDED, ImportRow, RowReader
from aistrategyhub.features.catalog.rules.spreadsheets import SheetRow, read_rows
from aistrategyhub.features.catalog.schemas.batches import BatchPlan, ItemState, PlannedChange
from aistrategyhub.features.catalog.service.batches import (
    MOST_SHOWN,
    NothingToUndo,
    Progress,
    carry_out,
    nobody_hears,
    take_back,
    tell,
)
from aistrategyhub.features.catalog.service.snapshots import behind
from aistrategyhub.infra.work import enqueue

RUN_BATCH = "catalog.run_batch"
UNDO_BATCH = "catalog.undo_batch"
FORGET_FILES = "catalog.forget_files"
_ATTEMPTS = 3
_MOST_ERRORS = 200
_KEPT_FOR = timedelta(days=7)
_FORGOTTEN = mark("Il file è stato tenuto una settimana senza essere importato: caricalo di nuovo.")
_BROKEN = mark("L’importazione si è interrotta per un guasto e non ha cambiato nulla: carica di nuovo il file.")
_NOT_UNDONE = mark("L’annullamento si è interrotto per un guasto e non ha cambiato nulla: riprova.")
_OUT_OF_REACH = mark("Il codice «{sku}» è di un servizio nel cestino o già venduto: scegline un altro.")
_OTHER_ITEM = mark("Il codice «{sku}» e l’indirizzo «{slug}» sono di due servizi diversi.")


class BatchNotReady(DomainError):
    """The import was begun already, is over, or has rows that are refused."""

    code = "BATCH_NOT_READY"
    sentence = mark("Questa importazione non si può avviare: è già partita, è finita o ha righe da correggere.")


async def check_file(session: AsyncSession, data: bytes, file_name: str) -> CatalogBatch:
    """Reads a file and keeps what it would do, to be looked at: nothing of the catalogue changes.

    With a refused row it is FAILED and can only be looked at. Raises InvalidInput (`file`) for what is no such file.
    """
    plan = await plan_file(session, data)
    principal = find_principal()
    batch = CatalogBatch(
        kind=BatchKind.IMPORT,
        status=BatchStatus.FAILED if plan.errors else BatchStatus.CHECKED,
        file_name=file_name[:200],
        source=None if plan.errors else data,
        total=plan.total,
        summary=_summary(plan),
        created_by=principal.person_id if principal else None,
        finished_at=now() if plan.errors else None,
    )
    session.add(batch)
    await session.flush()
    return batch


async def start_import(session: AsyncSession, batch_id: UUID) -> None:
    """Has a worker do what was shown. Raises BatchNotFound and BatchNotReady."""
    batch = await get_batch(session, batch_id, lock=True)
    if batch.status is not BatchStatus.CHECKED:
        raise BatchNotReady
    batch.status = BatchStatus.RUNNING
    payload = {"batch_id": str(batch.id)}
    await enqueue(session, RUN_BATCH, payload, key=f"{RUN_BATCH}:{batch.id}", max_attempts=_ATTEMPTS)
    await session.flush()


async def run_import(session: AsyncSession, batch_id: UUID, progress: Progress = nobody_hears) -> None:
    """Imports a file that was begun, all of it or nothing; done or failed, it says so. One that is over stays so."""
    batch = await get_batch(session, batch_id)
    if batch.status is not BatchStatus.RUNNING or batch.source is None:
        return
    try:
        async with session.begin_nested():
            plan = await plan_file(session, batch.source, lock=True)
            if plan.errors:
                raise InvalidInput([behind(line, error) for line, error in plan.errors])
            await carry_out(session, batch, plan.changes, progress)
    except DomainError as refusal:
        _finish(batch, BatchStatus.FAILED, _problem(refusal))
    else:
        batch.summary = _summary(plan)
        _finish(batch, BatchStatus.DONE)
        await tell(session, batch, "imported")
    await session.flush()


async def give_up_import(session: AsyncSession, batch_id: UUID) -> None:
    """Ends a batch that no worker could import, for a reason that nobody foresaw."""
    await _give_up(session, batch_id, BatchStatus.FAILED, _BROKEN)


async def start_undoing(session: AsyncSession, batch_id: UUID) -> None:
    """Has a worker undo an import or an edit. Raises BatchNotFound and NothingToUndo."""
    batch = await get_batch(session, batch_id, lock=True)
    if batch.status is not BatchStatus.DONE:
        raise NothingToUndo
    batch.status, batch.settled = BatchStatus.RUNNING, 0
    await enqueue(session, UNDO_BATCH, {"batch_id": str(batch.id)}, max_attempts=_ATTEMPTS)
    await session.flush()


async def run_undoing(session: AsyncSession, batch_id: UUID, progress: Progress = nobody_hears) -> None:
    """Undoes a batch, all of it or nothing; where it cannot it stays done and says why."""
    batch = await get_batch(session, batch_id)
    if batch.status is not BatchStatus.RUNNING:
        return
    try:
        async with session.begin_nested():
            await take_back(session, batch, progress)
    except DomainError as refusal:
        _finish(batch, BatchStatus.DONE, _problem(refusal))
    else:
        _finish(batch, BatchStatus.UNDONE)
        await tell(session, batch, "undone")
    await session.flush()


async def give_up_undoing(session: AsyncSession, batch_id: UUID) -> None:
    """Makes a batch that no worker could undo a done one again."""
    await _give_up(session, batch_id, BatchStatus.DONE, _NOT_UNDONE)


async def plan_file(session: AsyncSession, data: bytes, *, lock: bool = False) -> BatchPlan:
    """What a file would do to the catalogue as it is now. Raises InvalidInput (`file`) for what is no such file."""
    # Twenty thousand rows take seconds: whoever waits for another answer does not wait for them.
    sheet = await asyncio.to_thread(_rows_of, data)
    names = {name: [row.cells[name] for row in sheet if row.cells.get(name)] for name in ("slug", "sku")}
    by_slug, by_sku, out_of_reach = await named_items(session, slugs=names["slug"], skus=names["sku"])
    reader = RowReader(await category_ids(session), [*by_slug, *by_sku])
    rows, errors = await asyncio.to_thread(_read, reader, sheet)
    for row in rows:
        if row.sku in out_of_reach:
            errors.append((row.line, FieldError("sku", "SKU_TAKEN", _OUT_OF_REACH, {"sku": row.sku})))
        elif row.sku in by_sku and by_slug.get(row.slug, by_sku[row.sku]) != by_sku[row.sku]:
            values = {"sku": row.sku, "slug": row.slug}
            errors.append((row.line, FieldError("sku", "OTHER_ITEM", _OTHER_ITEM, values)))
    known = {row.line: by_sku.get(row.sku or "") or by_slug.get(row.slug) for row in rows}
    states = await states_of(session, [item_id for item_id in known.values() if item_id], lock=lock)
    befores = {line: states[item_id] for line, item_id in known.items() if item_id in states}
    changes = await asyncio.to_thread(_changes, rows, befores)
    return BatchPlan(changes, sorted(errors, key=lambda error: error[0]), total=len(sheet))


async def forget_files(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """Throws away files that were looked at a week ago and never imported."""
    waiting = CatalogBatch.status == BatchStatus.CHECKED, CatalogBatch.created_at < now() - _KEPT_FOR
    problem = {"sentence": _FORGOTTEN, "values": {}}
    ended = update(CatalogBatch).where(*waiting)
    await session.execute(ended.values(source=None, status=BatchStatus.FAILED, problem=problem, finished_at=now()))


def _rows_of(data: bytes) -> list[SheetRow]:
    return list(read_rows(data, frozenset(COLUMNS), NEEDED))


def _changes(rows: Sequence[ImportRow], befores: Mapping[int, ItemState]) -> list[PlannedChange]:
    changes = []
    for row in rows:
        before = befores.get(row.line)
        changes.append(PlannedChange(row.line, after_row(before.snapshot if before else None, row), before))
    return changes


def _read(reader: RowReader, sheet: list[SheetRow]) -> tuple[list[ImportRow], list[tuple[int, FieldError]]]:
    rows: list[ImportRow] = []
    errors: list[tuple[int, FieldError]] = []
    for row in sheet:
        read = reader.read(row)
        if isinstance(read, ImportRow):
            rows.append(read)
        else:
            errors += [(error.line, error.error) for error in read]
    return rows, errors


def _problem(refusal: DomainError) -> dict[str, Any]:
    """Why it failed, with the line where one is at fault."""
    if not isinstance(refusal, InvalidInput):
        return {"sentence": refusal.sentence, "values": refusal.values}
    error = refusal.fields[0]
    line = error.field.partition(".")[0]
    told = {"sentence": error.sentence, "values": error.values}
    return {**told, "line": int(line)} if line.isdigit() else told


async def _give_up(session: AsyncSession, batch_id: UUID, status: BatchStatus, sentence: str) -> None:
    batch = await get_batch(session, batch_id, lock=True)
    if batch.status is BatchStatus.RUNNING:
        _finish(batch, status, {"sentence": sentence, "values": {}})
        await session.flush()


def _finish(batch: CatalogBatch, status: BatchStatus, problem: Mapping[str, Any] | None = None) -> None:
    batch.status, batch.problem, batch.finished_at = status, problem and dict(problem), now()
    batch.source = None
    batch.settled = batch.total if status in (BatchStatus.DONE, BatchStatus.UNDONE) else batch.settled


def _summary(plan: BatchPlan) -> dict[str, Any]:
    counts = Counter(_act(change) for change in plan.changes)
    return {
        **{act: counts[act] for act in ("new", "changed", "unchanged")},
        "error_count": len(plan.errors),
        "errors": [
            {"line": line, "column": error.field, "sentence": error.sentence, "values": error.values}
            for line, error in plan.errors[:_MOST_ERRORS]
        ],
        "sample": [_shown(change) for change in plan.changes[:MOST_SHOWN]],
    }


def _act(change: PlannedChange) -> str:
    if change.before is None:
        return "new"
    return "changed" if change.changed else "unchanged"


def _shown(change: PlannedChange) -> list[Any]:
    """Line, act, name, and the columns that change."""
    name = change.after["texts"].get("name_it", change.after["slug"])
    return [change.line, _act(change), name, "" if change.before is None else ", ".join(change.changed)]


async def record_export(session: AsyncSession) -> None:
    """Writes down that somebody took the whole catalogue along."""
    await record(session, "catalog.exported", "catalog_batch")
