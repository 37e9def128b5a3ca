"""A year of orders of the demo firm; with a scale, many such years side by side."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.billing import Buyer
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.core.ids import new_id, order_number
from aistrategyhub.features.accounts.queries import list_people_by_email
from aistrategyhub.features.accounts.seed import CUSTOMERS, demo_email
from aistrategyhub.features.catalog.queries import find_service
from aistrategyhub.features.catalog.schemas import ServiceDetailBody
from aistrategyhub.features.orders.models import Order, OrderEvent, OrderLine
from aistrategyhub.features.orders.seed.buyers import buyers_of_block
from aistrategyhub.features.orders.seed.year import DEMO_SERVICES, PlannedOrder, agreed_price, plan_year
from aistrategyhub.features.orders.service import vat_of
from aistrategyhub.features.vat.rules import VAT_RATES, add_up
from aistrategyhub.features.vat.schemas import Amounts, Ground, PricedLine, Treatment
from aistrategyhub.infra.counters import next_numbers

Row = dict[str, Any]
DEMO_KEYS = "demo:"
_BLOCKS_AT_ONCE = 20


async def seed(session: AsyncSession, plan: SeedPlan) -> None:
    """Adds the blocks of about ninety orders that are missing; block 0 is the demo firm's own year."""
    services = await _services(session)
    if not services:
        return
    known = await _known_blocks(session, plan.scale)
    missing = [block for block in range(plan.scale) if block not in known]
    for first in range(0, len(missing), _BLOCKS_AT_ONCE):
        await _add_blocks(session, missing[first : first + _BLOCKS_AT_ONCE], services)


def demo_keys(block: int) -> str:
    """How the idempotency keys of a block's orders begin; an order is known again by its key."""
    return f"{DEMO_KEYS}{block}:"


async def _services(session: AsyncSession) -> Mapping[str, ServiceDetailBody]:
    found = [await find_service(session, slug, "it") for slug in DEMO_SERVICES]
    return {service.slug: service for service in found if service is not None and service.price is not None}


async def _known_blocks(session: AsyncSession, scale: int) -> set[int]:
    keys = {f"{demo_keys(block)}0": block for block in range(scale)}
    query = select(Order.idempotency_key).where(Order.idempotency_key.in_(keys))
    return {keys[key] for key in (await session.execute(query)).scalars()}


async def _add_blocks(session: AsyncSession, blocks: Sequence[int], services: Mapping[str, ServiceDetailBody]) -> None:
    accounts = await _accounts(session, blocks)
    planned = [
        (block, position, order)
        for block in blocks
        for position, order in enumerate(plan_year(block, clock.now(), services.keys()))
    ]
    planned.sort(key=lambda entry: entry[2].placed_at)
    numbers = await _numbers(session, [clock.today_in_rome(order.placed_at) for _, _, order in planned])
    orders, lines, events = [], [], []
    for (block, position, order), number in zip(planned, numbers, strict=True):
        buyer = buyers_of_block(block)[order.buyer]
        amounts = add_up(_priced(order, services))
        row = _order_row(order, buyer, amounts, accounts.get(buyer.email))
        orders.append(row | {"number": number, "idempotency_key": f"{demo_keys(block)}{position}"})
        lines += _line_rows(row["id"], order, amounts, services)
        events += _event_rows(row["id"], order)
    await session.execute(insert(Order.__table__), orders)
    await session.execute(insert(OrderLine.__table__), lines)
    await session.execute(insert(OrderEvent.__table__), events)


async def _accounts(session: AsyncSession, blocks: Sequence[int]) -> Mapping[str, UUID]:
    emails = [demo_email(person, block) for block in blocks for person in CUSTOMERS]
    return {person.email: person.id for person in await list_people_by_email(session, emails)}


async def _numbers(session: AsyncSession, days: Sequence[date]) -> Iterator[str]:
    """A number for each of these days, which come in order."""
    numbers: list[str] = []
    for year, of_year in groupby(day.year for day in days):
        taken = await next_numbers(session, f"orders:{year}", len(list(of_year)))
        numbers += [order_number(year, number) for number in taken]
    return iter(numbers)


def _priced(order: PlannedOrder, services: Mapping[str, ServiceDetailBody]) -> list[PricedLine]:
    return [
        PricedLine(
            quantity=Decimal(1),
            unit_price=agreed_price(services[slug].price, order.step),
            treatment=Treatment(Ground.ITALY, VAT_RATES[services[slug].vat_class]),
        )
        for slug in order.slugs
    ]


def _order_row(order: PlannedOrder, buyer: Buyer, amounts: Amounts, user_id: UUID | None) -> Row:
    return {
        "id": new_id(),
        "user_id": user_id,
        "email": buyer.email,
        "buyer_name": buyer.legal_name,
        "buyer": buyer.model_dump(mode="json"),
        "locale": "it",
        "status": order.status,
        "currency": "EUR",
        "subtotal": amounts.subtotal,
        "tax_amount": amounts.tax_amount,
        "total": amounts.total,
        "placed_at": order.placed_at,
        "paid_at": order.paid_at,
        "completed_at": order.completed_at,
    }


def _line_rows(
    order_id: UUID, order: PlannedOrder, amounts: Amounts, services: Mapping[str, ServiceDetailBody]
) -> list[Row]:
    return [
        {
            "id": new_id(),
            "order_id": order_id,
            "line_number": number,
            "item_id": services[slug].id,
            "item_slug": slug,
            "name": services[slug].name,
            "description": "",
            "quantity": Decimal(1),
            "unit_price": line.net,
            **vat_of(line.treatment),
            "net": line.net,
            "vat": line.vat,
            "gross": line.gross,
        }
        for number, (slug, line) in enumerate(zip(order.slugs, amounts.lines, strict=True), start=1)
    ]


def _event_rows(order_id: UUID, order: PlannedOrder) -> list[Row]:
    return [
        {"id": new_id(), "order_id": order_id, "kind": step.kind, "data": step.data, "created_at": step.at}
        for step in order.steps
    ]
