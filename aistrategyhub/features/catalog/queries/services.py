"""What visitors read of the catalogue. What is not published does not exist here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import DateTime

from aistrategyhub.core.clock import now
from aistrategyhub.core.money import CENT
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.features.catalog.models import (
    BillingUnit,
    CatalogItem,
    CatalogPrice,
    CatalogText,
    Category,
    Discount,
    ItemStatus,
    ListAudience,
    PriceList,
)
from aistrategyhub.features.catalog.queries.categories import category_name
from aistrategyhub.features.catalog.queries.errors import ItemNotForSale, ItemNotFound
from aistrategyhub.features.catalog.queries.history import PriceKey, announced_discounts
from aistrategyhub.features.catalog.rules import is_buyable, is_slug, search_words
from aistrategyhub.features.catalog.schemas import (
    CategoryName,
    DiscountBody,
    Offer,
    PriceBody,
    ServiceBody,
    ServiceDetailBody,
    ServiceSort,
)

# An item may have a price for each unit; the page shows the most definite, in the order of the enum.
DEFINITENESS = {unit: place for place, unit in enumerate(BillingUnit)}
_MOMENT = bindparam("moment", type_=DateTime(timezone=True))


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
    audience: ListAudience = ListAudience.EVERYONE,
) -> Page[ServiceBody]:
    """Published items whose words, in `locale` or in Italian, contain every word of `q`; in one statement, two more
    where one of them is reduced.

    With `slugs` only those among these. `audience` is for whom prices are asked. Raises InvalidInput when `q` is too
    long.
    """
    wanted = _wanted(locale, q, category, featured)
    if slugs is not None:
        wanted = and_(wanted, CatalogItem.slug.in_(slugs))
    total = select(func.count()).select_from(CatalogItem).where(wanted).scalar_subquery()
    listing = _listing(locale, audience)
    query = (
        listing.select()
        .add_columns(total.label("total"))
        .where(wanted)
        .order_by(*listing.order(sort))
        .limit(page.per_page)
        .offset(page.offset)
    )
    at = now()
    rows = (await session.execute(query, {"moment": at})).all()
    count = rows[0].total if rows else await _count_past_the_end(session, wanted, page)
    announced = await _announced(session, rows, at)
    return Page([ServiceBody(**_values(row, locale, announced)) for row in rows], count, page.page, page.per_page)


async def find_service(
    session: AsyncSession, slug: str, locale: str, *, audience: ListAudience = ListAudience.EVERYONE
) -> ServiceDetailBody | None:
    """The published item at this address, with its whole page. Its address in the language counts before that of
    another language, which a link or an order may carry."""
    if not is_slug(slug):
        return None
    listing = _listing(locale, audience)
    own = CatalogItem.slug if locale == DEFAULT_LOCALE else CatalogItem.slug_en
    query = (
        listing.select()
        .add_columns(listing.words.c.sections)
        .where(_is_published(), or_(CatalogItem.slug == slug, CatalogItem.slug_en == slug))
        .order_by((own == slug).desc())
        .limit(1)
    )
    at = now()
    row = (await session.execute(query, {"moment": at})).one_or_none()
    if row is None:
        return None
    return ServiceDetailBody(**_values(row, locale, await _announced(session, [row], at)), sections=row.sections)


async def list_slugs(session: AsyncSession, locale: str = DEFAULT_LOCALE) -> list[str]:
    """The last part of the addresses of all published items in a language."""
    slug = CatalogItem.slug if locale == DEFAULT_LOCALE else CatalogItem.slug_en
    return list((await session.execute(select(slug).where(_is_published()))).scalars())


async def get_service(
    session: AsyncSession, slug: str, locale: str, *, audience: ListAudience = ListAudience.EVERYONE
) -> ServiceDetailBody:
    """The published item at this address. Raises ItemNotFound."""
    service = await find_service(session, slug, locale, audience=audience)
    if service is None:
        raise ItemNotFound(slug=slug)
    return service


async def get_offer(
    session: AsyncSession,
    slug: str,
    locale: str = DEFAULT_LOCALE,
    *,
    audience: ListAudience = ListAudience.EVERYONE,
) -> Offer:
    """What a buyer of this item buys now. Raises ItemNotFound, or ItemNotForSale when its price is to be agreed."""
    service = await get_service(session, slug, locale, audience=audience)
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


class _Listing:
    """Items with their words in the language, else in Italian, and their price as it is asked of an audience: one row
    each."""

    def __init__(self, locale: str, audience: ListAudience) -> None:
        self.words = (
            select(CatalogText)
            .where(CatalogText.item_id == CatalogItem.id, CatalogText.locale.in_({locale, DEFAULT_LOCALE}))
            .order_by(CatalogText.locale != locale)
            .limit(1)
            .lateral("words")
        )
        self.price = _price_for(audience).lateral("price")
        self.category_name = category_name(locale)

    def select(self) -> Select[Any]:
        words, price = self.words.c, self.price.c
        return (
            select(CatalogItem, words.locale, words.name, words.short_description)
            .add_columns(price.price_list_id, price.full_amount, price.full_amount_max, price.amount)
            .add_columns(price.amount_max, price.currency, price.billing_unit)
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


def _price_for(audience: ListAudience) -> Select[Any]:
    """The price that an audience is shown (`rules.rank_of_list` in SQL), most definite first, reduced as it is now."""
    runs = and_(
        Discount.item_id == CatalogPrice.item_id,
        Discount.starts_at <= _MOMENT,
        or_(Discount.ends_at.is_(None), Discount.ends_at > _MOMENT),
    )

    def asked(amount: Any) -> ColumnElement[Decimal]:
        left = case(
            (Discount.percent.is_not(None), func.round(amount * (100 - Discount.percent) / 100, 2)),
            else_=amount - Discount.amount,
        )
        lowest = select(func.greatest(func.min(left), CENT)).where(runs).having(func.count() > 0).scalar_subquery()
        return func.coalesce(lowest, amount)

    return (
        select(CatalogPrice.price_list_id, CatalogPrice.currency, CatalogPrice.billing_unit)
        .add_columns(CatalogPrice.amount.label("full_amount"), CatalogPrice.amount_max.label("full_amount_max"))
        .add_columns(asked(CatalogPrice.amount).label("amount"))
        .add_columns(
            case((CatalogPrice.amount_max.is_not(None), asked(CatalogPrice.amount_max)), else_=None).label("amount_max")
        )
        .join(PriceList, PriceList.id == CatalogPrice.price_list_id)
        .where(CatalogPrice.item_id == CatalogItem.id, PriceList.audience.in_({ListAudience.EVERYONE, audience}))
        .order_by(
            PriceList.audience != audience,
            PriceList.is_default.desc(),
            PriceList.name,
            case(DEFINITENESS, value=CatalogPrice.billing_unit),
        )
        .limit(1)
    )


@lru_cache(maxsize=16)
def _listing(locale: str, audience: ListAudience) -> _Listing:
    """Made once per language and audience: putting it into words costs more than asking it."""
    return _Listing(locale, audience)


async def _announced(session: AsyncSession, rows: Sequence[Row[Any]], at: datetime) -> dict[PriceKey, DiscountBody]:
    """What must be said of the reductions among these rows; asked only where there is one."""
    reduced = {row.CatalogItem.id: row.CatalogItem.published_at for row in rows if row.amount != row.full_amount}
    return await announced_discounts(session, reduced, at) if reduced else {}


def _values(row: Row[Any], locale: str, announced: Mapping[PriceKey, DiscountBody]) -> dict[str, Any]:
    item: CatalogItem = row.CatalogItem
    price = _price(row, item.id, announced)
    return {
        "id": item.id,
        "slug": item.slug if locale == DEFAULT_LOCALE else item.slug_en,
        "slugs": {"it": item.slug, "en": item.slug_en},
        "sku": item.sku,
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


def _price(row: Row[Any], item_id: UUID, announced: Mapping[PriceKey, DiscountBody]) -> PriceBody | None:
    if row.amount is None:
        return None
    return PriceBody(
        amount=row.amount,
        amount_max=row.amount_max,
        currency=row.currency,
        billing_unit=row.billing_unit,
        discount=announced.get((item_id, row.price_list_id, row.billing_unit)),
    )


async def _count_past_the_end(session: AsyncSession, wanted: ColumnElement[bool], page: PageRequest) -> int:
    if page.offset == 0:
        return 0
    query = select(func.count()).select_from(CatalogItem).where(wanted)
    return (await session.execute(query)).scalar_one()
