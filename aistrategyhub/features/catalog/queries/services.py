"""What visitors read of the catalogue. What is not published does not exist here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import DateTime

from aistrategyhub.core.clock import now
from aistrategyhub.core.money import CENT
from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.features.catalog.models import (
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
from aistrategyhub.features.catalog.queries.prices import DEFINITENESS
from aistrategyhub.features.catalog.rules import is_buyable, is_slug, sections_of
from aistrategyhub.features.catalog.schemas import (
    CategoryName,
    DiscountBody,
    Offer,
    PriceBody,
    ServiceBody,
    ServiceContent,
    ServiceDetailBody,
)
from aistrategyhub.features.vat.schemas import VatClass

_MOMENT = bindparam("moment", type_=DateTime(timezone=True))


async def services_of(
    session: AsyncSession, locale: str, ids: Sequence[UUID], *, audience: ListAudience = ListAudience.EVERYONE
) -> list[ServiceBody]:
    """These published items in this order; in one statement, two more where one of them is reduced. `audience` is for
    whom prices are asked."""
    if not ids:
        return []
    known = {service.id: service for service in await _list(session, CatalogItem.id.in_(ids), locale, audience)}
    return [known[item_id] for item_id in ids if item_id in known]


async def find_service(
    session: AsyncSession, slug: str, locale: str, *, audience: ListAudience = ListAudience.EVERYONE
) -> ServiceDetailBody | None:
    """The published item at this address, with its whole page. Its address in the language counts before that of
    another language, which a link or an order may carry."""
    if not is_slug(slug):
        return None
    own = CatalogItem.slug if locale == DEFAULT_LOCALE else CatalogItem.slug_en
    named = or_(CatalogItem.slug == slug, CatalogItem.slug_en == slug)
    return await _find(session, named, locale, audience, first=(own == slug).desc())


async def _find(
    session: AsyncSession, condition: ColumnElement[bool], locale: str, audience: ListAudience, *, first: Any
) -> ServiceDetailBody | None:
    listing = _listing(locale, audience)
    query = listing.select().add_columns(listing.words.c.sections).where(_is_published(), condition)
    at = now()
    row = (await session.execute(query.order_by(first).limit(1), {"moment": at})).one_or_none()
    if row is None:
        return None
    return ServiceDetailBody(**_values(row, locale, await _announced(session, [row], at)), sections=row.sections)


async def _list(
    session: AsyncSession, condition: ColumnElement[bool], locale: str, audience: ListAudience
) -> list[ServiceBody]:
    at = now()
    query = _listing(locale, audience).select().where(_is_published(), condition)
    rows = (await session.execute(query, {"moment": at})).all()
    announced = await _announced(session, rows, at)
    return [ServiceBody(**_values(row, locale, announced)) for row in rows]


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


async def get_service_by_id(
    session: AsyncSession, item_id: UUID, locale: str, *, audience: ListAudience = ListAudience.EVERYONE
) -> ServiceDetailBody:
    """The published item of this id, with its whole page. Raises ItemNotFound."""
    service = await _find(session, CatalogItem.id == item_id, locale, audience, first=CatalogItem.id)
    if service is None:
        raise ItemNotFound(item_id=item_id)
    return service


async def find_drafted(
    session: AsyncSession,
    publication_id: UUID,
    words: ServiceContent,
    lang: str,
    locale: str,
    *,
    audience: ListAudience = ListAudience.EVERYONE,
) -> ServiceDetailBody | None:
    """The item of a publication, in whatever state, as visitors would find it if these words, which are in `lang`, were
    published now. Where its VAT class is not chosen yet it has the ordinary one."""
    at = now()
    query = _listing(locale, audience).facts().where(CatalogItem.publication_id == publication_id)
    row = (await session.execute(query, {"moment": at})).one_or_none()
    if row is None:
        return None
    facts = _facts(row, locale, await _announced(session, [row], at))
    facts["vat_class"] = facts["vat_class"] or VatClass.STANDARD
    facts["published_at"] = facts["published_at"] or at
    said = {"locale": lang, "name": words.name, "short_description": words.short_description}
    return ServiceDetailBody(**facts, **said, sections=sections_of(words))


async def get_offer(
    session: AsyncSession,
    slug: str,
    locale: str = DEFAULT_LOCALE,
    *,
    audience: ListAudience = ListAudience.EVERYONE,
) -> Offer:
    """What a buyer of this item buys now. Raises ItemNotFound, or ItemNotForSale when its price is to be agreed."""
    (offer,) = await get_offers(session, [slug], locale, audience=audience)
    return offer


async def get_offers(
    session: AsyncSession,
    slugs: Sequence[str],
    locale: str = DEFAULT_LOCALE,
    *,
    audience: ListAudience = ListAudience.EVERYONE,
) -> list[Offer]:
    """The same of several items, one for each of these addresses, in as many statements as for one."""
    asked = [slug for slug in slugs if is_slug(slug)]
    named = or_(CatalogItem.slug.in_(asked), CatalogItem.slug_en.in_(asked))
    found = await _list(session, named, locale, audience)
    at_address = {address: service for service in found for address in service.slugs.values()}
    at_address |= {service.slug: service for service in found}
    return [_for_sale(slug, at_address.get(slug)) for slug in slugs]


def _for_sale(slug: str, service: ServiceBody | None) -> Offer:
    if service is None:
        raise ItemNotFound(slug=slug)
    offer = _offer_of(service)
    if offer is None:
        raise ItemNotForSale(slug=slug, name=service.name)
    return offer


async def offers_of(session: AsyncSession, locale: str, ids: Sequence[UUID]) -> dict[UUID, Offer]:
    """What buyers of these items buy now, by id; those that are not for sale as they are have no entry."""
    found = await services_of(session, locale, ids)
    offers = {service.id: _offer_of(service) for service in found}
    return {item_id: offer for item_id, offer in offers.items() if offer is not None}


def _offer_of(service: ServiceBody) -> Offer | None:
    if service.price is None or not service.is_buyable:
        return None
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

    def facts(self) -> Select[Any]:
        """The same without words, also of items that never had any to show."""
        price = self.price.c
        return (
            select(CatalogItem)
            .add_columns(price.price_list_id, price.full_amount, price.full_amount_max, price.amount)
            .add_columns(price.amount_max, price.currency, price.billing_unit)
            .add_columns(Category.slug.label("category_slug"), self.category_name.label("category_name"))
            .join(Category, Category.id == CatalogItem.category_id)
            .outerjoin(self.price, true())
        )

    def select(self) -> Select[Any]:
        words = self.words.c
        return self.facts().add_columns(words.locale, words.name, words.short_description).join(self.words, true())


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
    words = {"locale": row.locale, "name": row.name, "short_description": row.short_description}
    return _facts(row, locale, announced) | words


def _facts(row: Row[Any], locale: str, announced: Mapping[PriceKey, DiscountBody]) -> dict[str, Any]:
    item: CatalogItem = row.CatalogItem
    price = _price(row, item.id, announced)
    return {
        "id": item.id,
        "slug": item.slug if locale == DEFAULT_LOCALE else item.slug_en,
        "slugs": {"it": item.slug, "en": item.slug_en},
        "sku": item.sku,
        "kind": item.kind,
        "category": CategoryName(slug=row.category_slug, name=row.category_name),
        "price": price,
        "vat_class": item.vat_class,
        "is_featured": item.is_featured,
        "is_buyable": is_buyable(item.kind, price),
        "published_at": item.published_at,
        "updated_at": item.updated_at,
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
