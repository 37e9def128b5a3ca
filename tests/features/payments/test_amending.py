"""Changing the lines of a paid order: less is refunded, more is a further order, and nobody changes it unseen."""

import asyncio
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Principal, Role, acting_as
from aistrategyhub.core.errors import DomainError, InvalidInput
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.invoicing.models import Invoice
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.orders.models import Order, OrderStatus
from aistrategyhub.features.orders.queries import list_events, list_lines, list_supplements
from aistrategyhub.features.orders.rules.amending import (
    AgreedOrderStays,
    Amendment,
    BuyerForgotten,
    OrderChanged,
    OrderNotPaid,
    change_of,
    check_amendable,
)
from aistrategyhub.features.orders.rules.by_hand import HandLine
from aistrategyhub.features.payments.models import RefundStatus
from aistrategyhub.features.payments.queries import list_refunds_of
from aistrategyhub.features.payments.service import settle
from aistrategyhub.features.payments.service.amending import amend_order, difference, plan_amendment
from aistrategyhub.infra.db import unit_of_work
from tests.factories.catalog import create_service
from tests.factories.people import cookie_of
from tests.factories.sales import create_open_payment, create_order, create_seller, intent_of
from tests.harness.background import run_everything

OWN = {"Origin": "http://localhost:3000"}
WHY = "Lo ha chiesto al telefono"


def amendment(quantities: dict[int, str] | None = None, *added: HandLine, revision: int = 1) -> Amendment:
    counts = {number: Decimal(count) for number, count in (quantities or {}).items()}
    return Amendment(revision=revision, quantities=counts, added=added)


async def paid_order(session: AsyncSession, *, quantity: int = 2, intent_id: str = "pi_prova") -> Order:
    await create_seller(session)
    order = await create_order(session, price="100.00", quantity=quantity)
    await settle(session, intent_of(order, await create_open_payment(session, order, intent_id=intent_id)))
    await session.flush()
    return order


@pytest.mark.parametrize(
    ("wanted", "left", "returned", "more"),
    [
        ({1: "0"}, {1: "2"}, {1: None}, {}),
        ({1: "1"}, {1: "2"}, {1: Decimal(1)}, {}),
        ({1: "3.5"}, {1: "2"}, {}, {1: Decimal("1.5")}),
        ({1: "2", 2: "0"}, {1: "2", 2: "1"}, {2: None}, {}),
        ({1: "1"}, {1: "0"}, {}, {1: Decimal(1)}),
    ],
)
def test_what_goes_back_and_what_is_sold_more(wanted, left, returned, more) -> None:
    change = change_of(amendment(wanted), {number: Decimal(count) for number, count in left.items()})
    assert (change.returned, change.more) == (returned, more)


@pytest.mark.parametrize(
    "wanted", [{}, {1: "2"}, {9: "1"}, {1: "-1"}, {1: "101"}, {1: "1.001"}, {1: "NaN"}, {1: "1e9"}]
)
def test_what_is_no_change(wanted: dict[int, str]) -> None:
    with pytest.raises(InvalidInput):
        change_of(amendment(wanted), {1: Decimal(2)})


async def test_less_is_refunded_with_its_vat(session: AsyncSession) -> None:
    order = await paid_order(session)
    plan = await plan_amendment(session, order.id, amendment({1: "1"}))
    assert (plan.amounts, difference(plan)) == (None, Decimal("-122.00"))

    done = await amend_order(session, order.id, amendment({1: "1"}), reason=WHY, seen=Decimal("-122.00"))

    assert done.supplement is None
    (refund,) = await list_refunds_of(session, order.id)
    assert (refund.amount, refund.is_of_sale, refund.status) == (Decimal("122.00"), True, RefundStatus.DECIDED)
    assert (order.revision, (await list_lines(session, order.id))[0].quantity) == (2, Decimal(2))
    assert "amended" in {event.kind for event in await list_events(session, order.id)}


async def test_more_is_an_order_to_pay_with_a_second_invoice(session: AsyncSession) -> None:
    order = await paid_order(session)
    slug = await create_service(session, slug="extra", price="50.00")
    asked = amendment({1: "3"}, HandLine(slug, Decimal(1), Decimal("40.00"), "Sconto promesso"))

    done = await amend_order(session, order.id, asked, reason=WHY)

    more = done.supplement
    assert more is not None
    assert (more.amends_id, more.subtotal, more.total) == (order.id, Decimal("140.00"), Decimal("170.80"))
    assert [supplement.id for supplement in await list_supplements(session, order.id)] == [more.id]
    assert (more.buyer, more.user_id, more.locale) == (order.buyer, order.user_id, order.locale)
    await settle(
        session, intent_of(more, await create_open_payment(session, more, intent_id="pi_due"), intent_id="pi_due")
    )
    assert (more.status, order.total) == (OrderStatus.PAID, Decimal("244.00"))
    await run_everything(session, but=frozenset({"mailing.send", "invoicing.deliver"}))
    invoices = (await session.execute(select(Invoice.order_id, Invoice.total))).all()
    assert {(row.order_id, row.total) for row in invoices} == {
        (order.id, Decimal("244.00")),
        (more.id, Decimal("170.80")),
    }
    subjects = list((await session.execute(select(EmailSend.subject))).scalars())
    assert any(more.number in subject for subject in subjects)


async def test_both_at_once_are_two_movements(session: AsyncSession) -> None:
    order = await paid_order(session)
    slug = await create_service(session, slug="extra", price="300.00")
    asked = amendment({1: "0"}, HandLine(slug, Decimal(1), Decimal("300.00")))
    done = await amend_order(session, order.id, asked, reason=WHY, seen=Decimal("122.00"))
    assert done.refund is not None
    assert done.supplement is not None
    assert (done.refund.amount, done.supplement.total) == (Decimal("244.00"), Decimal("366.00"))


async def test_the_vat_is_that_of_today(session: AsyncSession) -> None:
    order = await paid_order(session)
    await create_seller(session, regime_fiscale="RF19")
    plan = await plan_amendment(session, order.id, amendment({1: "3"}))
    assert plan.amounts is not None
    assert (plan.amounts.tax_amount, plan.amounts.total) == (Decimal("0.00"), Decimal("100.00"))


async def test_a_colleague_who_was_quicker_is_said_plainly(session: AsyncSession) -> None:
    order = await paid_order(session)
    await amend_order(session, order.id, amendment({1: "1"}), reason=WHY)
    with pytest.raises(OrderChanged):
        await amend_order(session, order.id, amendment({1: "0"}), reason=WHY)
    with pytest.raises(OrderChanged):
        await amend_order(session, order.id, amendment({1: "0"}, revision=2), reason=WHY, seen=Decimal("-244.00"))
    assert len(await list_refunds_of(session, order.id)) == 1


async def test_what_may_not_be_changed(session: AsyncSession) -> None:
    unpaid = await create_order(session)
    with pytest.raises(OrderNotPaid):
        await plan_amendment(session, unpaid.id, amendment({1: "2"}))
    with pytest.raises(AgreedOrderStays):
        check_amendable(Order(number="ORD-2026-00001", status=OrderStatus.PAID, offer_id=UUID(int=1)))
    with pytest.raises(BuyerForgotten):
        check_amendable(Order(number="ORD-2026-00001", status=OrderStatus.PAID, email=""))


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
async def test_it_has_its_reason(session: AsyncSession, reason: str) -> None:
    order = await paid_order(session)
    with pytest.raises(InvalidInput):
        await amend_order(session, order.id, amendment({1: "1"}), reason=reason)
    assert await list_refunds_of(session, order.id) == []


async def test_it_is_in_the_trail_with_what_changed(session: AsyncSession) -> None:
    order = await paid_order(session)
    await amend_order(session, order.id, amendment({1: "1"}), reason=WHY)
    (entry,) = (await session.execute(select(AuditEntry).where(AuditEntry.action == "orders.amended"))).scalars()
    assert (entry.changes["number"], entry.changes["returned"]) == (order.number, {"1": "1.00"})


async def test_ten_at_once_change_it_once(committed_tenant: UUID) -> None:
    async with unit_of_work(committed_tenant) as session:
        order = await paid_order(session)

    async def amend() -> bool:
        try:
            async with unit_of_work(committed_tenant) as session:
                await amend_order(session, order.id, amendment({1: "1"}), reason=WHY)
        except DomainError:
            return False
        return True

    with acting_as(Principal.system(committed_tenant)):
        assert (await asyncio.gather(*(amend() for _ in range(10)))).count(True) == 1
    async with unit_of_work(committed_tenant) as session:
        assert [refund.amount for refund in await list_refunds_of(session, order.id)] == [Decimal("122.00")]


class TestApi:
    async def test_it_is_shown_and_done_once_for_a_key(self, api, session: AsyncSession) -> None:
        order = await paid_order(session)
        headers = OWN | await cookie_of(session, Role.ADMIN)
        body = {"revision": 1, "lines": [{"line_number": 1, "quantity": "1"}], "reason": WHY}
        address = f"/api/v1/admin/orders/{order.number}/amendments"
        seen = await api.post(f"{address}/preview", json=body, headers=headers)
        assert seen.json()["data"]["difference"] == "-122.00"
        for _time in range(2):
            answer = await api.post(address, json=body, headers=headers | {"Idempotency-Key": "una"})
            assert (answer.status_code, answer.json()["data"]["refunded"]) == (201, "122.00")
        late = await api.post(address, json=body, headers=headers)
        assert (late.status_code, late.json()["error"]["code"]) == (409, "ORDER_CHANGED")
        assert len(await list_refunds_of(session, order.id)) == 1

    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.SUPPORT])
    async def test_others_may_not(self, api, session: AsyncSession, role: Role) -> None:
        order = await paid_order(session)
        answer = await api.post(
            f"/api/v1/admin/orders/{order.number}/amendments",
            json={"revision": 1},
            headers=OWN | await cookie_of(session, role),
        )
        assert answer.status_code == 403
