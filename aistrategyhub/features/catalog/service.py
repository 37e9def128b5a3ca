"""Changing the catalogue."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paths import in_every_language
from aistrategyhub.core.text import DEFAULT_LOCALE, mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.models import CatalogItem, CatalogPrice, CatalogText, Category, ItemStatus
from aistrategyhub.features.catalog.queries import ItemNotFound
from aistrategyhub.features.catalog.rules import can_become, must_have_a_price
from aistrategyhub.features.catalog.schemas import ItemDraft
from aistrategyhub.prerender.service import touch, want


class SlugTaken(DomainError):
    """Another item, published or not, already has this address."""

    code = "SLUG_TAKEN"
    sentence = mark("L’indirizzo «{slug}» è già di un altro servizio: scegline uno diverso.")


class CategoryNotFound(DomainError):
    """No category has this slug."""

    code = "CATEGORY_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("La categoria «{slug}» non esiste.")


class ItalianTextMissing(DomainError):
    """An item without Italian words has nothing to fall back to."""

    code = "ITALIAN_TEXT_MISSING"
    sentence = mark("Scrivi nome e descrizione in italiano prima di pubblicare.")


class PriceMissing(DomainError):
    """An item sold online has no price."""

    code = "PRICE_MISSING"
    sentence = mark("Indica il prezzo prima di pubblicare.")


class IllegalItemStatus(DomainError):
    """The item cannot pass from its status to the one asked for."""

    code = "ILLEGAL_ITEM_STATUS"
    sentence = mark("Lo stato del servizio è cambiato nel frattempo: ricarica la pagina.")


async def create_category(session: AsyncSession, *, slug: str, name_it: str, name_en: str, sort_order: int = 0) -> None:
    """A branch of the catalogue; one that is already there stays as it is."""
    values = {"slug": slug, "name_it": name_it, "name_en": name_en, "sort_order": sort_order}
    await session.execute(insert(Category).values(**values).on_conflict_do_nothing())


async def create_item(session: AsyncSession, draft: ItemDraft) -> UUID:
    """Stores an item as a draft, with its words and prices. Raises SlugTaken and CategoryNotFound."""
    category_id = await _category_id(session, draft.category)
    item = CatalogItem(
        category_id=category_id, **draft.model_dump(include={"slug", "kind", "vat_class", "is_featured", "sort_order"})
    )
    query = insert(CatalogItem).values(item.model_dump(exclude={"tenant_id"})).on_conflict_do_nothing()
    if (await session.execute(query.returning(CatalogItem.id))).first() is None:
        raise SlugTaken(slug=draft.slug)
    for locale, words in draft.texts.items():
        session.add(CatalogText(item_id=item.id, locale=locale, **words.model_dump(mode="json")))
    for price in draft.prices:
        session.add(CatalogPrice(item_id=item.id, **price.model_dump()))
    prices = [price.model_dump(mode="json") for price in draft.prices]
    await record(session, "catalog.item_created", "catalog_item", item.id, slug=item.slug, prices=prices)
    await session.flush()
    return item.id


async def publish_item(session: AsyncSession, item_id: UUID, *, since: datetime | None = None) -> None:
    """Puts a draft on the site, as of now or of an earlier moment.

    Raises ItalianTextMissing and PriceMissing when the item is not complete.
    """
    item = await _locked_item(session, item_id)
    if not await _has(session, CatalogText.item_id == item.id, CatalogText.locale == DEFAULT_LOCALE):
        raise ItalianTextMissing(slug=item.slug)
    if must_have_a_price(item.kind) and not await _has(session, CatalogPrice.item_id == item.id):
        raise PriceMissing(slug=item.slug)
    _advance(item, ItemStatus.PUBLISHED)
    item.published_at = since or item.published_at or now()
    await record(session, "catalog.item_published", "catalog_item", item.id, slug=item.slug)
    await want(session, *in_every_language(f"/servizi/{item.slug}").values())
    await touch(session, "catalog", f"service:{item.id}")
    await session.flush()


def _advance(item: CatalogItem, wanted: ItemStatus) -> None:
    if not can_become(item.status, wanted):
        raise IllegalItemStatus(slug=item.slug, current=item.status, wanted=wanted)
    item.status = wanted
    item.updated_at = now()


async def _category_id(session: AsyncSession, slug: str) -> UUID:
    category_id = (await session.execute(select(Category.id).where(Category.slug == slug))).scalar_one_or_none()
    if category_id is None:
        raise CategoryNotFound(slug=slug)
    return category_id


async def _locked_item(session: AsyncSession, item_id: UUID) -> CatalogItem:
    query = select(CatalogItem).where(CatalogItem.id == item_id).with_for_update()
    item = (await session.execute(query)).scalar_one_or_none()
    if item is None:
        raise ItemNotFound(item_id=item_id)
    return item


async def _has(session: AsyncSession, *conditions: ColumnElement[bool]) -> bool:
    return bool((await session.execute(select(exists().where(*conditions)))).scalar_one())
