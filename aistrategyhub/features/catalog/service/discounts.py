"""Discounts: planned, ended; the pages that show them are written again when one begins and when it ends."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.models import CatalogItem, Discount
from aistrategyhub.features.catalog.queries import DiscountNotFound, find_item, list_prices, lock_item
from aistrategyhub.features.catalog.rules import Reduction, check_amount, check_reduction
from aistrategyhub.features.catalog.service.words import tell_pages
from aistrategyhub.infra.work import enqueue

TURN_PRICE = "catalog.turn_price"
_NO_PRICES = mark("Non c’è un prezzo da scontare: indicane prima uno.")
_PAST_START = mark("L’inizio è già passato: lo sconto può cominciare da adesso.")


async def add_discount(
    session: AsyncSession,
    item_id: UUID,
    *,
    percent: Decimal | None = None,
    amount: Decimal | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Discount:
    """A discount of every price of an item, from now or from a later moment on; without an end until it is ended.

    It cannot begin in the past: what was asked then was asked. Raises ItemNotFound and InvalidInput (`percent`,
    `amount`, `starts_at`, `ends_at`).
    """
    item = await lock_item(session, item_id)
    at = now()
    reduction = Reduction(starts_at or at, ends_at, percent, None if amount is None else check_amount(amount))
    if reduction.starts_at < at:
        raise InvalidInput([FieldError("starts_at", "IN_THE_PAST", _PAST_START)])
    prices = [price.amount for price in (await list_prices(session, [item_id]))[item_id]]
    if not prices:
        raise InvalidInput([FieldError("percent", "NO_PRICES", _NO_PRICES)])
    check_reduction(reduction, prices, now=at)
    made = Discount(
        item_id=item_id, percent=percent, amount=reduction.amount, starts_at=reduction.starts_at, ends_at=ends_at
    )
    session.add(made)
    await session.flush()
    await record(session, "catalog.discount_added", "catalog_item", item_id, **_told(made))
    await _turn(session, item, made)
    return made


async def end_discount(session: AsyncSession, item_id: UUID, discount_id: UUID) -> None:
    """Ends a discount that runs, now; takes back one that is planned. One that is over stays as it was.

    Raises ItemNotFound and DiscountNotFound.
    """
    item = await lock_item(session, item_id)
    query = select(Discount).where(Discount.id == discount_id, Discount.item_id == item_id)
    discount = (await session.execute(query)).scalar_one_or_none()
    if discount is None:
        raise DiscountNotFound
    at = now()
    if discount.ends_at is not None and discount.ends_at <= at:
        return
    await record(session, "catalog.discount_ended", "catalog_item", item_id, **_told(discount))
    if discount.starts_at >= at:
        await session.delete(discount)
    else:
        discount.ends_at = at
    await session.flush()
    await tell_pages(session, item)


async def turn_price(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """Has the pages of an item written again, whose discount begins or ends at this moment."""
    item = await find_item(session, UUID(payload["item_id"]))
    if item is not None:
        await tell_pages(session, item)


async def _turn(session: AsyncSession, item: CatalogItem, discount: Discount) -> None:
    await tell_pages(session, item)
    for turn in (discount.starts_at, discount.ends_at):
        if turn is not None and turn > now():
            key = f"{TURN_PRICE}:{discount.id}:{turn.isoformat()}"
            await enqueue(session, TURN_PRICE, {"item_id": str(item.id)}, key=key, due=turn)


def _told(discount: Discount) -> dict[str, Any]:
    return {
        "percent": discount.percent,
        "amount": discount.amount,
        "starts_at": discount.starts_at,
        "ends_at": discount.ends_at,
    }
