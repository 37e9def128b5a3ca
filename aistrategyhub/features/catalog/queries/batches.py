"""Reads of many items at once, of the history of imports and edits, and of the rows of an export."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.catalog.models import (
    BatchKind,
    BatchStatus,
    CatalogBatch,
    CatalogBatchLine,
    CatalogItem,
)
from aistrategyhub.features.catalog.queries.prices import find_default_list, list_prices
from aistrategyhub.features.catalog.rules.batches import FACTS, prices_snapshot, texts_of
from aistrategyhub.features.catalog.schemas.batches import BatchRow, ItemState, LastEdit, Snapshot
from aistrategyhub.features.publishing.models import Publication, PublicationStatus

_AT_ONCE = 1_000
_ON_LINE = mark("Riga {line}: {said}")
_COUNTS = ("new", "changed", "unchanged", "error_count")
_STATUS = {
    PublicationStatus.PUBLISHED: "published",
    PublicationStatus.DRAFT: "draft",
    PublicationStatus.ARCHIVED: "archived",
    PublicationStatus.TRASHED: "archived",
}


class BatchNotFound(DomainError):
    """No such import or edit."""

    code = "BATCH_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa importazione non c’è più.")


async def states_of(session: AsyncSession, item_ids: Sequence[UUID], *, lock: bool = False) -> dict[UUID, ItemState]:
    """Items with the drafts of their words and their prices, each by its id; those whose words were erased are left
    out. With `lock` they are kept from changing until the transaction ends."""
    found: dict[UUID, ItemState] = {}
    # In the order of their ids: two who hold the same items wait for one another instead of for ever.
    ids = sorted(item_ids)
    for first in range(0, len(ids), _AT_ONCE):
        query = _states().where(CatalogItem.id.in_(ids[first : first + _AT_ONCE])).order_by(CatalogItem.id)
        if lock:
            query = query.with_for_update(of=[CatalogItem, Publication])
        for state in await _read_states(session, query):
            found[state.id] = state
    return found


async def named_items(
    session: AsyncSession, *, slugs: Sequence[str], skus: Sequence[str]
) -> tuple[dict[str, UUID], dict[str, UUID], set[str]]:
    """Items by their Italian address, and by their number; and those of the numbers that items in the trash hold, or
    items whose words were erased, which otherwise do not count."""
    by_slug: dict[str, UUID] = {}
    by_sku: dict[str, UUID] = {}
    out_of_reach: set[str] = set()
    names = [*((CatalogItem.slug, slug) for slug in slugs), *((CatalogItem.sku, sku) for sku in skus)]
    for first in range(0, len(names), _AT_ONCE):
        some = names[first : first + _AT_ONCE]
        wanted_slugs = [name for column, name in some if column is CatalogItem.slug]
        wanted_skus = [name for column, name in some if column is CatalogItem.sku]
        query = (
            select(CatalogItem.slug, CatalogItem.sku, CatalogItem.id, Publication.status)
            .outerjoin(Publication, Publication.id == CatalogItem.publication_id)
            .where(or_(CatalogItem.slug.in_(wanted_slugs), CatalogItem.sku.in_(wanted_skus)))
        )
        for slug, sku, item_id, status in (await session.execute(query)).tuples():
            if status in (None, PublicationStatus.TRASHED):
                out_of_reach |= {sku} if sku else set()
                continue
            by_slug[slug] = item_id
            if sku:
                by_sku[sku] = item_id
    return by_slug, by_sku, out_of_reach


async def each_state(session: AsyncSession) -> AsyncIterator[ItemState]:
    """Every item outside the trash in the order of its address, read a part at a time."""
    after = ""
    while True:
        query = (
            _states()
            .where(CatalogItem.slug > after, Publication.status != PublicationStatus.TRASHED)
            .order_by(CatalogItem.slug)
            .limit(_AT_ONCE)
        )
        states = await _read_states(session, query)
        for state in states:
            yield state
        if len(states) < _AT_ONCE:
            return
        after = states[-1].snapshot["slug"]
        session.expunge_all()


async def get_batch(session: AsyncSession, batch_id: UUID, *, lock: bool = False) -> CatalogBatch:
    """The import or edit. Raises BatchNotFound."""
    query = select(CatalogBatch).where(CatalogBatch.id == batch_id).execution_options(populate_existing=True)
    found = (await session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    if found is None:
        raise BatchNotFound
    return found


async def find_last_edit(session: AsyncSession, person_id: UUID, *, since: datetime) -> LastEdit | None:
    """The last change of several items that this person made since that moment, unless it was taken back."""
    query = (
        select(CatalogBatch)
        .where(CatalogBatch.created_at >= since, CatalogBatch.kind == BatchKind.EDIT)
        .where(CatalogBatch.created_by == person_id)
        .order_by(CatalogBatch.created_at.desc(), CatalogBatch.id.desc())
        .limit(1)
    )
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None or found.status is not BatchStatus.DONE:
        return None
    return LastEdit(found.id, found.summary["act"], found.summary["changed"], found.created_at)


async def list_lines(session: AsyncSession, batch_id: UUID) -> list[CatalogBatchLine]:
    """What a batch changed, in its order."""
    query = select(CatalogBatchLine).where(CatalogBatchLine.batch_id == batch_id).order_by(CatalogBatchLine.line)
    return list((await session.execute(query)).scalars())


async def list_batches(session: AsyncSession, page: PageRequest = PageRequest()) -> Page[BatchRow]:
    """The history of imports and edits, the last one first."""
    query = select(CatalogBatch).order_by(CatalogBatch.created_at.desc(), CatalogBatch.id.desc())
    rows = (await session.execute(query.limit(page.per_page).offset(page.offset))).scalars()
    total = await session.scalar(select(func.count()).select_from(CatalogBatch))
    return Page([batch_row(row) for row in rows], total or 0, page.page, page.per_page)


def batch_row(batch: CatalogBatch) -> BatchRow:
    """The batch as screens show it, its sentences in the language of the moment."""
    summary = batch.summary
    copied = "id kind status file_name total settled created_at finished_at"
    return BatchRow(
        **{name: getattr(batch, name) for name in copied.split()},
        **{name: summary.get(name, 0) for name in _COUNTS},
        errors=tuple((error["line"], error["column"], _said(error)) for error in summary.get("errors", [])),
        sample=tuple(tuple(row) for row in summary.get("sample", [])),
        problem=_said(batch.problem) if batch.problem else "",
    )


def _said(refusal: Mapping[str, Any]) -> str:
    sentence = refusal["sentence"]
    said = _(sentence, **refusal["values"])
    line = refusal.get("line")
    return said if line is None or "column" in refusal else _(_ON_LINE, line=line, said=said)


def _states() -> Any:
    return (
        select(CatalogItem, Publication.id.label("words_id"), Publication.draft, Publication.draft_revision)
        .add_columns(Publication.status.label("publication_status"), Publication.published_version_id)
        .join(Publication, Publication.id == CatalogItem.publication_id)
        .execution_options(populate_existing=True)
    )


async def _read_states(session: AsyncSession, query: Any) -> list[ItemState]:
    rows = (await session.execute(query)).all()
    prices = await list_prices(session, [row.CatalogItem.id for row in rows])
    default = await find_default_list(session)
    default_id = default.id if default else None
    return [_state(row, prices_snapshot(prices[row.CatalogItem.id], default_id)) for row in rows]


def _state(row: Any, prices: Mapping[str, Any]) -> ItemState:
    return ItemState(
        id=row.CatalogItem.id,
        publication_id=row.words_id,
        revision=row.draft_revision,
        publication_status=row.publication_status,
        content=row.draft,
        snapshot=_snapshot(row, prices),
    )


def _snapshot(row: Any, prices: Mapping[str, Any]) -> Snapshot:
    item: CatalogItem = row.CatalogItem
    facts = {name: getattr(item, name) for name in FACTS}
    facts["category_id"] = str(item.category_id)
    return {
        "slug": item.slug,
        "slug_en": item.slug_en,
        **{name: str(value) if isinstance(value, str) else value for name, value in facts.items()},
        "status": _STATUS[row.publication_status],
        "texts": texts_of(row.draft),
        **prices,
        "live_version": row.published_version_id and str(row.published_version_id),
    }
