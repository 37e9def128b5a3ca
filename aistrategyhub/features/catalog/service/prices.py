"""Prices: one door through which they change, so that their history is always whole."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.models import CatalogPrice, ItemStatus, PriceChange, PriceList
from aistrategyhub.features.catalog.queries import find_default_list, get_price_list, list_prices, lock_item
from aistrategyhub.features.catalog.schemas import PriceDraft, PriceRow
from aistrategyhub.features.catalog.service.words import hindrances_of, tell_pages
from aistrategyhub.infra.db import take_turns

DEFAULT_LIST = "Listino"
_AT_ONCE = 1_000
_REPEATED = mark("C’è già un prezzo per questa unità: cambia quello.")


async def default_list(session: AsyncSession) -> PriceList:
    """The list that holds where no other says, made with the first price."""
    if found := await find_default_list(session):
        return found
    await take_turns(session, "catalog.price_lists")
    if found := await find_default_list(session):
        return found
    made = PriceList(name=DEFAULT_LIST, is_default=True)
    session.add(made)
    await session.flush()
    return made


async def set_prices(
    session: AsyncSession, item_id: UUID, prices: Sequence[PriceDraft], *, price_list_id: UUID | None = None
) -> None:
    """Makes these the prices of an item in a list (the default one unless another is given), at once for visitors too;
    what is not among them is taken away.

    Raises ItemNotFound, PriceListNotFound, and InvalidInput (`prices.1.billing_unit`, or what a published item would
    lack).
    """
    item = await lock_item(session, item_id)
    prices_in = await get_price_list(session, price_list_id) if price_list_id else await default_list(session)
    before = await set_prices_of_many(session, {item_id: prices}, prices_in)
    if not before:
        return
    item.updated_at = now()
    await session.flush()
    if item.status is ItemStatus.PUBLISHED and (errors := await hindrances_of(session, item)):
        raise InvalidInput(errors)
    await record(
        session,
        "catalog.prices_changed",
        "catalog_item",
        item.id,
        price_list=prices_in.name,
        before=_told(before[item_id]),
        after=_told(prices),
    )
    await tell_pages(session, item)


async def set_prices_of_many(
    session: AsyncSession,
    wanted: Mapping[UUID, Sequence[PriceDraft]],
    price_list: PriceList,
    *,
    at: datetime | None = None,
) -> dict[UUID, list[PriceRow]]:
    """The door itself: makes these the prices of items that this transaction holds, and keeps the history, in a few
    statements for all. What those that changed were before.

    It neither audits nor tells pages. Raises InvalidInput (`prices.1.billing_unit`) when a unit comes twice.
    """
    for prices in wanted.values():
        _check_units(prices)
    known = await list_prices(session, list(wanted))
    before = {item_id: [row for row in rows if row.price_list_id == price_list.id] for item_id, rows in known.items()}
    changed = {item_id: prices for item_id, prices in wanted.items() if _told(prices) != _told(before[item_id])}
    gone = [(item_id, row) for item_id in changed for row in before[item_id] if not _is_among(row, changed[item_id])]
    new = [
        (item_id, price)
        for item_id, prices in changed.items()
        for price in prices
        if not _is_among(price, before[item_id])
    ]
    moment = at or now()
    await _close(session, gone, price_list.id, moment)
    await _open(session, new, price_list, moment)
    return {item_id: before[item_id] for item_id in changed}


async def _close(
    session: AsyncSession, gone: Sequence[tuple[UUID, PriceRow]], price_list_id: UUID, at: datetime
) -> None:
    """Ends these prices. One that is followed by another in its unit is overwritten by that in `_open`."""
    for unit in sorted({row.billing_unit for _item_id, row in gone}):
        ids = [item_id for item_id, row in gone if row.billing_unit is unit]
        for first in range(0, len(ids), _AT_ONCE):
            some = ids[first : first + _AT_ONCE]
            of_change = PriceChange.item_id.in_(some), PriceChange.billing_unit == unit
            ended = update(PriceChange).where(
                *of_change, PriceChange.price_list_id == price_list_id, PriceChange.valid_until.is_(None)
            )
            await session.execute(ended.values(valid_until=at))
            of_price = CatalogPrice.item_id.in_(some), CatalogPrice.billing_unit == unit
            await session.execute(delete(CatalogPrice).where(*of_price, CatalogPrice.price_list_id == price_list_id))


async def _open(
    session: AsyncSession, new: Sequence[tuple[UUID, PriceDraft]], price_list: PriceList, at: datetime
) -> None:
    for first in range(0, len(new), _AT_ONCE):
        rows = [_price_row(item_id, price, price_list) for item_id, price in new[first : first + _AT_ONCE]]
        await session.execute(insert(CatalogPrice), [{"id": new_id(), **row} for row in rows])
        await session.execute(insert(PriceChange), [{"id": new_id(), "valid_from": at, **row} for row in rows])


def _price_row(item_id: UUID, price: PriceDraft, price_list: PriceList) -> dict[str, Any]:
    return {
        "item_id": item_id,
        "price_list_id": price_list.id,
        "billing_unit": price.billing_unit,
        "amount": price.amount,
        "amount_max": price.amount_max,
        "currency": price_list.currency,
    }


def _check_units(prices: Sequence[PriceDraft]) -> None:
    units = [price.billing_unit for price in prices]
    errors = [
        FieldError(f"prices.{place}.billing_unit", "REPEATED_UNIT", _REPEATED)
        for place, unit in enumerate(units)
        if unit in units[:place]
    ]
    if errors:
        raise InvalidInput(errors)


def _is_among(price: PriceDraft | PriceRow, prices: Sequence[PriceDraft | PriceRow]) -> bool:
    return _key(price) in {_key(other) for other in prices}


def _key(price: PriceDraft | PriceRow) -> tuple[Any, ...]:
    return price.billing_unit, price.amount, price.amount_max


def _told(prices: Sequence[PriceDraft | PriceRow]) -> list[dict[str, str]]:
    """Prices as the trail keeps them, whatever order they came in."""
    return [
        {
            "billing_unit": price.billing_unit.value,
            "amount": f"{price.amount:.2f}",
            **({"amount_max": f"{price.amount_max:.2f}"} if price.amount_max is not None else {}),
        }
        for price in sorted(prices, key=lambda one: one.billing_unit)
    ]
