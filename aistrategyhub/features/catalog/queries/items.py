"""Reads of items for those who sell them: in whatever state, with the draft of their words."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import current_locale
from aistrategyhub.features.catalog.models import CatalogItem, CatalogPrice, Category, ItemKind, PriceList
from aistrategyhub.features.catalog.queries.categories import category_name
from aistrategyhub.features.catalog.queries.errors import ItemNotFound
from aistrategyhub.features.catalog.queries.prices import DEFINITENESS
from aistrategyhub.features.catalog.schemas import ItemFilter, ItemRow, ItemSort
from aistrategyhub.features.publishing.models import Publication, PublicationStatus, PublicationVersion
from aistrategyhub.features.publishing.rules import fold

# The most definite price in the default list.
_PRICE = (
    select(CatalogPrice)
    .join(PriceList, PriceList.id == CatalogPrice.price_list_id)
    .where(CatalogPrice.item_id == CatalogItem.id, PriceList.is_default)
    .order_by(case(DEFINITENESS, value=CatalogPrice.billing_unit))
    .limit(1)
    .lateral("price")
)


async def find_item(session: AsyncSession, item_id: UUID) -> CatalogItem | None:
    """The item of this id, in whatever state."""
    return (await session.execute(_item(CatalogItem.id == item_id))).scalar_one_or_none()


async def get_item(session: AsyncSession, item_id: UUID) -> CatalogItem:
    """The item of this id, in whatever state. Raises ItemNotFound."""
    found = await find_item(session, item_id)
    if found is None:
        raise ItemNotFound(item_id=item_id)
    return found


async def lock_item(session: AsyncSession, item_id: UUID) -> CatalogItem:
    """The same as it is now, kept from changing until the transaction ends. Raises ItemNotFound."""
    found = (await session.execute(_item(CatalogItem.id == item_id).with_for_update())).scalar_one_or_none()
    if found is None:
        raise ItemNotFound(item_id=item_id)
    return found


async def find_item_of(session: AsyncSession, publication_id: UUID) -> CatalogItem | None:
    """The item whose words this publication holds."""
    return (await session.execute(_item(CatalogItem.publication_id == publication_id))).scalar_one_or_none()


async def list_items(
    session: AsyncSession, wanted: ItemFilter = ItemFilter(), page: PageRequest = PageRequest()
) -> Page[ItemRow]:
    """One page of the items that match, in one statement and a count."""
    conditions = _conditions(wanted)
    query = _rows().where(*conditions).order_by(*_order(wanted.sort)).limit(page.per_page).offset(page.offset)
    rows = (await session.execute(query)).all()
    counting = select(func.count()).select_from(CatalogItem).outerjoin(Publication, _IS_ITS_WORDS).where(*conditions)
    return Page([_row(row) for row in rows], await session.scalar(counting) or 0, page.page, page.per_page)


async def list_item_rows(session: AsyncSession, item_ids: Sequence[UUID]) -> list[ItemRow]:
    """These items as rows, by name; those that are gone are left out."""
    query = _rows().where(CatalogItem.id.in_(item_ids)).order_by(Publication.title, CatalogItem.id)
    return [_row(row) for row in (await session.execute(query)).all()]


async def get_item_row(session: AsyncSession, item_id: UUID) -> ItemRow:
    """The item as a row. Raises ItemNotFound."""
    row = (await session.execute(_rows().where(CatalogItem.id == item_id))).one_or_none()
    if row is None:
        raise ItemNotFound(item_id=item_id)
    return _row(row)


_IS_ITS_WORDS = Publication.id == CatalogItem.publication_id


def _item(condition: ColumnElement[bool]) -> Select[tuple[CatalogItem]]:
    return select(CatalogItem).where(condition).execution_options(populate_existing=True)


def _conditions(wanted: ItemFilter) -> list[ColumnElement[bool]]:
    # What is in the trash is found there.
    conditions: list[ColumnElement[bool]] = [
        or_(Publication.status.is_(None), Publication.status != PublicationStatus.TRASHED)
    ]
    for name in ("status", "kind", "category_id", "is_featured"):
        value = getattr(wanted, name)
        if value is not None:
            conditions.append(getattr(CatalogItem, name) == value)
    for word in wanted.q[:100].split():
        # `fold` leaves letters, figures and dashes: nothing that LIKE understands.
        pattern = f"%{fold(word)}%"
        conditions.append(or_(Publication.search_key.like(pattern), func.lower(CatalogItem.sku).like(pattern)))
    return conditions


def _order(sort: str) -> list[ColumnElement[Any]]:
    """What has no price comes last, whichever way the others run."""
    columns: dict[str, ColumnElement[Any]] = {
        ItemSort.NAME: Publication.title,
        ItemSort.KIND: case({kind: place for place, kind in enumerate(ItemKind)}, value=CatalogItem.kind),
        ItemSort.CATEGORY: category_name(current_locale()),
        ItemSort.STATUS: CatalogItem.status,
        ItemSort.PRICE: _PRICE.c.amount,
        ItemSort.UPDATED_AT: CatalogItem.updated_at,
    }
    column = columns.get(sort.removeprefix("-"), columns[ItemSort.UPDATED_AT])
    ordered = column.desc() if sort.startswith("-") else column.asc()
    return [ordered.nulls_last(), CatalogItem.id] if column is _PRICE.c.amount else [ordered, CatalogItem.id]


def _rows() -> Select[Any]:
    price = _PRICE
    differs = Publication.draft.is_distinct_from(PublicationVersion.content)
    return (
        select(CatalogItem, Publication.title, Publication.publish_at, Publication.status.label("publication_status"))
        .add_columns(differs.label("differs"), category_name(current_locale()).label("category_name"))
        .add_columns(price.c.amount, price.c.amount_max, price.c.currency, price.c.billing_unit)
        .join(Category, Category.id == CatalogItem.category_id)
        .outerjoin(Publication, _IS_ITS_WORDS)
        .outerjoin(PublicationVersion, PublicationVersion.id == Publication.published_version_id)
        .outerjoin(price, true())
    )


def _row(row: Any) -> ItemRow:
    item: CatalogItem = row.CatalogItem
    copied = "id publication_id slug slug_en kind status category_id vat_class is_featured sort_order"
    return ItemRow(
        **{name: getattr(item, name) for name in copied.split()},
        published_at=item.published_at,
        updated_at=item.updated_at,
        sku=item.sku or "",
        name=row.title or "",
        publication_status=row.publication_status,
        has_changes=row.publication_status is PublicationStatus.PUBLISHED and row.differs,
        publish_at=row.publish_at,
        category_name=row.category_name,
        amount=row.amount,
        amount_max=row.amount_max,
        currency=row.currency or "EUR",
        billing_unit=row.billing_unit,
    )
