"""Coupons of orders: limits that hold, and a discount that VAT and invoice know of."""

import asyncio
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.carts.models import CouponUse
from aistrategyhub.features.carts.rules import CouponRefused
from aistrategyhub.features.carts.service import CouponTaken, end_coupon
from aistrategyhub.features.invoicing.fatturapa.schema import violations
from aistrategyhub.features.invoicing.service import issue_invoice
from aistrategyhub.features.orders.models import Order, OrderStatus
from aistrategyhub.features.orders.queries import list_lines
from aistrategyhub.features.orders.service import OrderedItem, advance, mark_paid, place_order
from aistrategyhub.infra.db import unit_of_work
from tests.factories.carts import create_coupon
from tests.factories.catalog import create_service
from tests.factories.sales import COMPANY, PERSON, create_order, create_seller


async def _buy(session, coupon: str, buyer=COMPANY, *slugs: str) -> Order:
    items = [OrderedItem(slug) for slug in slugs or ("gap-assessment",)]
    return await place_order(session, items=items, buyer_data=buyer, locale="it", coupon_code=coupon)


async def test_fifty_at_once_use_a_coupon_for_one_once(committed_tenant):
    async with unit_of_work(committed_tenant) as session:
        await create_service(session)
        await create_coupon(session, "UNICO", most_uses=1)

    async def buy(number: int) -> str:
        buyer = COMPANY | {"email": f"acquisti{number}@prova.example"}
        try:
            async with unit_of_work(committed_tenant) as session:
                return (await _buy(session, "UNICO", buyer)).number
        except CouponRefused as refused:
            return refused.code

    outcomes = await asyncio.gather(*(buy(number) for number in range(50)))
    assert sorted(outcomes)[:-1] == ["COUPON_USED_UP"] * 49
    async with unit_of_work(committed_tenant) as session:
        orders = (await session.execute(select(Order))).scalars().all()
        uses = (await session.execute(select(CouponUse))).scalars().all()
    assert [order.coupon_code for order in orders] == ["UNICO"]
    assert [use.order_id for use in uses] == [orders[0].id]


async def test_two_who_make_one_code_at_once_are_told_apart(committed_tenant):
    async def make() -> str:
        try:
            async with unit_of_work(committed_tenant) as session:
                return (await create_coupon(session, "DOPPIO")).code
        except CouponTaken as taken:
            return taken.fields[0].code

    outcomes = await asyncio.gather(*(make() for _ in range(5)))
    assert sorted(outcomes) == ["CODE_TAKEN"] * 4 + ["DOPPIO"]


async def test_one_person_uses_it_as_often_as_it_promises(session):
    await create_service(session)
    await create_coupon(session, "BIS", most_per_person=2)
    await _buy(session, "BIS")
    await _buy(session, "BIS", COMPANY | {"email": COMPANY["email"].upper()})
    with pytest.raises(CouponRefused) as refused:
        await _buy(session, "BIS")
    assert refused.value.code == "COUPON_USED_BY_YOU"
    await _buy(session, "BIS", PERSON)


async def test_a_first_order_is_the_first(session):
    await create_service(session)
    await create_coupon(session, "PRIMO", is_for_first_order=True)
    order = await _buy(session, "PRIMO")
    with pytest.raises(CouponRefused) as refused:
        await _buy(session, "PRIMO")
    assert refused.value.code == "COUPON_FIRST_ORDER"
    # One that came to nothing was none.
    await advance(session, order, to=OrderStatus.CANCELLED)
    assert (await _buy(session, "PRIMO")).coupon_code == "PRIMO"


async def test_a_cancelled_order_gives_its_coupon_back(session):
    await create_service(session)
    await create_coupon(session, "UNICO", most_uses=1)
    order = await _buy(session, "UNICO")
    await advance(session, order, to=OrderStatus.CANCELLED)
    await _buy(session, "UNICO", PERSON)
    query = select(func.count(CouponUse.released_at), func.count()).select_from(CouponUse)
    assert tuple((await session.execute(query)).one()) == (1, 2)


async def test_the_order_keeps_the_discount_of_each_line(session):
    await create_service(session, slug="dpia", price="100.00")
    await create_service(session, slug="fria", price="300.00")
    await create_coupon(session, "CENTO", amount=Decimal(100))
    order = await _buy(session, "cento", COMPANY, "dpia", "fria")
    lines = [(line.unit_price, line.discount, line.net, line.vat) for line in await list_lines(session, order.id)]
    assert lines == [
        (Decimal("100.00"), Decimal("25.00"), Decimal("75.00"), Decimal("16.50")),
        (Decimal("300.00"), Decimal("75.00"), Decimal("225.00"), Decimal("49.50")),
    ]
    assert (order.subtotal, order.total, order.coupon_code) == (Decimal("300.00"), Decimal("366.00"), "CENTO")


async def test_an_order_that_costs_nothing_is_paid(session):
    await create_service(session)
    await create_coupon(session, "REGALO", percent=Decimal(100))
    order = await _buy(session, "REGALO")
    assert (order.total, order.status, order.paid_at) == (Decimal("0.00"), OrderStatus.PAID, order.placed_at)


async def test_no_coupon_leaves_less_than_nothing(session):
    await create_coupon(session, "TROPPO", amount=Decimal("99999.00"))
    order = await create_order(session, coupon_code="TROPPO")
    assert (order.subtotal, order.total) == (Decimal("0.00"), Decimal("0.00"))


async def test_an_ended_one_counts_for_nobody_and_its_code_is_not_given_again(session):
    await create_service(session)
    coupon = await create_coupon(session, "VECCHIO")
    await end_coupon(session, coupon.id)
    await end_coupon(session, coupon.id)
    with pytest.raises(CouponRefused) as refused:
        await _buy(session, "VECCHIO")
    assert refused.value.code == "COUPON_OVER"
    with pytest.raises(CouponTaken):
        await create_coupon(session, "VECCHIO")
    told = (await session.execute(select(AuditEntry.action).where(AuditEntry.action.like("carts.%")))).scalars().all()
    assert sorted(told) == ["carts.coupon_ended", "carts.coupon_made"]


@pytest.mark.parametrize(("quantity", "amount"), [(1, "33.33"), (3, "10.00"), (7, "0.01")])
async def test_its_invoice_is_valid_and_shows_the_discount(session, quantity, amount):
    await create_seller(session)
    await create_coupon(session, "SCONTO", amount=Decimal(amount))
    order = await create_order(session, quantity=quantity, price="100.00", coupon_code="SCONTO")
    await mark_paid(session, order, at=order.placed_at)
    invoice = await issue_invoice(session, order.id)
    assert violations(invoice.xml) == []
    assert invoice.total == order.total
    assert b"<ScontoMaggiorazione><Tipo>SC</Tipo>" in b"".join(line.strip() for line in invoice.xml.splitlines())
