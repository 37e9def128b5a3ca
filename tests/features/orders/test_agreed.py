"""Orders of what was agreed: lines as they were agreed, VAT as it is when they are ordered."""

import asyncio
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from aistrategyhub.core.billing import read_buyer
from aistrategyhub.features.catalog.queries import get_offer
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import list_lines
from aistrategyhub.features.orders.service import AgreedLine, place_agreed_order
from aistrategyhub.features.vat.schemas import Ground, Supply, VatClass
from aistrategyhub.infra.db import unit_of_work
from tests.factories.catalog import create_service
from tests.factories.sales import COMPANY, PERSON, create_seller


async def _line(session, price: str, **changes: Any) -> AgreedLine:
    offer = await get_offer(session, await create_service(session))
    values = {
        "item_id": offer.item_id,
        "item_slug": offer.slug,
        "name": "Presidio mensile",
        "unit_price": Decimal(price),
        "vat_class": VatClass.STANDARD,
        "supply": Supply.SERVICE,
    }
    return AgreedLine(**values | changes)


async def _place(session, *lines: AgreedLine, buyer: dict[str, Any] | None = None, key: str = "periodo:1") -> Order:
    return await place_agreed_order(
        session,
        lines=lines,
        buyer=read_buyer(buyer or COMPANY),
        person_id=None,
        locale="it",
        idempotency_key=key,
    )


async def test_it_has_the_agreed_price_and_not_that_of_the_catalogue(session):
    order = await _place(session, await _line(session, "690.00", description="dal 1 al 31 marzo"))
    (line,) = await list_lines(session, order.id)
    assert (order.subtotal, order.tax_amount, order.total) == (Decimal("690.00"), Decimal("151.80"), Decimal("841.80"))
    assert (line.name, line.description, line.unit_price) == (
        "Presidio mensile",
        "dal 1 al 31 marzo",
        Decimal("690.00"),
    )


@pytest.mark.parametrize(
    ("buyer", "regime", "vat", "ground"),
    [
        (COMPANY, "RF01", "22.00", Ground.ITALY),
        (COMPANY, "RF19", "0.00", Ground.SMALL_SELLER),
        (
            PERSON
            | {"billing_address": {"street": "Bahnhofstrasse 1", "city": "Zürich", "zip": "8001", "country": "CH"}},
            "RF01",
            "0.00",
            Ground.PERSON_OUTSIDE,
        ),
    ],
)
async def test_its_vat_is_that_of_the_buyer_and_the_seller_today(session, buyer, regime, vat, ground):
    await create_seller(session, regime_fiscale=regime)
    order = await _place(session, await _line(session, "100.00"), buyer=buyer)
    (line,) = await list_lines(session, order.id)
    assert (order.tax_amount, line.vat_ground) == (Decimal(vat), ground)


async def test_the_same_key_is_one_order_also_when_fifty_ask_at_once(committed_tenant: UUID):
    async with unit_of_work(committed_tenant) as session:
        line = await _line(session, "690.00")

    async def place() -> UUID:
        async with unit_of_work(committed_tenant) as session:
            return (await _place(session, line)).id

    assert len(set(await asyncio.gather(*(place() for _ in range(50))))) == 1
