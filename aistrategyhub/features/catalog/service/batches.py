"""Many changes as one act: planned and shown first, done all or not at all, and undone as a whole."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.kinds import SERVICE
from aistrategyhub.features.catalog.models import CatalogBatch, CatalogBatchLine, CatalogItem, ItemStatus
from aistrategyhub.features.catalog.queries import get_item, list_prices
from aistrategyhub.features.catalog.queries.batches import list_lines, states_of
from aistrategyhub.features.catalog.rules.batches import FACTS, content_with
from aistrategyhub.features.catalog.schemas import PriceDraft
from aistrategyhub.features.catalog.schemas.batches import ItemState, PlannedChange, Snapshot
from aistrategyhub.features.catalog.service.prices import default_list, set_prices_of_many
from aistrategyhub.features.catalog.service.words import hindrances_of, write_texts
from aistrategyhub.features.publishing import service as publishing
from aistrategyhub.features.publishing.models import PublicationStatus
from aistrategyhub.features.publishing.queries import get_publication
from aistrategyhub.prerender.service import touch, want

Progress = Callable[[int], Awaitable[None]]
"""Hears how many rows are settled, while the act goes on."""

_AT_ONCE = 500
_STALE = mark("«{name}» è stato cambiato dopo: annullando si perderebbe quella modifica. Non è stato annullato nulla.")


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
    changed = [change for change in changes if change.before is not None and change.changed]
    for place, change in enumerate(changed, 1):
        await _write(session, change.line, change.before, change.after)
        if place % 100 == 0:
            await progress(len(new) + place)
    await _set_prices(session, {change.before.id: change.after for change in changed if "price" in change.changed})
    await _keep_lines(session, batch, [(c.line, c.before.id, c.before.snapshot) for c in changed])
    await _check_published(session, [change.before for change in changed])
    await touch(session, "catalog", *(f"service:{change.before.id}" for change in changed))
    await want(session, *(path for change in new if _is_live(change) for path in _paths(change.after)))


async def take_back(session: AsyncSession, batch: CatalogBatch, progress: Progress = nobody_hears) -> int:
    """Undoes all that a batch did; how many items. Items that it made go into the trash. Raises ChangedSince when one
    of them is not any more as the batch left it; then nothing was undone."""
    lines = await list_lines(session, batch.id)
    states = await states_of(session, [line.item_id for line in lines], lock=True)
    for line in lines:
        state = states.get(line.item_id)
        if state is None or state.snapshot != line.after:
            raise ChangedSince(name=line.after["texts"].get("name_it", line.after["slug"]))
    for place, line in enumerate(lines, 1):
        state = states[line.item_id]
        if line.before is None:
            await publishing.trash(session, state.publication_id)
            await session.execute(update(CatalogItem).where(CatalogItem.id == state.id).values(sku=None))
        else:
            await _write(session, line.line, state, line.before)
        if place % 100 == 0:
            await progress(place)
    restored = {line.item_id: line.before for line in lines if line.before is not None}
    repriced = {i: before for i, before in restored.items() if before["price"] != states[i].snapshot["price"]}
    await _set_prices(session, repriced)
    await touch(session, "catalog", *(f"service:{line.item_id}" for line in lines))
    return len(lines)


async def _create(session: AsyncSession, batch: CatalogBatch, new: Sequence[PlannedChange]) -> None:
    at = now()
    contents = [content_with({}, change.after["texts"]) for change in new]
    slugs = [{"it": change.after["slug"], "en": change.after["slug_en"]} for change in new]
    since = [_live_since(change, at) for change in new]
    wanted = [publishing.NewPublication(*three) for three in zip(contents, slugs, since, strict=True)]
    try:
        words_ids = await publishing.create_many(session, SERVICE.name, wanted)
    except InvalidInput as refusal:
        raise InvalidInput([_of_line(error, new) for error in refusal.fields]) from None
    ids = [new_id() for _change in new]
    rows = [_item_row(*three, at) for three in zip(ids, words_ids, new, strict=True)]
    await session.execute(insert(CatalogItem), rows)
    published = {
        item_id: content for item_id, content, change in zip(ids, contents, new, strict=True) if _is_live(change)
    }
    await write_texts(session, published)
    await _set_prices(session, {item_id: change.after for item_id, change in zip(ids, new, strict=True)})
    await _keep_lines(session, batch, [(c.line, item_id, None) for item_id, c in zip(ids, new, strict=True)])


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
        **_facts(after),
        "status": after["status"],
        "created_at": at,
        "updated_at": at,
        "published_at": _live_since(change, at),
    }


def _facts(snapshot: Snapshot) -> dict[str, Any]:
    return {**{name: snapshot[name] for name in FACTS}, "category_id": UUID(snapshot["category_id"])}


async def _write(session: AsyncSession, line: int, state: ItemState, wanted: Snapshot) -> None:
    """Makes an item what the snapshot says, its price left aside."""
    try:
        await _write_facts(session, state, wanted)
        if (wanted["slug"], wanted["slug_en"]) != (state.snapshot["slug"], state.snapshot["slug_en"]):
            slugs = {"it": wanted["slug"], "en": wanted["slug_en"]}
            await publishing.move(session, state.publication_id, slugs=slugs)
        has_new_words = wanted["texts"] != state.snapshot["texts"]
        if has_new_words:
            content = content_with(_without_gone(state, wanted), wanted["texts"])
            await publishing.save_draft(session, state.publication_id, content, revision=state.revision)
        await _write_status(session, state, wanted["status"], has_new_words)
    except InvalidInput as refusal:
        raise InvalidInput([_at(line, error) for error in refusal.fields]) from None


async def _write_facts(session: AsyncSession, state: ItemState, wanted: Snapshot) -> None:
    changed = {name: value for name, value in _facts(wanted).items() if wanted[name] != state.snapshot[name]}
    if changed:
        query = update(CatalogItem).where(CatalogItem.id == state.id)
        await session.execute(query.values(**changed, updated_at=now()))


async def _write_status(session: AsyncSession, state: ItemState, wanted: str, has_new_words: bool) -> None:
    is_live = state.publication_status is PublicationStatus.PUBLISHED
    if wanted == ItemStatus.PUBLISHED and (has_new_words or not is_live):
        if state.publication_status is PublicationStatus.ARCHIVED:
            await publishing.reopen(session, state.publication_id)
        await publishing.publish(session, state.publication_id)
    elif wanted == ItemStatus.DRAFT and is_live:
        await publishing.unpublish(session, state.publication_id)
    elif wanted == ItemStatus.ARCHIVED and state.publication_status is not PublicationStatus.ARCHIVED:
        await publishing.archive(session, state.publication_id)
    elif wanted == ItemStatus.DRAFT and state.publication_status is PublicationStatus.ARCHIVED:
        await publishing.reopen(session, state.publication_id)


def _without_gone(state: ItemState, wanted: Snapshot) -> dict[str, Any]:
    """The words without English where going back takes it away again."""
    keeps_english = any(column.endswith("_en") for column in wanted["texts"])
    had_english = any(column.endswith("_en") for column in state.snapshot["texts"])
    if had_english and not keeps_english:
        return {locale: words for locale, words in state.content.items() if locale != "en"}
    return state.content


async def _set_prices(session: AsyncSession, wanted: Mapping[UUID, Snapshot]) -> None:
    """Sets the price that a snapshot names; prices in other units stay."""
    if not wanted:
        return
    price_list = await default_list(session)
    known = await list_prices(session, list(wanted))
    prices = {}
    for item_id, snapshot in wanted.items():
        rows = [row for row in known[item_id] if row.price_list_id == price_list.id]
        given = [] if snapshot["price"] is None else [PriceDraft.model_validate(snapshot["price"])]
        kept = [PriceDraft(amount=r.amount, amount_max=r.amount_max, billing_unit=r.billing_unit) for r in rows[1:]]
        prices[item_id] = [*given, *(p for p in kept if p.billing_unit not in {g.billing_unit for g in given})]
    await set_prices_of_many(session, prices, price_list)


async def _check_published(session: AsyncSession, states: Sequence[ItemState]) -> None:
    """Raises InvalidInput when an item on sale lacks something now."""
    for state in states:
        publication = await get_publication(session, state.publication_id)
        if publication.status is PublicationStatus.PUBLISHED:
            errors = await hindrances_of(session, await get_item(session, state.id))
            if errors:
                raise InvalidInput(errors)


async def _keep_lines(
    session: AsyncSession, batch: CatalogBatch, lines: Sequence[tuple[int, UUID, Snapshot | None]]
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
    counts = {name: batch.summary.get(name, 0) for name in ("new", "changed")}
    await record(session, f"catalog.{act}", "catalog_batch", batch.id, file_name=batch.file_name, **counts)


def _of_line(error: FieldError, new: Sequence[PlannedChange]) -> FieldError:
    place, _dot, rest = error.field.partition(".")
    return FieldError(f"{new[int(place)].line}.{rest}", error.code, error.sentence, error.values)


def _at(line: int, error: FieldError) -> FieldError:
    return FieldError(f"{line}.{error.field}", error.code, error.sentence, error.values)
