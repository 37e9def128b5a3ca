"""Reads of what items cost, for those who set it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.features.catalog.models import (
    BillingUnit,
    CatalogPrice,
    Discount,
    Plan,
    PriceChange,
    PriceList,
)
from aistrategyhub.features.catalog.queries.errors import PriceListNotFound
from aistrategyhub.features.catalog.schemas import DiscountRow, PlanRow, PriceChangeRow, PriceListRow, PriceRow

# An item may have a price for each unit; the most definite comes first, in the order of the enum.
DEFINITENESS = {unit: place for place, unit in enumerate(BillingUnit)}


async def list_price_lists(session: AsyncSession) -> list[PriceListRow]:
    """Every price list, the default one first, with the number of prices in it."""
    counts = select(CatalogPrice.price_list_id, func.count().label("prices")).group_by(CatalogPrice.price_list_id)
    counted = counts.subquery("counted")
    query = (
        select(PriceList, func.coalesce(counted.c.prices, 0))
        .outerjoin(counted, counted.c.price_list_id == PriceList.id)
        .order_by(PriceList.is_default.desc(), PriceList.name)
    )
    return [
        PriceListRow(one.id, one.name, one.audience, one.currency, one.is_default, count)
        for one, count in (await session.execute(query)).tuples()
    ]


async def get_price_list(session: AsyncSession, price_list_id: UUID) -> PriceList:
    """The price list. Raises PriceListNotFound."""
    found = (await session.execute(select(PriceList).where(PriceList.id == price_list_id))).scalar_one_or_none()
    if found is None:
        raise PriceListNotFound
    return found


async def find_default_list(session: AsyncSession) -> PriceList | None:
    """The list that holds where no other says; None before the first price was ever set."""
    return (await session.execute(select(PriceList).where(PriceList.is_default))).scalar_one_or_none()


async def list_prices(session: AsyncSession, item_ids: Sequence[UUID]) -> dict[UUID, list[PriceRow]]:
    """The prices of these items in all lists, before discounts, the most definite unit first."""
    query = (
        select(CatalogPrice)
        .where(CatalogPrice.item_id.in_(item_ids))
        .order_by(CatalogPrice.price_list_id, case(DEFINITENESS, value=CatalogPrice.billing_unit))
    )
    found: dict[UUID, list[PriceRow]] = {item_id: [] for item_id in item_ids}
    for row in (await session.execute(query)).scalars():
        found[row.item_id].append(
            PriceRow(row.price_list_id, row.billing_unit, row.amount, row.amount_max, row.currency)
        )
    return found


async def list_price_changes(
    session: AsyncSession, item_id: UUID, page: PageRequest = PageRequest()
) -> Page[PriceChangeRow]:
    """What an item cost, the newest first."""
    query = (
        select(PriceChange, PriceList.name)
        .join(PriceList, PriceList.id == PriceChange.price_list_id)
        .where(PriceChange.item_id == item_id)
        .order_by(PriceChange.valid_from.desc(), PriceChange.id.desc())
    )
    counting = select(func.count()).select_from(PriceChange).where(PriceChange.item_id == item_id)
    rows = (await session.execute(query.limit(page.per_page).offset(page.offset))).tuples()
    return Page(
        [
            PriceChangeRow(
                change.price_list_id,
                name,
                change.billing_unit,
                change.amount,
                change.amount_max,
                change.currency,
                change.valid_from,
                change.valid_until,
            )
            for change, name in rows
        ],
        await session.scalar(counting) or 0,
        page.page,
        page.per_page,
    )


async def list_discounts(session: AsyncSession, item_id: UUID) -> list[DiscountRow]:
    """The discounts of an item, planned, running and past, the last one first."""
    query = select(Discount).where(Discount.item_id == item_id).order_by(Discount.starts_at.desc(), Discount.id)
    return [
        DiscountRow(one.id, one.percent, one.amount, one.starts_at, one.ends_at)
        for one in (await session.execute(query)).scalars()
    ]


async def list_plans(session: AsyncSession, item_id: UUID) -> list[PlanRow]:
    """The plans of a subscription in their order."""
    return [
        PlanRow(
            one.id,
            one.interval,
            one.interval_count,
            one.trial_days,
            one.notice_days,
            one.amount,
            one.currency,
        )
        for one in (await session.execute(_plans(item_id))).scalars()
    ]


def _plans(item_id: UUID) -> Select[Any]:
    return select(Plan).where(Plan.item_id == item_id).order_by(Plan.position, Plan.id)
