"""Reads of items that belong together: related ones, and the parts of a bundle."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.features.catalog.models import BundlePart, CatalogItem, CatalogText, ItemStatus, RelatedItem
from aistrategyhub.features.catalog.schemas import LinkedItem
from aistrategyhub.features.publishing.models import Publication


async def list_related(
    session: AsyncSession, item_id: UUID, locale: str = DEFAULT_LOCALE, *, only_published: bool = False
) -> list[LinkedItem]:
    """The items that this one points to, in their order; visitors see `only_published`."""
    query = _linked(locale, only_published).join(RelatedItem, RelatedItem.related_id == CatalogItem.id)
    rows = await session.execute(query.where(RelatedItem.item_id == item_id).order_by(RelatedItem.position))
    return [_link(row, locale) for row in rows]


async def list_parts(
    session: AsyncSession, bundle_id: UUID, locale: str = DEFAULT_LOCALE, *, only_published: bool = False
) -> list[LinkedItem]:
    """What a bundle holds, in its order; visitors see `only_published`."""
    query = _linked(locale, only_published).join(BundlePart, BundlePart.part_id == CatalogItem.id)
    query = query.add_columns(BundlePart.quantity).where(BundlePart.bundle_id == bundle_id)
    rows = await session.execute(query.order_by(BundlePart.position))
    return [_link(row, locale, row.quantity) for row in rows]


async def ids_inside(session: AsyncSession, item_ids: set[UUID]) -> set[UUID]:
    """These items and all that they hold, however deep."""
    inside = select(CatalogItem.id).where(CatalogItem.id.in_(item_ids)).cte("inside", recursive=True)
    part = select(BundlePart.part_id).join(inside, BundlePart.bundle_id == inside.c.id)
    return set((await session.execute(select(inside.union(part).c.id))).scalars())


def _linked(locale: str, only_published: bool) -> Select[Any]:
    words = (
        select(CatalogText.name)
        .where(CatalogText.item_id == CatalogItem.id, CatalogText.locale.in_({locale, DEFAULT_LOCALE}))
        .order_by(CatalogText.locale != locale)
        .limit(1)
        .scalar_subquery()
    )
    query = select(CatalogItem, func.coalesce(words, Publication.title, "").label("name"))
    query = query.outerjoin(Publication, Publication.id == CatalogItem.publication_id)
    return query.where(CatalogItem.status == ItemStatus.PUBLISHED) if only_published else query


def _link(row: Any, locale: str, quantity: int = 1) -> LinkedItem:
    item: CatalogItem = row.CatalogItem
    slug = item.slug if locale == DEFAULT_LOCALE else item.slug_en
    return LinkedItem(item.id, slug, row.name, item.status, quantity)
