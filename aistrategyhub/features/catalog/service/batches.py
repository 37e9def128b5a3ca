"""Many changes as one act: planned and shown first, done all or not at all, and undone as a whole."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.kinds import SERVICE
from aistrategyhub.features.catalog.models import CatalogBatch, CatalogBatchLine, CatalogItem, ItemStatus
from aistrategyhub.features.catalog.queries.batches import list_lines, states_of
from aistrategyhub.features.catalog.rules.batches import content_with
from aistrategyhub.features.catalog.schemas import PriceDraft
from aistrategyhub.features.catalog.schemas.batches import PlannedChange, Snapshot
from aistrategyhub.features.catalog.service.listing import listed_together
from aistrategyhub.features.catalog.service.prices import default_list, set_prices_of_many
from aistrategyhub.features.catalog.service.snapshots import (
    behind,
    facts_of,
    of_line,
    write_facts,
    write_prices,
    write_words,
    write_words_of_published,
)
from aistrategyhub.features.catalog.service.words import hindrances_of_many, write_texts
from aistrategyhub.features.publishing import service as publishing
from aistrategyhub.prerender.service import touch, want

Progress = Callable[[int], Awaitable[None]]
"""Hears how many rows are settled, while the act goes on."""

MOST_SHOWN = 50
_AT_ONCE = 500
_STALE = mark("«{name}» è stato cambiato dopo: annullando si perderebbe quella modifica. Non è stato annullato nulla.")


class NothingToUndo(DomainError):
    """Only what was done can be undone, once."""

    code = "NOTHING_TO_UNDO"
    sentence = mark("Non c’è nulla da annullare: non è stato fatto o è già stato annullato.")


class ChangedSince(DomainError):
    """An item was changed after the act that should be undone; nothing was undone."""

    code = "CHANGED_SINCE"
    sentence = _STALE


async def nobody_hears(settled: int) -> None:
    """Progress of an act that is over before anybody could look."""


async def carry_out(
    session: AsyncSession, batch: CatalogBatch, changes: Sequence[PlannedChange], progress: Progress = nobody_hears
) -> None:
    """Does all these changes, and keeps what is needed to undo them. Raises InvalidInput whose fields begin with the
    line they are of; the caller's transaction must not be committed then."""
    new = [change for change in changes if change.before is None]
    for first in range(0, len(new), _AT_ONCE):
        await _create(session, batch, new[first : first + _AT_ONCE])
        await progress(min(first + _AT_ONCE, len(new)))
    changed = [(c.line, c.before, c.after) for c in changes if c.before is not None and c.changed]
    async with listed_together(session, [state.id for _line, state, _after in changed]):
        await write_facts(session, [(state, after) for _line, state, after in changed])
        await write_prices(session, [(state, after) for _line, state, after in changed])
        rewritten = await write_words_of_published(session, changed)
        others = [one for one in changed if one[1].id not in rewritten]
        for place, (line, state, after) in enumerate(others, len(rewritten) + 1):
            await write_words(session, line, state, after)
            if place % 100 == 0:
                await progress(len(new) + place)
    await keep_lines(session, batch, [(line, state.id, state.snapshot) for line, state, _after in changed])
    await _check_published(session, {state.id: line for line, state, _after in changed})
    await touch(session, "catalog", *(f"service:{state.id}" for _line, state, _after in changed))
    await want(session, *(path for change in new if _is_live(change) for path in _paths(change.after)))


async def take_back(session: AsyncSession, batch: CatalogBatch, progress: Progress = nobody_hears) -> int:
    """Undoes all that a batch did; how many items. Items that it made go into the trash. Raises ChangedSince when one
    of them is not any more as the batch left it; then nothing was undone."""
    lines = await list_lines(session, batch.id)
    states = await states_of(session, [line.item_id for line in lines], lock=True)
    for line in lines:
        state = states.get(line.item_id)
        # A line that was kept before a snapshot told so much is asked only for what it tells.
        if state is None or any(state.snapshot.get(name) != value for name, value in line.after.items()):
            raise ChangedSince(name=line.after["texts"].get("name_it", line.after["slug"]))
    restored = [(line.line, states[line.item_id], line.before) for line in lines if line.before is not None]
    live = {line.item_id: line.before["live_version"] for line in lines if (line.before or {}).get("live_version")}
    async with listed_together(session, list(states)):
        await write_facts(session, [(state, before) for _line, state, before in restored])
        await write_prices(session, [(state, before) for _line, state, before in restored])
        rewritten = await write_words_of_published(session, restored, live=live)
        for place, line in enumerate(lines, 1):
            state = states[line.item_id]
            if line.before is None:
                await publishing.trash(session, state.publication_id)
            elif state.id not in rewritten:
                await write_words(session, line.line, state, line.before, live=live.get(state.id))
            if place % 100 == 0:
                await progress(place)
        await _free_numbers(session, [line.item_id for line in lines if line.before is None])
    await touch(session, "catalog", *(f"service:{line.item_id}" for line in lines))
    return len(lines)


async def _free_numbers(session: AsyncSession, item_ids: Sequence[UUID]) -> None:
    """Lets others take the article numbers of items that went into the trash."""
    for first in range(0, len(item_ids), _AT_ONCE):
        gone = CatalogItem.id.in_(item_ids[first : first + _AT_ONCE])
        await session.execute(update(CatalogItem).where(gone).values(sku=None))


async def _create(session: AsyncSession, batch: CatalogBatch, new: Sequence[PlannedChange]) -> None:
    at = now()
    contents = [content_with({}, change.after["texts"]) for change in new]
    slugs = [{"it": change.after["slug"], "en": change.after["slug_en"]} for change in new]
    since = [_live_since(change, at) for change in new]
    wanted = [publishing.NewPublication(*three) for three in zip(contents, slugs, since, strict=True)]
    try:
        words_ids = await publishing.create_many(session, SERVICE.name, wanted)
    except InvalidInput as refusal:
        lines = [change.line for change in new]
        raise InvalidInput([of_line(error, lines) for error in refusal.fields]) from None
    ids = [new_id() for _change in new]
    rows = [_item_row(*three, at) for three in zip(ids, words_ids, new, strict=True)]
    await session.execute(insert(CatalogItem), rows)
    published = {
        item_id: content for item_id, content, change in zip(ids, contents, new, strict=True) if _is_live(change)
    }
    price_list = await default_list(session)
    prices = {
        item_id: [PriceDraft.model_validate(change.after["price"])]
        for item_id, change in zip(ids, new, strict=True)
        if change.after["price"] is not None
    }
    async with listed_together(session, list(published)):
        await write_texts(session, published)
        await set_prices_of_many(session, prices, price_list)
    await keep_lines(session, batch, [(c.line, item_id, None) for item_id, c in zip(ids, new, strict=True)])


def _is_live(change: PlannedChange) -> bool:
    return change.after["status"] == ItemStatus.PUBLISHED


def _live_since(change: PlannedChange, at: datetime) -> datetime | None:
    return at if _is_live(change) else None


def _paths(snapshot: Snapshot) -> tuple[str, str]:
    return in_language(f"/servizi/{snapshot['slug']}", "it"), in_language(f"/servizi/{snapshot['slug_en']}", "en")


def _item_row(item_id: UUID, words_id: UUID, change: PlannedChange, at: datetime) -> dict[str, Any]:
    after = change.after
    return {
        "id": item_id,
        "publication_id": words_id,
        "slug": after["slug"],
        "slug_en": after["slug_en"],
        **facts_of(after),
        "status": after["status"],
        "created_at": at,
        "updated_at": at,
        "published_at": _live_since(change, at),
    }


async def _check_published(session: AsyncSession, lines: Mapping[UUID, int]) -> None:
    """Raises InvalidInput with what items on sale lack now, each behind its line."""
    ids = list(lines)
    for first in range(0, len(ids), _AT_ONCE):
        on_sale = CatalogItem.id.in_(ids[first : first + _AT_ONCE]), CatalogItem.status == ItemStatus.PUBLISHED
        query = select(CatalogItem).where(*on_sale).execution_options(populate_existing=True)
        lacking = await hindrances_of_many(session, list((await session.execute(query)).scalars()))
        if errors := [behind(lines[item_id], error) for item_id, found in lacking.items() for error in found]:
            raise InvalidInput(errors)


async def keep_lines(
    session: AsyncSession, batch: CatalogBatch, lines: Collection[tuple[int, UUID, Snapshot | None]]
) -> None:
    """Keeps each item as it was and as it is now, read again: what is written is tidied on its way in."""
    now_are = await states_of(session, [item_id for _line, item_id, _before in lines])
    rows = [
        {
            "id": new_id(),
            "batch_id": batch.id,
            "line": line,
            "item_id": item_id,
            "before": before,
            "after": now_are[item_id].snapshot,
        }
        for line, item_id, before in lines
    ]
    for first in range(0, len(rows), _AT_ONCE):
        await session.execute(insert(CatalogBatchLine), rows[first : first + _AT_ONCE])


async def tell(session: AsyncSession, batch: CatalogBatch, act: str) -> None:
    """Writes the act into the trail."""
    told = {name: batch.summary[name] for name in ("new", "changed", "act") if name in batch.summary}
    await record(session, f"catalog.{act}", "catalog_batch", batch.id, file_name=batch.file_name, **told)
