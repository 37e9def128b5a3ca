"""What must be said of reductions: read from the history of prices for the few items that are reduced now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.catalog.models import BillingUnit, Discount, PriceChange
from aistrategyhub.features.catalog.rules import PricePeriod, Reduction, counting_reduction, prior_price
from aistrategyhub.features.catalog.schemas import DiscountBody

PriceKey = tuple[UUID, UUID, BillingUnit]
"""An item, a price list, a billing unit."""


async def announced_discounts(
    session: AsyncSession, items: Mapping[UUID, datetime | None], at: datetime
) -> dict[PriceKey, DiscountBody]:
    """What must stand beside every reduced price of these items, which are on sale since the moment given: in two
    statements. A reduction that nothing was sold before is not announced and has no entry."""
    reductions = await reductions_of(session, list(items))
    periods = await _periods(session, items)
    return {
        key: body
        for key, held in periods.items()
        if (body := announced(held, reductions.get(key[0], []), at)) is not None
    }


def announced(
    periods: Sequence[tuple[PricePeriod, PriceChange]], reductions: Sequence[Reduction], at: datetime
) -> DiscountBody | None:
    """What must stand beside one price; None where nothing may be announced."""
    held = [period for period, _change in periods]
    current = next((change for period, change in periods if period.holds_at(at)), None)
    prior = prior_price(held, reductions, at)
    running = counting_reduction(current.amount, reductions, at) if current else None
    if current is None or prior is None or running is None:
        return None
    return DiscountBody(
        full_amount=current.amount,
        full_amount_max=current.amount_max,
        lowest_amount=prior.amount,
        lowest_since=prior.since,
        ends_at=running.ends_at,
    )


async def reductions_of(session: AsyncSession, item_ids: Sequence[UUID]) -> dict[UUID, list[Reduction]]:
    """All discounts of these items, past and planned ones too."""
    query = select(Discount).where(Discount.item_id.in_(item_ids)).order_by(Discount.starts_at, Discount.id)
    found: dict[UUID, list[Reduction]] = defaultdict(list)
    for row in (await session.execute(query)).scalars():
        found[row.item_id].append(Reduction(row.starts_at, row.ends_at, row.percent, row.amount))
    return found


async def _periods(
    session: AsyncSession, items: Mapping[UUID, datetime | None]
) -> dict[PriceKey, list[tuple[PricePeriod, PriceChange]]]:
    """What each price was since the item is on sale: nothing was asked of anybody before."""
    query = select(PriceChange).where(PriceChange.item_id.in_(items)).order_by(PriceChange.valid_from, PriceChange.id)
    found: dict[PriceKey, list[tuple[PricePeriod, PriceChange]]] = defaultdict(list)
    for change in (await session.execute(query)).scalars():
        on_sale = items[change.item_id]
        begin = max(change.valid_from, on_sale) if on_sale else change.valid_from
        if change.valid_until is None or change.valid_until > begin:
            period = PricePeriod(change.amount, begin, change.valid_until)
            found[change.item_id, change.price_list_id, change.billing_unit].append((period, change))
    return found
