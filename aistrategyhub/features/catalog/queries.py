"""Reads of the catalogue. What is not published does not exist here."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, false, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import DEFAULT_LOCALE, mark
from aistrategyhub.features.catalog.models import (
    BillingUnit,
    CatalogItem,
    CatalogPrice,
    CatalogText,
    Category,
    ItemStatus,
)
from aistrategyhub.features.catalog.rules import is_buyable, is_slug, search_words
from aistrategyhub.features.catalog.schemas import (
    CategoryBody,
    CategoryName,
    Offer,
    PriceBody,
    ServiceBody,
    ServiceDetailBody,
    ServiceSort,
)


class ItemNotFound(DomainError):
    """No published item has this address."""

    code = "ITEM_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Il servizio non esiste o non è più in vendita.")


class ItemNotForSale(DomainError):
    """The item is published but sold by quote, by range, by subscription or by hand."""

    code = "ITEM_NOT_FOR_SALE"
    sentence = mark("«{name}» non si acquista online: richiedi un preventivo.")


# An item may have a price for each unit; the page shows the most definite, in the order of the enum.
_DEFINITENESS = {unit: place for place, unit in enumerate(BillingUnit)}


async def list_services(
    session: AsyncSession,
    locale: str,
    *,
    q: str = "",
    category: str | None = None,
    featured: bool | None = None,
    slugs: Sequence[str] | None = None,
    sort: ServiceSort = ServiceSort.RECOMMENDED,
    page: PageRequest = PageRequest(),
) -> Page[ServiceBody]:
    """Published items whose words, in `locale` or in Italian, contain every word of `q`; in one statement.

    With `slugs` only those among these.
    Raises InvalidInput when `q` is too long.
    """
    wanted = _wanted(locale, q, category, featured)
    if slugs is not None:
        wanted = and_(wanted, CatalogItem.slug.in_(slugs))
    total = select(func.count()).select_from(CatalogItem).where(wanted).scalar_subquery()
    listing = _listing(locale)
    query = (
        listing.select()
        .add_columns(total.label("total"))
        .where(wanted)
        .order_by(*listing.order(sort))
        .limit(page.per_page)
        .offset(page.offset)
    )
    rows = (await session.execute(query)).all()
    count = rows[0].total if rows else await _count_past_the_end(session, wanted, page)
    return Page([_service(row) for row in rows], count, page.page, page.per_page)


async def find_service(session: AsyncSession, slug: str, locale: str) -> ServiceDetailBody | None:
    """The published item at this address, with its whole page."""
    if not is_slug(slug):
        return None
    listing = _listing(locale)
    query = listing.select().add_columns(listing.words.c.sections)
    row = (await session.execute(query.where(_is_published(), CatalogItem.slug == slug))).one_or_none()
    return None if row is None else ServiceDetailBody(**_service_values(row), sections=row.sections)


async def list_slugs(session: AsyncSession) -> list[str]:
    """The addresses of all published items."""
    return list((await session.execute(select(CatalogItem.slug).where(_is_published()))).scalars())


async def get_service(session: AsyncSession, slug: str, locale: str) -> ServiceDetailBody:
    """The published item at this address. Raises ItemNotFound."""
    service = await find_service(session, slug, locale)
    if service is None:
        raise ItemNotFound(slug=slug)
    return service


async def get_offer(session: AsyncSession, slug: str, locale: str = DEFAULT_LOCALE) -> Offer:
    """What a buyer of this item buys now. Raises ItemNotFound, or ItemNotForSale when its price is to be agreed."""
    service = await get_service(session, slug, locale)
    if service.price is None or not service.is_buyable:
        raise ItemNotForSale(slug=slug, name=service.name)
    return Offer(
        item_id=service.id,
        slug=service.slug,
        kind=service.kind,
        name=service.name,
        short_description=service.short_description,
        net_price=service.price.amount,
        currency=service.price.currency,
        billing_unit=service.price.billing_unit,
        vat_class=service.vat_class,
    )


async def list_categories(session: AsyncSession, locale: str) -> list[CategoryBody]:
    """Every category in its order, with the number of published items in it."""
    published = and_(CatalogItem.category_id == Category.id, _is_published())
    query = (
        select(Category, func.count(CatalogItem.id).label("service_count"))
        .add_columns(_category_name(locale).label("name"))
        .outerjoin(CatalogItem, published)
        .group_by(Category.tenant_id, Category.id)
        .order_by(Category.sort_order, Category.slug)
    )
    return [
        CategoryBody(
            id=row.Category.id,
            slug=row.Category.slug,
            name=row.name,
            parent_id=row.Category.parent_id,
            service_count=row.service_count,
        )
        for row in await session.execute(query)
    ]


def _is_published() -> ColumnElement[bool]:
    return CatalogItem.status == ItemStatus.PUBLISHED


def _wanted(locale: str, q: str, category: str | None, featured: bool | None) -> ColumnElement[bool]:
    conditions = [_is_published()]
    words = search_words(q)
    if words:
        # Read once and kept: planned in line, it is searched again for every item.
        found = _items_with_words(words, locale).cte("found").prefix_with("MATERIALIZED")
        conditions.append(CatalogItem.id.in_(select(found.c.item_id)))
    if category is not None and not is_slug(category):
        conditions.append(false())
    elif category is not None:
        of_category = select(Category.id).where(Category.slug == category).scalar_subquery()
        conditions.append(CatalogItem.category_id == of_category)
    if featured is not None:
        conditions.append(CatalogItem.is_featured.is_(featured))
    return and_(*conditions)


def _items_with_words(words: list[str], locale: str) -> Select[Any]:
    # `strpos` and not LIKE: unaccent turns letters such as the full-width % into wildcards.
    text = func.unaccent(func.lower(CatalogText.name + " " + CatalogText.short_description))
    has_words = [func.strpos(text, func.unaccent(word)) > 0 for word in words]
    return select(CatalogText.item_id).where(CatalogText.locale.in_({locale, DEFAULT_LOCALE}), *has_words)


def _category_name(locale: str) -> ColumnElement[str]:
    if locale == DEFAULT_LOCALE:
        return Category.name_it
    return func.coalesce(func.nullif(Category.name_en, ""), Category.name_it)


class _Listing:
    """Items with their words in the language, else in Italian, and their most definite price: one row each."""

    def __init__(self, locale: str) -> None:
        self.words = (
            select(CatalogText)
            .where(CatalogText.item_id == CatalogItem.id, CatalogText.locale.in_({locale, DEFAULT_LOCALE}))
            .order_by(CatalogText.locale != locale)
            .limit(1)
            .lateral("words")
        )
        self.price = (
            select(CatalogPrice)
            .where(CatalogPrice.item_id == CatalogItem.id)
            .order_by(case(_DEFINITENESS, value=CatalogPrice.billing_unit))
            .limit(1)
            .lateral("price")
        )
        self.category_name = _category_name(locale)

    def select(self) -> Select[Any]:
        words, price = self.words.c, self.price.c
        return (
            select(CatalogItem, words.locale, words.name, words.short_description)
            .add_columns(price.amount, price.amount_max, price.currency, price.billing_unit)
            .add_columns(Category.slug.label("category_slug"), self.category_name.label("category_name"))
            .join(Category, Category.id == CatalogItem.category_id)
            .join(self.words, true())
            .outerjoin(self.price, true())
        )

    def order(self, sort: ServiceSort) -> list[ColumnElement[Any]]:
        price = self.price.c.amount
        orders = {
            ServiceSort.RECOMMENDED: [CatalogItem.sort_order],
            # PostgreSQL is built without ICU: words sort as people read them, without case and accents.
            ServiceSort.NAME: [func.unaccent(func.lower(self.words.c.name))],
            ServiceSort.PRICE: [price.asc().nulls_last()],
            ServiceSort.PRICE_DESCENDING: [price.desc().nulls_last()],
            ServiceSort.NEWEST: [CatalogItem.published_at.desc()],
        }
        return [*orders[sort], CatalogItem.id]


@lru_cache(maxsize=8)
def _listing(locale: str) -> _Listing:
    """Made once per language: putting it into words costs more than asking it."""
    return _Listing(locale)


def _service(row: Row[Any]) -> ServiceBody:
    return ServiceBody(**_service_values(row))


def _service_values(row: Row[Any]) -> dict[str, Any]:
    item: CatalogItem = row.CatalogItem
    price = _price(row)
    return {
        "id": item.id,
        "slug": item.slug,
        "kind": item.kind,
        "locale": row.locale,
        "name": row.name,
        "short_description": row.short_description,
        "category": CategoryName(slug=row.category_slug, name=row.category_name),
        "price": price,
        "vat_class": item.vat_class,
        "is_featured": item.is_featured,
        "is_buyable": is_buyable(item.kind, price),
        "published_at": item.published_at,
    }


def _price(row: Row[Any]) -> PriceBody | None:
    if row.amount is None:
        return None
    return PriceBody(amount=row.amount, amount_max=row.amount_max, currency=row.currency, billing_unit=row.billing_unit)


async def _count_past_the_end(session: AsyncSession, wanted: ColumnElement[bool], page: PageRequest) -> int:
    if page.offset == 0:
        return 0
    query = select(func.count()).select_from(CatalogItem).where(wanted)
    return (await session.execute(query)).scalar_one()
