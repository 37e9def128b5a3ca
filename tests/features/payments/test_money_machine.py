"""Purchases, refusals, webhooks, repetitions, cancellations, refunds, in any order: the books agree with the provider.

Bugs planted on purpose must be found, or the machine proves nothing.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.core.money import minor_units
from aistrategyhub.features.invoicing.models import Invoice
from aistrategyhub.features.invoicing.subscribers import SUBSCRIBERS
from aistrategyhub.features.orders.models import Order, OrderStatus
from aistrategyhub.features.orders.queries import get_order
from aistrategyhub.features.orders.rules import PAID_STATUSES
from aistrategyhub.features.orders.service import OrderNotPayable, advance
from aistrategyhub.features.payments.events import OrderPaid
from aistrategyhub.features.payments.models import Payment, PaymentStatus, Refund, RefundReason, RefundStatus
from aistrategyhub.features.payments.queries import list_refunds_of
from aistrategyhub.features.payments.rules import Extent, NothingToRefund, RefundAboveLeft, RefundChoice
from aistrategyhub.features.payments.service import (
    attach_intent,
    decide_refund,
    open_payment,
    send_refund,
    settle,
    settle_refunds,
)
from aistrategyhub.features.tenants.service import create_tenant
from aistrategyhub.infra import db
from aistrategyhub.infra.outbox import OutboxFact, delivery_jobs, relay
from aistrategyhub.infra.work import Postponed, claim, postpone
from aistrategyhub.integrations.stripe.gateway import IntentStatus, PaymentFailure
from jobs.worker import perform
from tests.factories.sales import create_order, create_seller, intent_of
from tests.harness.refunds import RefundingProvider

TAKING = "aistrategyhub.features.payments.service.taking"
TAKEN = (PaymentStatus.SUCCEEDED, PaymentStatus.REFUNDED)
PARTS = st.sampled_from(["0.01", "488.00", "1220.00"])
REFUSED = PaymentFailure("card_declined", "Your card was declined.", "insufficient_funds")


@dataclass
class Provider:
    """What the provider knows of each intent: it only ever moves towards success or cancellation."""

    status: dict[str, IntentStatus] = field(default_factory=dict)
    payment_of: dict[str, Payment] = field(default_factory=dict)

    def fresh(self) -> list[str]:
        return [name for name, status in self.status.items() if status is IntentStatus.REQUIRES_PAYMENT_METHOD]

    def charged(self) -> list[str]:
        return [name for name, status in self.status.items() if status is IntentStatus.SUCCEEDED]


class Sale(RuleBasedStateMachine):
    """One order, its payments, refunds and documents, against a provider that may say anything at any time."""

    run: Callable[[Awaitable], object]

    @initialize()
    def place(self) -> None:
        self.provider = Provider()
        self.refunding = RefundingProvider()
        self.told: set[str] = set()
        self.was_cancelled = False

        async def start() -> tuple[UUID, Order]:
            async with db.transaction() as session:
                tenant = await create_tenant(session, slug=uuid4().hex[:20], name="Ditta", is_demo=True)
            with acting_as(Principal.system(tenant.id)):
                async with db.unit_of_work(tenant.id) as session:
                    await create_seller(session)
                    return tenant.id, await create_order(session)

        self.tenant, self.order = self.run(start())

    def _act(self, act: Callable[[db.AsyncSession], Awaitable]) -> object:
        async def inside() -> object:
            with acting_as(Principal.system(self.tenant)):
                async with db.unit_of_work(self.tenant) as session:
                    return await act(session)

        return self.run(inside())

    @precondition(lambda self: len(self.provider.status) < 3)
    @rule(crash_before_writing_down=st.booleans())
    def start_payment(self, crash_before_writing_down: bool) -> None:
        async def act(session: db.AsyncSession) -> Payment | None:
            try:
                return (await open_payment(session, self.order.id))[1]
            except OrderNotPayable:
                return None

        payment = self._act(act)
        if payment is None:
            return
        name = next(
            (n for n, p in self.provider.payment_of.items() if p.id == payment.id), f"pi_{len(self.provider.status)}"
        )
        self.provider.status.setdefault(name, IntentStatus.REQUIRES_PAYMENT_METHOD)
        self.provider.payment_of[name] = payment
        if not crash_before_writing_down:
            intent = intent_of(self.order, payment, intent_id=name, status=self.provider.status[name])
            self._act(lambda session: attach_intent(session, payment, intent))

    @precondition(lambda self: self.provider.fresh())
    @rule(
        data=st.data(),
        outcome=st.sampled_from([IntentStatus.SUCCEEDED, IntentStatus.SUCCEEDED, IntentStatus.CANCELED]),
        is_heard_at_once=st.booleans(),
    )
    def the_payer_decides(self, data: st.DataObject, outcome: IntentStatus, is_heard_at_once: bool) -> None:
        name = data.draw(st.sampled_from(self.provider.fresh()))
        self.provider.status[name] = outcome
        if outcome is IntentStatus.SUCCEEDED:
            self.refunding.paid[name] = minor_units(self.order.total)
        if is_heard_at_once:
            self._hear(name, times=1, failure=None)

    @precondition(lambda self: self.provider.status)
    @rule(data=st.data(), times=st.integers(1, 3), with_failure=st.booleans())
    def news_arrives(self, data: st.DataObject, times: int, with_failure: bool) -> None:
        name = data.draw(st.sampled_from(sorted(self.provider.status)))
        status = self.provider.status[name]
        failure = REFUSED if with_failure and status is IntentStatus.REQUIRES_PAYMENT_METHOD else None
        self._hear(name, times=times, failure=failure)

    def _hear(self, name: str, *, times: int, failure: PaymentFailure | None) -> None:
        status = self.provider.status[name]
        payment = self.provider.payment_of[name]
        intent = intent_of(self.order, payment, intent_id=name, status=status, failure=failure)
        returned = [one for one in self.refunding.made if one.payment_intent_id == name]
        for _ in range(times):
            self._act(lambda session: settle(session, intent))
            self._act(lambda session: settle_refunds(session, name, returned))
        if status is IntentStatus.SUCCEEDED:
            self.told.add(name)

    @precondition(lambda self: self.provider.status and not self.was_cancelled)
    @rule()
    def the_owner_cancels(self) -> None:
        async def act(session: db.AsyncSession) -> bool:
            order = await get_order(session, self.order.id)
            if order.status not in (OrderStatus.PENDING, OrderStatus.AWAITING_PAYMENT):
                return False
            await advance(session, order, to=OrderStatus.CANCELLED)
            return True

        self.was_cancelled |= bool(self._act(act))

    @precondition(lambda self: self.told)
    @rule(extent=st.sampled_from([Extent.FULL, Extent.AMOUNT, Extent.AMOUNT, Extent.SURPLUS]), amount=PARTS)
    def the_owner_gives_back(self, extent: Extent, amount: str) -> None:
        choice = RefundChoice(extent, None if extent is Extent.FULL else Decimal(amount))
        try:
            self._act(lambda session: decide_refund(session, self.order.id, choice, reason=RefundReason.REQUESTED))
        except (RefundAboveLeft, NothingToRefund):
            return

    @precondition(lambda self: self.told)
    @rule(is_killed=st.booleans())
    def refunds_are_sent(self, is_killed: bool) -> None:
        async def send(session: db.AsyncSession) -> None:
            for refund in await list_refunds_of(session, self.order.id):
                await send_refund(session, refund.id, self.refunding)
            if is_killed:
                await session.rollback()

        self._act(send)

    @precondition(lambda self: self.told)
    @rule()
    def the_jobs_run(self) -> None:
        async def drain() -> None:
            jobs = {job.name: job for job in delivery_jobs(SUBSCRIBERS)}
            while await relay(SUBSCRIBERS):
                pass
            while rows := await claim({name: job.lease for name, job in jobs.items()}, 10):
                for row in rows:
                    with acting_as(Principal.system(row.tenant_id)):
                        try:
                            await perform(jobs[row.job], row)
                        except Postponed as later:
                            await postpone(row, later)

        self.run(drain())

    @invariant()
    def the_books_agree(self) -> None:
        if not hasattr(self, "order"):
            return

        order, payments, refunds, facts, documents = self._act(self._look)
        taken = [one for one in payments if one.status in TAKEN]
        assert len(taken) == len(self.told)
        assert len(taken) <= 1
        is_paid = order.status in PAID_STATUSES | {OrderStatus.REFUNDED}
        assert is_paid == (len(taken) == 1 and not self.was_cancelled)
        assert facts == int(is_paid)
        assert sum(one.surplus for one in payments) == (order.total if taken and self.was_cancelled else 0)
        assert documents.count("TD01") <= facts
        self._the_refunds_agree(order, taken, refunds, documents.count("TD04"))

    def _the_refunds_agree(self, order: Order, taken: list[Payment], refunds: list[Refund], credited: int) -> None:
        counted = [one for one in refunds if one.status is not RefundStatus.FAILED]
        assert sum(one.amount for one in counted) <= sum(one.received for one in taken)
        gone = [one for one in counted if one.status is RefundStatus.SUCCEEDED]
        assert order.refunded == sum(one.amount for one in gone if one.is_of_sale)
        assert credited <= len([one for one in gone if one.is_of_sale])
        made = {one.id for one in self.refunding.made}
        assert {one.provider_reference for one in gone} <= made
        assert len(made) <= len(refunds), "one decision moved money twice"

    async def _look(self, session: db.AsyncSession) -> tuple[Any, ...]:
        facts = (
            select(func.count())
            .select_from(OutboxFact)
            .where(OutboxFact.tenant_id == self.tenant, OutboxFact.name == OrderPaid.fact_name)
        )
        return (
            await get_order(session, self.order.id),
            list((await session.execute(select(Payment))).scalars()),
            await list_refunds_of(session, self.order.id),
            (await session.execute(facts)).scalar_one(),
            list((await session.execute(select(Invoice.document_type))).scalars()),
        )


def machine_on(database: Any) -> type[Sale]:
    class Machine(Sale):
        run = staticmethod(database.run)

    return Machine


def settings_of(examples: int, **more: Any) -> settings:
    return settings(
        **more,
        max_examples=examples,
        stateful_step_count=15,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )


def test_the_books_agree_whatever_happens(money_database):
    run_state_machine_as_test(machine_on(money_database), settings=settings_of(30))


def plant_a_stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    """A payment is not known again whose process died before it wrote the provider's name for it down."""

    async def nobody(session: Any, intent: Any) -> None:
        return None

    monkeypatch.setattr(f"{TAKING}._adopt", nobody)


def plant_a_repetition(monkeypatch: pytest.MonkeyPatch) -> None:
    """Money that was booked is booked again when the provider tells of it again."""
    monkeypatch.setattr(f"{TAKING}._is_news", lambda payment, intent: True)


def plant_a_second_payment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever pays gets a payment of their own, though one is open."""

    async def none(session: Any, order_id: UUID) -> None:
        return None

    monkeypatch.setattr(f"{TAKING}.find_open_payment", none)


def plant_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is told that an order is paid: no invoice would follow."""

    async def nothing(session: Any, fact: Any) -> None:
        return None

    monkeypatch.setattr(f"{TAKING}.publish", nothing)


def plant_an_eager_note(monkeypatch: pytest.MonkeyPatch) -> None:
    """A decided refund is taken for one that has left."""
    from aistrategyhub.features.payments.service import refund_answers, refunds

    book = refunds.book_refund

    async def eager(session: Any, plan: Any, **values: Any) -> Refund:
        refund = await book(session, plan, **values)
        await refund_answers.succeed_refund(session, plan.order, plan.payment, refund)
        return refund

    monkeypatch.setattr(refunds, "book_refund", eager)


PLANTED = (plant_a_stranger, plant_a_repetition, plant_a_second_payment, plant_silence, plant_an_eager_note)


@pytest.mark.parametrize("plant", PLANTED)
def test_a_planted_bug_is_found(money_database, monkeypatch: pytest.MonkeyPatch, plant: Callable[..., None]):
    plant(monkeypatch)
    with pytest.raises((AssertionError, IntegrityError)):
        run_state_machine_as_test(
            machine_on(money_database), settings=settings_of(60, derandomize=True, phases=[Phase.generate])
        )
