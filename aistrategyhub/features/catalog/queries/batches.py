"""Reads of many items at once, of the history of imports and edits, and of the rows of an export."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.catalog.models import (
    CatalogBatch,
    CatalogBatchLine,
    CatalogItem,
    CatalogPrice,
    PriceList,
)
from aistrategyhub.features.catalog.queries.services import DEFINITENESS
from aistrategyhub.features.catalog.rules.batches import FACTS, texts_of
from aistrategyhub.features.catalog.schemas.batches import BatchRow, ItemState, Snapshot
from aistrategyhub.features.publishing.models import Publication, PublicationStatus

_AT_ONCE = 1_000
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
    """Items with the drafts of their words and their price in the default list, each by its id; those whose words were
    erased are left out. With `lock` they are kept from changing until the transaction ends."""
    found: dict[UUID, ItemState] = {}
    for first in range(0, len(item_ids), _AT_ONCE):
        query = _states().where(CatalogItem.id.in_(item_ids[first : first + _AT_ONCE]))
        if lock:
            query = query.with_for_update(of=[CatalogItem, Publication])
        for row in await session.execute(query):
            found[row.CatalogItem.id] = _state(row)
    return found


async def named_items(
    session: AsyncSession, *, slugs: Sequence[str], skus: Sequence[str]
) -> tuple[dict[str, UUID], dict[str, UUID]]:
    """Items outside the trash by their Italian address, and by their number."""
    by_slug: dict[str, UUID] = {}
    by_sku: dict[str, UUID] = {}
    names = [*((CatalogItem.slug, slug) for slug in slugs), *((CatalogItem.sku, sku) for sku in skus)]
    for first in range(0, len(names), _AT_ONCE):
        some = names[first : first + _AT_ONCE]
        wanted_slugs = [name for column, name in some if column is CatalogItem.slug]
        wanted_skus = [name for column, name in some if column is CatalogItem.sku]
        query = (
            select(CatalogItem.slug, CatalogItem.sku, CatalogItem.id)
            .join(Publication, Publication.id == CatalogItem.publication_id)
            .where(
                Publication.status != PublicationStatus.TRASHED,
                or_(CatalogItem.slug.in_(wanted_slugs), CatalogItem.sku.in_(wanted_skus)),
            )
        )
        for slug, sku, item_id in (await session.execute(query)).tuples():
            by_slug[slug] = item_id
            if sku:
                by_sku[sku] = item_id
    return by_slug, by_sku


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
        rows = (await session.execute(query)).all()
        for row in rows:
            yield _state(row)
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1].CatalogItem.slug
        session.expunge_all()


async def get_batch(session: AsyncSession, batch_id: UUID, *, lock: bool = False) -> CatalogBatch:
    """The import or edit. Raises BatchNotFound."""
    query = select(CatalogBatch).where(CatalogBatch.id == batch_id).execution_options(populate_existing=True)
    found = (await session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    if found is None:
        raise BatchNotFound
    return found


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
    return _(sentence, **refusal["values"])


def _states() -> Any:
    price = (
        select(CatalogPrice)
        .join(PriceList, PriceList.id == CatalogPrice.price_list_id)
        .where(CatalogPrice.item_id == CatalogItem.id, PriceList.is_default)
        .order_by(case(DEFINITENESS, value=CatalogPrice.billing_unit))
        .limit(1)
        .lateral("price")
    )
    return (
        select(CatalogItem, Publication.id.label("words_id"), Publication.draft, Publication.draft_revision)
        .add_columns(Publication.status.label("publication_status"))
        .add_columns(price.c.amount, price.c.amount_max, price.c.billing_unit)
        .join(Publication, Publication.id == CatalogItem.publication_id)
        .outerjoin(price, true())
    )


def _state(row: Any) -> ItemState:
    return ItemState(
        id=row.CatalogItem.id,
        publication_id=row.words_id,
        revision=row.draft_revision,
        publication_status=row.publication_status,
        content=row.draft,
        snapshot=_snapshot(row),
    )


def _snapshot(row: Any) -> Snapshot:
    item: CatalogItem = row.CatalogItem
    facts = {name: getattr(item, name) for name in FACTS}
    facts["category_id"] = str(item.category_id)
    price = None
    if row.amount is not None:
        upper = None if row.amount_max is None else f"{row.amount_max:.2f}"
        price = {"billing_unit": row.billing_unit.value, "amount": f"{row.amount:.2f}", "amount_max": upper}
    return {
        "slug": item.slug,
        "slug_en": item.slug_en,
        **{name: str(value) if isinstance(value, str) else value for name, value in facts.items()},
        "status": _STATUS[row.publication_status],
        "texts": texts_of(row.draft),
        "price": price,
    }
