"""Refunds: decided once under a limit, sent once whatever the provider answers, booked when the money left."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.money import minor_units
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.orders.models import Order, OrderStatus
from aistrategyhub.features.orders.queries import get_order, list_events
from aistrategyhub.features.orders.service import advance
from aistrategyhub.features.payments.events import RefundSucceeded
from aistrategyhub.features.payments.models import Payment, PaymentStatus, Refund, RefundReason, RefundStatus
from aistrategyhub.features.payments.queries import list_refund_lines, list_refunds_of
from aistrategyhub.features.payments.rules import Extent, NothingToRefund, RefundAboveLeft, RefundChoice
from aistrategyhub.features.payments.service import (
    SEND_REFUND,
    decide_refund,
    look_at,
    send_refund,
    settle,
    settle_refunds,
)
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.idempotency import IdempotencyKeyReused
from aistrategyhub.infra.outbox import OutboxFact
from aistrategyhub.infra.work import Work
from aistrategyhub.integrations.stripe import gateway as provider
from aistrategyhub.integrations.stripe.gateway import GatewayUnavailable
from tests.factories.sales import create_open_payment, create_order, intent_of
from tests.harness.refunds import RefundingProvider

FULL = RefundChoice(Extent.FULL)
WHY = RefundReason.REQUESTED


def amount_of(amount: str) -> RefundChoice:
    return RefundChoice(Extent.AMOUNT, Decimal(amount))


async def create_paid_order(session: Any, **options: Any) -> tuple[Order, Payment, RefundingProvider]:
    """An order of 1,220.00 that was paid, and the provider that holds the money."""
    order = await create_order(session, **options)
    payment = await create_open_payment(session, order)
    await settle(session, intent_of(order, payment))
    await session.flush()
    paid = minor_units(order.total)
    return order, payment, RefundingProvider(paid={"pi_prova": paid}, intents={"pi_prova": intent_of(order, payment)})


async def facts(session: Any) -> list[dict[str, Any]]:
    query = select(OutboxFact.payload).where(OutboxFact.name == RefundSucceeded.fact_name)
    return list((await session.execute(query)).scalars())


async def kinds(session: Any, order: Order) -> list[str]:
    return [event.kind for event in await list_events(session, order.id) if event.kind.startswith("refund")]


class TestDeciding:
    async def test_a_decision_is_a_row_a_step_a_line_of_the_trail_and_work(self, session):
        order, payment, _money = await create_paid_order(session)
        refund = await decide_refund(session, order.id, amount_of("122.00"), reason=WHY, note="Ritardo")
        assert (refund.status, refund.amount, refund.payment_id) == (RefundStatus.DECIDED, Decimal(122), payment.id)
        (line,) = await list_refund_lines(session, refund.id)
        assert (line.net, line.vat, line.gross) == (Decimal(100), Decimal(22), Decimal(122))
        assert await kinds(session, order) == ["refund_decided"]
        (work,) = (await session.execute(select(Work).where(Work.job == SEND_REFUND))).scalars()
        assert work.payload == {"refund_id": str(refund.id)}
        trail = select(AuditEntry.action).where(AuditEntry.entity_id == refund.id)
        assert (await session.execute(trail)).scalars().all() == ["refunds.decided"]
        assert (order.status, order.refunded) == (OrderStatus.PAID, Decimal(0))
        assert await facts(session) == []

    async def test_more_than_is_left_is_refused_and_nothing_is_written(self, session):
        order, _payment, _money = await create_paid_order(session)
        await decide_refund(session, order.id, amount_of("1000.00"), reason=WHY)
        with pytest.raises(RefundAboveLeft) as refusal:
            await decide_refund(session, order.id, amount_of("220.01"), reason=WHY)
        assert refusal.value.values["left"].startswith("220,00")
        await decide_refund(session, order.id, amount_of("220.00"), reason=WHY)
        with pytest.raises(NothingToRefund):
            await decide_refund(session, order.id, FULL, reason=WHY)
        assert len(await list_refunds_of(session, order.id)) == 2

    async def test_an_order_that_nobody_paid_has_nothing_to_give_back(self, session):
        order = await create_order(session)
        await create_open_payment(session, order)
        for choice in (FULL, RefundChoice(Extent.SURPLUS)):
            with pytest.raises(NothingToRefund):
                await decide_refund(session, order.id, choice, reason=WHY)

    async def test_the_same_request_decides_once_and_its_key_fits_no_other(self, session):
        order, _payment, _money = await create_paid_order(session)
        refunds = [
            await decide_refund(session, order.id, amount_of("100.00"), reason=WHY, idempotency_key="k")
            for _ in range(3)
        ]
        assert len({refund.id for refund in refunds}) == 1
        with pytest.raises(IdempotencyKeyReused):
            await decide_refund(session, order.id, amount_of("100.01"), reason=WHY, idempotency_key="k")

    async def test_twenty_at_once_never_give_back_more_than_was_paid(self, committed_tenant):
        async with unit_of_work(committed_tenant) as session:
            order, _payment, _money = await create_paid_order(session)

        async def ask() -> bool:
            async with unit_of_work(committed_tenant) as session:
                try:
                    await decide_refund(session, order.id, amount_of("400.00"), reason=WHY)
                except RefundAboveLeft:
                    return False
                return True

        assert sum(await asyncio.gather(*(ask() for _ in range(20)))) == 3
        async with unit_of_work(committed_tenant) as session:
            assert sum(one.amount for one in await list_refunds_of(session, order.id)) == Decimal(1200)

    async def test_a_wrong_amount_is_a_sentence_beside_its_field(self, session):
        order, _payment, _money = await create_paid_order(session)
        with pytest.raises(InvalidInput) as refusal:
            await decide_refund(session, order.id, amount_of("0.001"), reason=WHY)
        assert [field.field for field in refusal.value.fields] == ["amount"]


class TestSending:
    async def test_all_back_refunds_the_order_and_tells_each_line(self, session):
        order, payment, money = await create_paid_order(session)
        refund = await decide_refund(session, order.id, FULL, reason=RefundReason.WITHDRAWAL)
        await send_refund(session, refund.id, money)
        assert (refund.status, payment.status) == (RefundStatus.SUCCEEDED, PaymentStatus.REFUNDED)
        assert (order.status, order.refunded) == (OrderStatus.REFUNDED, order.total)
        (fact,) = await facts(session)
        assert (fact["amount"], fact["reason"]) == ("1220.00", "withdrawal")
        assert [(line["net"], line["vat"], line["gross"]) for line in fact["lines"]] == [
            ("1000.00", "220.00", "1220.00")
        ]
        assert await kinds(session, order) == ["refund_decided", "refund_succeeded", "refunded"]

    async def test_a_part_leaves_the_order_paid(self, session):
        order, payment, money = await create_paid_order(session)
        refund = await decide_refund(session, order.id, amount_of("400.00"), reason=WHY)
        await send_refund(session, refund.id, money)
        assert (order.status, order.refunded, payment.status) == (
            OrderStatus.PAID,
            Decimal(400),
            PaymentStatus.SUCCEEDED,
        )

    @pytest.mark.parametrize(
        "failures",
        [
            ["lost"],
            ["lost_after"],
            ["500"],
            ["500_after"],
            ["500", "lost_after"],
            ["lost", "500", "500_after"],
            ["500", "500", "lost", "lost_after"],
        ],
    )
    async def test_whatever_the_provider_answers_the_money_leaves_once(self, session, failures):
        order, _payment, money = await create_paid_order(session)
        money.failures = list(failures)
        refund = await decide_refund(session, order.id, amount_of("400.00"), reason=WHY)
        for _ in range(8):
            try:
                await send_refund(session, refund.id, money)
            except GatewayUnavailable:
                continue
        assert refund.status is RefundStatus.SUCCEEDED
        assert [one.amount_minor for one in money.made] == [40000]
        assert len(await facts(session)) == 1

    async def test_a_sent_refund_is_not_sent_again(self, session):
        order, _payment, money = await create_paid_order(session)
        refund = await decide_refund(session, order.id, FULL, reason=WHY)
        for _ in range(3):
            await send_refund(session, refund.id, money)
        assert money.calls == 1
        assert len(await facts(session)) == 1

    async def test_a_crash_after_the_provider_did_it_repeats_the_key_and_finds_it(self, committed_tenant):
        async with unit_of_work(committed_tenant) as session:
            order, _payment, money = await create_paid_order(session)
            refund = await decide_refund(session, order.id, FULL, reason=WHY)
        async with unit_of_work(committed_tenant) as session:
            await send_refund(session, refund.id, money)
            await session.rollback()
        async with unit_of_work(committed_tenant) as session:
            await send_refund(session, refund.id, money)
        assert [one.amount_minor for one in money.made] == [122000]
        async with unit_of_work(committed_tenant) as session:
            assert (await get_order(session, order.id)).status is OrderStatus.REFUNDED

    async def test_a_refusal_for_good_frees_what_was_decided(self, session):
        order, _payment, money = await create_paid_order(session)
        refund = await decide_refund(session, order.id, FULL, reason=WHY)
        money.paid["pi_prova"] = 0
        await send_refund(session, refund.id, money)
        assert (refund.status, refund.failure_code) == (RefundStatus.FAILED, "charge_already_refunded")
        assert await kinds(session, order) == ["refund_decided", "refund_failed"]
        again = await decide_refund(session, order.id, FULL, reason=WHY)
        assert again.amount == order.total

    async def test_a_pending_refund_moves_nothing_until_it_lands(self, session):
        order, _payment, money = await create_paid_order(session)
        money.lands = provider.RefundStatus.PENDING
        refund = await decide_refund(session, order.id, FULL, reason=WHY)
        await send_refund(session, refund.id, money)
        assert (refund.status, order.status, order.refunded) == (RefundStatus.SENT, OrderStatus.PAID, Decimal(0))
        money.made[0] = replace(money.made[0], status=provider.RefundStatus.SUCCEEDED)
        for _ in range(2):
            await look_at(session, "pi_prova", money)
        assert (refund.status, order.status) == (RefundStatus.SUCCEEDED, OrderStatus.REFUNDED)
        assert len(await facts(session)) == 1

    async def test_a_refund_that_comes_back_can_be_decided_again(self, session):
        order, payment, money = await create_paid_order(session)
        refund = await decide_refund(session, order.id, amount_of("400.00"), reason=WHY)
        await send_refund(session, refund.id, money)
        money.made[0] = replace(
            money.made[0], status=provider.RefundStatus.FAILED, failure_reason="expired_or_canceled_card"
        )
        await look_at(session, "pi_prova", money)
        assert (refund.status, order.refunded) == (RefundStatus.FAILED, Decimal(0))
        assert payment.status is PaymentStatus.SUCCEEDED
        await decide_refund(session, order.id, FULL, reason=WHY)


class TestFoundAtTheProvider:
    async def test_a_refund_of_the_dashboard_is_booked_once_with_its_lines(self, session):
        order, _payment, money = await create_paid_order(session)
        money.make("pi_prova", 61000)
        for _ in range(3):
            await look_at(session, "pi_prova", money)
        (refund,) = await list_refunds_of(session, order.id)
        assert (refund.reason, refund.status, refund.amount) == (
            RefundReason.PROVIDER,
            RefundStatus.SUCCEEDED,
            Decimal(610),
        )
        (fact,) = await facts(session)
        assert [(line["net"], line["vat"]) for line in fact["lines"]] == [("500.00", "110.00")]
        assert order.refunded == Decimal(610)
        with pytest.raises(RefundAboveLeft):
            await decide_refund(session, order.id, amount_of("610.01"), reason=WHY)

    async def test_refunds_of_a_payment_of_somebody_else_change_nothing(self, session):
        money = RefundingProvider(paid={"pi_altrui": 100})
        money.make("pi_altrui", 100)
        await settle_refunds(session, "pi_altrui", money.made)
        assert (await session.execute(select(Refund))).scalars().all() == []


class TestMoneyNeverDue:
    async def test_money_for_a_cancelled_order_goes_back_without_a_document(self, session):
        order = await create_order(session)
        payment = await create_open_payment(session, order)
        await advance(session, order, to=OrderStatus.CANCELLED)
        await settle(session, intent_of(order, payment))
        await session.flush()
        assert (payment.received, payment.surplus) == (order.total, order.total)
        with pytest.raises(NothingToRefund):
            await decide_refund(session, order.id, FULL, reason=WHY)
        money = RefundingProvider(paid={"pi_prova": 122000})
        refund = await decide_refund(session, order.id, RefundChoice(Extent.SURPLUS), reason=RefundReason.LATE_PAYMENT)
        await send_refund(session, refund.id, money)
        assert (refund.is_of_sale, refund.amount) == (False, order.total)
        assert (order.status, payment.status) == (OrderStatus.CANCELLED, PaymentStatus.REFUNDED)
        assert await facts(session) == []
        with pytest.raises(NothingToRefund):
            await decide_refund(session, order.id, RefundChoice(Extent.SURPLUS), reason=WHY)

    async def test_the_dashboard_may_have_sent_it_back(self, session):
        order = await create_order(session)
        payment = await create_open_payment(session, order)
        await advance(session, order, to=OrderStatus.CANCELLED)
        await settle(session, intent_of(order, payment))
        money = RefundingProvider(paid={"pi_prova": 122000})
        await settle_refunds(session, "pi_prova", [money.make("pi_prova", 122000)])
        (refund,) = await list_refunds_of(session, order.id)
        assert (refund.is_of_sale, order.refunded) == (False, Decimal(0))
        assert await facts(session) == []
