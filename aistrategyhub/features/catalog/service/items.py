"""Items: created with the publication of their words, changed at once and not with a version."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.fields import TOO_LONG
from aistrategyhub.core.latin import one_line
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.kinds import SERVICE
from aistrategyhub.features.catalog.models import CatalogItem, Category, ItemKind, ItemStatus
from aistrategyhub.features.catalog.models.items import LONGEST_SKU
from aistrategyhub.features.catalog.queries import CategoryNotFound, ItemNotFound, get_category, lock_item
from aistrategyhub.features.catalog.rules import content_of
from aistrategyhub.features.catalog.schemas import ItemDraft, PriceDraft
from aistrategyhub.features.catalog.service.prices import set_prices
from aistrategyhub.features.catalog.service.words import hindrances_of, tell_pages
from aistrategyhub.features.publishing import service as publishing
from aistrategyhub.features.vat.schemas import VatClass

_SKU_TAKEN = mark("Il codice «{sku}» è già di un altro articolo: scegline uno diverso.")
_NO_WORDS = mark("I testi di questo servizio sono stati eliminati: creane uno nuovo.")


class WordsErased(DomainError):
    """The words of the item were erased from the trash; the item stays only because it was sold."""

    code = "WORDS_ERASED"
    sentence = _NO_WORDS


class _Keep:
    """The value stays as it is."""


KEEP: Final = _Keep()


async def new_item(
    session: AsyncSession,
    *,
    name: str,
    kind: ItemKind,
    category_id: UUID,
    sku: str = "",
    vat_class: VatClass | None = None,
) -> CatalogItem:
    """A new draft with its name and nothing else; its address is made from the name.

    Its words are edited through `publication_id`. Raises InvalidInput (`sku`, `it.name`) and CategoryNotFound.
    """
    content = {"it": {"name": name}}
    return await draft_item(session, content=content, kind=kind, category_id=category_id, sku=sku, vat_class=vat_class)


async def draft_item(
    session: AsyncSession,
    *,
    content: object,
    slugs: Mapping[str, str] | None = None,
    kind: ItemKind,
    category_id: UUID,
    sku: str = "",
    vat_class: VatClass | None = None,
    is_featured: bool = False,
    sort_order: int = 0,
    prices: Sequence[PriceDraft] = (),
) -> CatalogItem:
    """A new draft with these words by language and these facts; without `slugs` its addresses are made from its names.

    Raises CategoryNotFound, and InvalidInput (`it.name`, `slugs.en`, `sku`, `prices.1.billing_unit`); then nothing was
    created.
    """
    await get_category(session, category_id)
    checked_sku = await _read_sku(session, sku)
    words = await publishing.create(session, SERVICE.name, content=content, slugs=slugs)
    item = CatalogItem(
        publication_id=words.id,
        slug=words.slugs["it"],
        slug_en=words.slugs["en"],
        sku=checked_sku,
        kind=kind,
        category_id=category_id,
        vat_class=vat_class,
        is_featured=is_featured,
        sort_order=sort_order,
    )
    session.add(item)
    await session.flush()
    await record(session, "catalog.item_created", "catalog_item", item.id, slug=item.slug, item_kind=item.kind)
    if prices:
        await set_prices(session, item.id, prices)
    return item


async def create_item(session: AsyncSession, draft: ItemDraft) -> UUID:
    """Stores a whole item as a draft, with its words and prices; its id.

    Raises CategoryNotFound, and InvalidInput (`slugs.it`, `sku`, `it`) when its address or number is another's or it
    has no Italian words.
    """
    made = await draft_item(
        session,
        content={locale: content_of(words) for locale, words in draft.texts.items()},
        slugs={"it": draft.slug, "en": draft.slug_en or draft.slug},
        category_id=await _category_id(session, draft.category),
        sku=draft.sku or "",
        prices=draft.prices,
        **draft.model_dump(include={"kind", "vat_class", "is_featured", "sort_order"}),
    )
    return made.id


async def change_item(
    session: AsyncSession,
    item_id: UUID,
    *,
    kind: ItemKind | _Keep = KEEP,
    category_id: UUID | _Keep = KEEP,
    sku: str | _Keep = KEEP,
    vat_class: VatClass | _Keep | None = KEEP,
    is_featured: bool | _Keep = KEEP,
    sort_order: int | _Keep = KEEP,
) -> CatalogItem:
    """The item with these facts changed, at once for visitors too.

    Raises ItemNotFound, CategoryNotFound, and InvalidInput (`sku`, or what a published item would lack).
    """
    item = await lock_item(session, item_id)
    given: dict[str, Any] = {
        "kind": kind,
        "category_id": category_id,
        "sku": sku if isinstance(sku, _Keep) else await _read_sku(session, sku, item.id),
        "vat_class": vat_class,
        "is_featured": is_featured,
        "sort_order": sort_order,
    }
    if not isinstance(category_id, _Keep):
        await get_category(session, category_id)
    changed = {
        name: value for name, value in given.items() if not isinstance(value, _Keep) and value != getattr(item, name)
    }
    if changed:
        await _change(session, item, changed)
    return item


async def publish_item(session: AsyncSession, item_id: UUID, *, since: datetime | None = None) -> None:
    """Puts the draft of an item's words on the site, as of now or of an earlier moment.

    Raises ItemNotFound, WordsErased, and InvalidInput with everything that is unfinished or missing.
    """
    item = await lock_item(session, item_id)
    if item.publication_id is None:
        raise WordsErased
    if since is not None:
        item.published_at = since
        await session.flush()
    await publishing.publish(session, item.publication_id)


async def _change(session: AsyncSession, item: CatalogItem, changed: dict[str, Any]) -> None:
    before = {name: getattr(item, name) for name in changed}
    for name, value in changed.items():
        setattr(item, name, value)
    item.updated_at = now()
    await session.flush()
    if item.status is ItemStatus.PUBLISHED and (errors := await hindrances_of(session, item)):
        raise InvalidInput(errors)
    await record(session, "catalog.item_changed", "catalog_item", item.id, before=before, after=changed)
    await tell_pages(session, item)


async def _read_sku(session: AsyncSession, typed: str, item_id: UUID | None = None) -> str | None:
    sku = one_line(typed)
    if not sku:
        return None
    if len(sku) > LONGEST_SKU:
        raise InvalidInput([FieldError("sku", "TOO_LONG", TOO_LONG, {"longest": LONGEST_SKU})])
    owner = (await session.execute(select(CatalogItem.id).where(CatalogItem.sku == sku))).scalar_one_or_none()
    if owner not in (None, item_id):
        raise InvalidInput([FieldError("sku", "SKU_TAKEN", _SKU_TAKEN, {"sku": sku})])
    return sku


async def _category_id(session: AsyncSession, slug: str) -> UUID:
    category_id = (await session.execute(select(Category.id).where(Category.slug == slug))).scalar_one_or_none()
    if category_id is None:
        raise CategoryNotFound(slug=slug)
    return category_id


__all__ = [
    "KEEP",
    "ItemNotFound",
    "WordsErased",
    "change_item",
    "create_item",
    "draft_item",
    "new_item",
    "publish_item",
]
