"""The words of items follow their publications: what visitors read of one, and its address, are copied into the
catalogue's own tables in the transaction that publishes it, so that a list, a search and an order never see a service
that the site does not show, nor miss one that it does."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import FieldError
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.kinds import SERVICE
from aistrategyhub.features.catalog.models import BundlePart, CatalogItem, CatalogText, ItemKind, ItemStatus, Plan
from aistrategyhub.features.catalog.queries import find_item_of, list_prices, lock_item
from aistrategyhub.features.catalog.rules import must_have_a_price, sections_of
from aistrategyhub.features.catalog.schemas import ServiceContent
from aistrategyhub.features.publishing.models import Publication, PublicationStatus
from aistrategyhub.features.publishing.queries import find_version, get_publication
from aistrategyhub.features.publishing.rules import Companion, accompany
from aistrategyhub.prerender.service import touch

_STATUS = {
    PublicationStatus.DRAFT: ItemStatus.DRAFT,
    PublicationStatus.PUBLISHED: ItemStatus.PUBLISHED,
    PublicationStatus.ARCHIVED: ItemStatus.ARCHIVED,
    PublicationStatus.TRASHED: ItemStatus.ARCHIVED,
}
_ACTS = {
    ItemStatus.DRAFT: "catalog.item_withdrawn",
    ItemStatus.PUBLISHED: "catalog.item_published",
    ItemStatus.ARCHIVED: "catalog.item_archived",
}

NO_VAT_CLASS = mark("Scegli la classe IVA prima di pubblicare.")
NO_PRICE = mark("Indica il prezzo prima di pubblicare.")
NO_PLAN = mark("Un abbonamento ha bisogno di un piano o di un prezzo prima di essere pubblicato.")
NO_PARTS = mark("Un pacchetto ha bisogno di almeno un servizio al suo interno prima di essere pubblicato.")


async def hindrances(session: AsyncSession, publication_id: UUID) -> list[FieldError]:
    """What keeps an item from being sold, whatever its words say."""
    item = await find_item_of(session, publication_id)
    return [] if item is None else await hindrances_of(session, item)


async def hindrances_of(session: AsyncSession, item: CatalogItem) -> list[FieldError]:
    """What the item lacks to be sold: VAT class, price, plan, parts."""
    return (await hindrances_of_many(session, [item]))[item.id]


async def hindrances_of_many(session: AsyncSession, items: Sequence[CatalogItem]) -> dict[UUID, list[FieldError]]:
    """What each of these items lacks to be sold, in three statements at most."""
    priced = await list_prices(session, [item.id for item in items])
    unpriced = [item.id for item in items if item.kind is ItemKind.SUBSCRIPTION and not priced[item.id]]
    planned = await _ids_among(session, Plan.item_id, unpriced)
    filled = await _ids_among(session, BundlePart.bundle_id, [i.id for i in items if i.kind is ItemKind.BUNDLE])
    lacking: dict[UUID, list[FieldError]] = {}
    for item in items:
        errors = lacking.setdefault(item.id, [])
        if item.vat_class is None:
            errors.append(FieldError("vat_class", "VAT_CLASS_MISSING", NO_VAT_CLASS))
        if must_have_a_price(item.kind) and not priced[item.id]:
            errors.append(FieldError("prices", "PRICE_MISSING", NO_PRICE))
        if item.id in unpriced and item.id not in planned:
            errors.append(FieldError("plans", "PLAN_MISSING", NO_PLAN))
        if item.kind is ItemKind.BUNDLE and item.id not in filled:
            errors.append(FieldError("parts", "PARTS_MISSING", NO_PARTS))
    return lacking


async def _ids_among(session: AsyncSession, column: Any, ids: Sequence[UUID]) -> set[UUID]:
    if not ids:
        return set()
    return set((await session.execute(select(column).where(column.in_(ids)).distinct())).scalars())


async def follow(session: AsyncSession, publication_id: UUID) -> None:
    """Brings the item of a publication to where that is: its state, its address, and what visitors read of it."""
    found = await find_item_of(session, publication_id)
    if found is None:
        return
    item = await lock_item(session, found.id)
    publication = await get_publication(session, publication_id)
    item.slug, item.slug_en = publication.slugs["it"], publication.slugs["en"]
    item.updated_at = now()
    await _follow_status(session, item, publication)
    if item.status is ItemStatus.PUBLISHED:
        version = await find_version(session, publication.published_version_id)
        assert version is not None
        await write_texts(session, {item.id: version.content})
    await session.flush()
    await tell_pages(session, item)


async def write_texts(session: AsyncSession, contents: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Makes these contents (by item, by locale) what visitors read."""
    rows = [row for item_id, content in contents.items() for row in _text_rows(item_id, content)]
    insertion = insert(CatalogText)
    changed = {name: insertion.excluded[name] for name in ("name", "short_description", "sections")}
    query = insertion.on_conflict_do_update(index_elements=["tenant_id", "item_id", "locale"], set_=changed)
    for first in range(0, len(rows), 1_000):
        await session.execute(query, rows[first : first + 1_000])
    monolingual = [item_id for item_id, content in contents.items() if len(content) == 1]
    if monolingual:
        gone = CatalogText.item_id.in_(monolingual), CatalogText.locale != "it"
        await session.execute(delete(CatalogText).where(*gone))


async def tell_pages(session: AsyncSession, *items: CatalogItem) -> None:
    """Has every page written again that shows one of these items."""
    if items:
        await touch(session, "catalog", *(f"service:{item.id}" for item in items))


async def _follow_status(session: AsyncSession, item: CatalogItem, publication: Publication) -> None:
    before, item.status = item.status, _STATUS[publication.status]
    if item.status is ItemStatus.PUBLISHED:
        item.published_at = item.published_at or publication.published_at
    if item.status is not before:
        await record(session, _ACTS[item.status], "catalog_item", item.id, slug=item.slug)


def _text_rows(item_id: UUID, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for locale, given in content.items():
        words = ServiceContent.model_validate(given)
        rows.append(
            {
                "id": new_id(),
                "item_id": item_id,
                "locale": locale,
                "name": words.name,
                "short_description": words.short_description,
                "sections": sections_of(words).model_dump(mode="json"),
            }
        )
    return rows


accompany(SERVICE, Companion(hindrances=hindrances, follow=follow))
