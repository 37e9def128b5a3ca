"""Settling payments: whatever the provider says, in any order, any number of times, money is booked once."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from aistrategyhub.features.invoicing.fatturapa.schema import violations
from aistrategyhub.features.invoicing.models import Invoice
from aistrategyhub.features.orders.models import OrderStatus
from aistrategyhub.features.orders.queries import get_order, list_events
from aistrategyhub.features.orders.service import advance
from aistrategyhub.features.payments.models import Payment, PaymentStatus, ProviderEvent
from aistrategyhub.features.payments.queries import list_unsettled
from aistrategyhub.features.payments.service import (
    AmountMismatch,
    catch_up,
    open_payment,
    process_event,
    settle,
    store_event,
)
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.outbox import OutboxFact
from aistrategyhub.infra.work import Work
from aistrategyhub.integrations.stripe.gateway import IntentStatus, PaymentFailure, WebhookEvent
from tests.factories.carts import create_coupon
from tests.factories.sales import create_open_payment, create_order, create_seller, intent_of
from tests.harness.background import run_everything
from tests.harness.refunds import RefundingProvider

FACT = "payments.order_paid"


async def _paid_facts(session) -> int:
    query = select(func.count()).select_from(OutboxFact).where(OutboxFact.name == FACT)
    return (await session.execute(query)).scalar_one()


def _event(event_id: str = "evt_1", kind: str = "payment_intent.succeeded", reference: str = "pi_prova"):
    return WebhookEvent(
        id=event_id,
        type=kind,
        created_at=datetime.now(UTC),
        livemode=False,
        object_id=reference,
        object_type="payment_intent",
        payment_intent_id=reference,
        raw={"id": event_id},
    )


class TestOpenPayment:
    async def test_an_order_has_one_open_payment_however_often_it_is_asked_for(self, session):
        order = await create_order(session)
        payments = [(await open_payment(session, order.id))[1].id for _ in range(3)]
        assert len(set(payments)) == 1
        assert order.status is OrderStatus.AWAITING_PAYMENT

    async def test_ten_at_once_open_one(self, committed_tenant):
        async with unit_of_work(committed_tenant) as session:
            order = await create_order(session)

        async def start():
            async with unit_of_work(committed_tenant) as session:
                return (await open_payment(session, order.id))[1].id

        assert len(set(await asyncio.gather(*(start() for _ in range(10))))) == 1


class TestSettle:
    async def test_a_success_pays_the_order_once(self, session):
        order = await create_order(session)
        payment = await create_open_payment(session, order)
        for _ in range(5):
            await settle(session, intent_of(order, payment))
        assert (order.status, payment.status) == (OrderStatus.PAID, PaymentStatus.SUCCEEDED)
        assert await _paid_facts(session) == 1

    @pytest.mark.parametrize("received", [0, 1, 121999, 122001])
    async def test_another_amount_pays_nothing(self, session, received):
        order = await create_order(session)
        payment = await create_open_payment(session, order)
        with pytest.raises(AmountMismatch):
            await settle(session, intent_of(order, payment, received=received))
        assert await _paid_facts(session) == 0

    async def test_a_refused_card_leaves_the_order_payable_and_says_why_once(self, session):
        order = await create_order(session)
        payment = await create_open_payment(session, order)
        refused = intent_of(
            order,
            payment,
            status=IntentStatus.REQUIRES_PAYMENT_METHOD,
            failure=PaymentFailure("card_declined", "Your card was declined.", "insufficient_funds"),
        )
        for _ in range(3):
            await settle(session, refused)
        assert order.status is OrderStatus.AWAITING_PAYMENT
        failures = [event.data for event in await list_events(session, order.id) if event.kind == "payment_failed"]
        assert failures == [{"code": "insufficient_funds"}]
        await settle(session, intent_of(order, payment))
        assert order.status is OrderStatus.PAID

    async def test_a_cancelled_intent_frees_the_order_for_another_payment(self, session):
        order = await create_order(session)
        payment = await create_open_payment(session, order)
        await settle(session, intent_of(order, payment, status=IntentStatus.CANCELED))
        assert payment.status is PaymentStatus.CANCELLED
        _order, second = await open_payment(session, order.id)
        assert second.id != payment.id

    async def test_money_for_a_cancelled_order_is_booked_and_shown_but_does_not_reopen_it(self, session):
        order = await create_order(session)
        payment = await create_open_payment(session, order)
        await advance(session, order, to=OrderStatus.CANCELLED)
        await settle(session, intent_of(order, payment))
        assert (order.status, payment.status) == (OrderStatus.CANCELLED, PaymentStatus.SUCCEEDED)
        assert await _paid_facts(session) == 0
        assert [event.kind for event in await list_events(session, order.id)][-1] == "paid_when_not_payable"

    async def test_a_payment_whose_reference_was_never_written_down_is_found_by_its_metadata(self, session):
        order = await create_order(session)
        _order, payment = await open_payment(session, order.id)
        await settle(session, intent_of(order, payment, intent_id="pi_orfano"))
        assert (payment.provider_reference, order.status) == ("pi_orfano", OrderStatus.PAID)

    async def test_an_intent_of_somebody_else_changes_nothing(self, session):
        order = await create_order(session)
        _order, payment = await open_payment(session, order.id)
        foreign = intent_of(order, Payment(order_id=order.id, amount=order.total), intent_id="pi_altrui")
        await settle(session, foreign)
        assert (payment.status, order.status) == (PaymentStatus.PENDING, OrderStatus.AWAITING_PAYMENT)

    async def test_five_workers_at_once_pay_once(self, committed_tenant):
        async with unit_of_work(committed_tenant) as session:
            order = await create_order(session)
            payment = await create_open_payment(session, order)

        async def work() -> None:
            async with unit_of_work(committed_tenant) as session:
                await settle(session, intent_of(order, payment))

        await asyncio.gather(*(work() for _ in range(5)))
        async with unit_of_work(committed_tenant) as session:
            assert (await get_order(session, order.id)).status is OrderStatus.PAID
            assert await _paid_facts(session) == 1


class TestFreeOrders:
    async def test_an_order_that_leaves_nothing_to_pay_goes_on_like_a_paid_one(self, session):
        await create_seller(session)
        await create_coupon(session, "REGALO", percent=Decimal(100))
        order = await create_order(session, coupon_code="REGALO")
        await run_everything(session, but=frozenset({"mailing.send", "invoicing.deliver"}))
        assert (order.status, await _paid_facts(session)) == (OrderStatus.PAID, 1)
        invoice = (await session.execute(select(Invoice))).scalar_one()
        assert (invoice.order_id, invoice.total, violations(invoice.xml)) == (order.id, 0, [])

    async def test_one_that_waits_for_its_money_does_not(self, session):
        await create_order(session)
        await run_everything(session, but=frozenset({"mailing.send"}))
        assert await _paid_facts(session) == 0


class TestWebhooks:
    async def test_an_event_delivered_five_times_is_stored_and_worked_on_once(self, session):
        stored = [await store_event(session, _event()) for _ in range(5)]
        assert stored == [True, False, False, False, False]
        jobs = (await session.execute(select(Work.job))).scalars().all()
        assert jobs == ["payments.process_event"]

    async def test_the_object_is_read_again_and_not_believed(self, session):
        order = await create_order(session)
        payment = await create_open_payment(session, order)
        money = RefundingProvider(intents={"pi_prova": intent_of(order, payment, status=IntentStatus.PROCESSING)})
        await store_event(session, _event(kind="payment_intent.succeeded"))
        await process_event(session, "evt_1", money)
        assert order.status is OrderStatus.AWAITING_PAYMENT
        (event,) = (await session.execute(select(ProviderEvent))).scalars()
        assert event.handled_at is not None

    async def test_an_event_about_something_else_is_only_kept(self, session):
        await store_event(session, _event(kind="customer.created", reference=""))
        await process_event(session, "evt_1", RefundingProvider())


class TestCatchingUp:
    async def test_what_no_webhook_brought_is_found_once(self, session):
        money = RefundingProvider(events=[_event("evt_1"), _event("evt_2", "charge.refunded"), _event("evt_3", "x.y")])
        await store_event(session, _event("evt_1"))
        assert await catch_up(session, money, since=datetime.now(UTC)) == 1
        assert await catch_up(session, money, since=datetime.now(UTC)) == 0
        stored = (await session.execute(select(ProviderEvent.event_id).order_by(ProviderEvent.event_id))).scalars()
        assert list(stored) == ["evt_1", "evt_2"]


class TestLatePayments:
    async def test_the_newest_are_asked_about_first(self, session):
        started = datetime.now(UTC) - timedelta(days=10)
        for day, name in enumerate(["pi_old", "pi_newer", "pi_newest"]):
            order = await create_order(session, slug=name.replace("_", "-"))
            payment = await create_open_payment(session, order, intent_id=name)
            payment.created_at = started + timedelta(days=day)
        await session.flush()
        found = await list_unsettled(session, before=datetime.now(UTC))
        assert [one.provider_reference for one in found] == ["pi_newest", "pi_newer", "pi_old"]
