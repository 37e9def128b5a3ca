"""Placing an order: once per request, with the prices of the moment, or not at all."""

import asyncio
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.catalog.models import CatalogPrice, ItemKind
from aistrategyhub.features.catalog.queries import ItemNotForSale, ItemNotFound
from aistrategyhub.features.orders.models import Order, OrderStatus
from aistrategyhub.features.orders.queries import list_events, list_lines, list_orders
from aistrategyhub.features.orders.schemas import OrderFilter
from aistrategyhub.features.orders.service import (
    OrderedItem,
    OrderNotPayable,
    advance,
    await_payment,
    place_order,
)
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.idempotency import IdempotencyKeyReused
from aistrategyhub.infra.outbox import OutboxFact
from tests.factories.catalog import create_service
from tests.factories.people import create_somebody
from tests.factories.sales import COMPANY, PERSON, create_order


class TestPlaceOrder:
    async def test_it_copies_names_and_prices_and_adds_vat(self, session):
        order = await create_order(session, price="1450.00", quantity=2)
        (line,) = await list_lines(session, order.id)
        assert (line.name, line.unit_price, line.net, line.vat) == (
            "Gap assessment",
            Decimal("1450.00"),
            Decimal("2900.00"),
            Decimal("638.00"),
        )
        assert (order.subtotal, order.tax_amount, order.total) == (
            Decimal("2900.00"),
            Decimal("638.00"),
            Decimal("3538.00"),
        )
        assert order.status is OrderStatus.PENDING
        assert [event.kind for event in await list_events(session, order.id)] == ["placed"]

    @pytest.mark.parametrize("is_proven", [True, False])
    async def test_a_guest_s_order_is_theirs_who_has_proven_its_address(self, session, is_proven):
        person = await create_somebody(session, email=COMPANY["email"])
        person.email_verified_at = now() if is_proven else None
        await session.flush()

        order = await create_order(session, buyer=COMPANY)

        assert order.user_id == (person.id if is_proven else None)

    async def test_a_later_price_does_not_touch_it(self, session):
        order = await create_order(session)
        price = (await session.execute(select(CatalogPrice))).scalar_one()
        price.amount = Decimal("9999.00")
        await session.flush()
        (line,) = await list_lines(session, order.id)
        assert line.unit_price == Decimal("1000.00")

    async def test_numbers_follow_each_other(self, session):
        first = await create_order(session, buyer=COMPANY)
        second = await place_order(session, items=[OrderedItem("gap-assessment")], buyer_data=PERSON, locale="it")
        assert first.number.startswith("ORD-")
        assert int(second.number[-5:]) == int(first.number[-5:]) + 1
        assert second.buyer_name == "Niccolò D’Amico"

    async def test_it_tells_the_rooms_above(self, session):
        order = await create_order(session)
        (fact,) = (await session.execute(select(OutboxFact).where(OutboxFact.name.like("orders.%")))).scalars()
        assert (fact.name, fact.payload) == ("orders.placed", {"order_id": str(order.id), "is_confirmed": True})

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"vat_number": "12345678901"}, "vat_number"),
            ({"sdi_code": "", "pec_email": ""}, "sdi_code"),
            ({"email": "non è un indirizzo"}, "email"),
            ({"billing_address": {**COMPANY["billing_address"], "zip": "1015"}}, "billing_address.zip"),
            ({"billing_address": "Torino"}, "billing_address"),
        ],
    )
    async def test_a_wrong_buyer_creates_nothing(self, session, changes, field):
        slug = await create_service(session)
        with pytest.raises(InvalidInput) as refused:
            await place_order(session, items=[OrderedItem(slug)], buyer_data=COMPANY | changes, locale="it")
        assert any(error.field.startswith(field) for error in refused.value.fields)
        assert (await session.execute(select(func.count()).select_from(Order))).scalar_one() == 0

    async def test_what_has_no_fixed_price_cannot_be_bought(self, session):
        await create_service(session, slug="su-preventivo", kind=ItemKind.SERVICE_QUOTE, price_max="5000.00")
        await create_service(session, slug="bozza", published=False)
        for slug, refusal in (("su-preventivo", ItemNotForSale), ("bozza", ItemNotFound), ("mai-visto", ItemNotFound)):
            with pytest.raises(refusal):
                await place_order(session, items=[OrderedItem(slug)], buyer_data=COMPANY, locale="it")


class TestIdempotency:
    async def test_the_same_request_gives_the_same_order(self, session):
        order = await create_order(session, idempotency_key="chiave")
        again = await place_order(
            session,
            items=[OrderedItem("gap-assessment")],
            buyer_data=COMPANY,
            locale="it",
            idempotency_key="chiave",
        )
        assert again.id == order.id

    async def test_the_same_key_for_another_request_is_refused(self, session):
        await create_order(session, idempotency_key="chiave")
        with pytest.raises(IdempotencyKeyReused):
            await place_order(
                session,
                items=[OrderedItem("gap-assessment", 2)],
                buyer_data=COMPANY,
                locale="it",
                idempotency_key="chiave",
            )

    async def test_ten_at_once_make_one_order(self, committed_tenant):
        async with unit_of_work(committed_tenant) as session:
            slug = await create_service(session)

        async def buy() -> str:
            async with unit_of_work(committed_tenant) as session:
                order = await place_order(
                    session, items=[OrderedItem(slug)], buyer_data=COMPANY, locale="it", idempotency_key="doppio clic"
                )
                return order.number

        numbers = await asyncio.gather(*(buy() for _ in range(10)))
        assert len(set(numbers)) == 1
        async with unit_of_work(committed_tenant) as session:
            assert (await session.execute(select(func.count()).select_from(Order))).scalar_one() == 1


class TestAwaitPayment:
    @pytest.mark.parametrize("closed", [OrderStatus.PAID, OrderStatus.CANCELLED])
    async def test_a_closed_order_is_not_payable(self, session, closed):
        order = await create_order(session)
        await advance(session, order, to=closed)
        with pytest.raises(OrderNotPayable):
            await await_payment(session, order.id)


class TestListOrders:
    async def test_it_searches_and_pages_in_sql(self, session):
        slug = await create_service(session)
        for buyer in (COMPANY, PERSON, COMPANY):
            await place_order(session, items=[OrderedItem(slug)], buyer_data=buyer, locale="it")
        page = await list_orders(session, wanted=OrderFilter(q="AMICO"))
        assert (page.total, [order.buyer_name for order in page.rows]) == (1, ["Niccolò D’Amico"])
        page = await list_orders(session, PageRequest(per_page=2), OrderFilter(q="%"))
        assert (page.total, page.rows) == (0, [])
        page = await list_orders(session, PageRequest(page=2, per_page=2))
        assert (page.total, len(page.rows)) == (3, 1)
