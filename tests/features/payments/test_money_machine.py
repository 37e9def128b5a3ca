"""Purchases, refusals, webhooks, repetitions, cancellations, in any order: the books agree with the provider."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from hypothesis import HealthCheck, settings
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

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.features.invoicing.models import Invoice
from aistrategyhub.features.invoicing.subscribers import SUBSCRIBERS
from aistrategyhub.features.orders.models import Order, OrderStatus
from aistrategyhub.features.orders.queries import get_order
from aistrategyhub.features.orders.rules import PAID_STATUSES
from aistrategyhub.features.orders.service import OrderNotPayable, advance
from aistrategyhub.features.payments.events import OrderPaid
from aistrategyhub.features.payments.models import Payment, PaymentStatus
from aistrategyhub.features.payments.service import attach_intent, open_payment, settle
from aistrategyhub.features.tenants.service import create_tenant
from aistrategyhub.infra import db
from aistrategyhub.infra.outbox import OutboxFact, delivery_jobs, relay
from aistrategyhub.infra.work import claim
from aistrategyhub.integrations.stripe.gateway import IntentStatus, PaymentFailure
from jobs.worker import perform
from tests.factories.sales import create_order, create_seller, intent_of

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
    """One order, its payments and its invoice, against a provider that may say anything at any time."""

    run: Callable[[Awaitable], object]

    @initialize()
    def place(self) -> None:
        self.provider = Provider()
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
        name = next((n for n, p in self.provider.payment_of.items() if p.id == payment.id), f"pi_{uuid4().hex[:12]}")
        self.provider.status.setdefault(name, IntentStatus.REQUIRES_PAYMENT_METHOD)
        self.provider.payment_of[name] = payment
        if not crash_before_writing_down:
            intent = intent_of(self.order, payment, intent_id=name, status=self.provider.status[name])
            self._act(lambda session: attach_intent(session, payment, intent))

    @precondition(lambda self: self.provider.fresh())
    @rule(data=st.data(), outcome=st.sampled_from([IntentStatus.SUCCEEDED, IntentStatus.CANCELED]))
    def the_payer_decides(self, data: st.DataObject, outcome: IntentStatus) -> None:
        self.provider.status[data.draw(st.sampled_from(self.provider.fresh()))] = outcome

    @precondition(lambda self: self.provider.status)
    @rule(data=st.data(), times=st.integers(1, 3), with_failure=st.booleans())
    def news_arrives(self, data: st.DataObject, times: int, with_failure: bool) -> None:
        name = data.draw(st.sampled_from(sorted(self.provider.status)))
        status = self.provider.status[name]
        failure = REFUSED if with_failure and status is IntentStatus.REQUIRES_PAYMENT_METHOD else None
        payment = self.provider.payment_of[name]
        intent = intent_of(self.order, payment, intent_id=name, status=status, failure=failure)
        for _ in range(times):
            self._act(lambda session: settle(session, intent))
        if status is IntentStatus.SUCCEEDED:
            self.told.add(name)

    @rule()
    def the_owner_cancels(self) -> None:
        async def act(session: db.AsyncSession) -> bool:
            order = await get_order(session, self.order.id)
            if order.status not in (OrderStatus.PENDING, OrderStatus.AWAITING_PAYMENT):
                return False
            await advance(session, order, to=OrderStatus.CANCELLED)
            return True

        self.was_cancelled |= bool(self._act(act))

    @rule()
    def the_jobs_run(self) -> None:
        async def drain() -> None:
            jobs = {job.name: job for job in delivery_jobs(SUBSCRIBERS)}
            while await relay(SUBSCRIBERS):
                pass
            while rows := await claim({name: job.lease for name, job in jobs.items()}, 10):
                for row in rows:
                    with acting_as(Principal.system(row.tenant_id)):
                        await perform(jobs[row.job], row)

        self.run(drain())

    @invariant()
    def the_books_agree(self) -> None:
        if not hasattr(self, "order"):
            return

        async def look(session: db.AsyncSession) -> tuple:
            async def count(query: object) -> int:
                return (await session.execute(query)).scalar_one()

            order = await get_order(session, self.order.id)
            succeeded = select(func.count()).select_from(Payment).where(Payment.status == PaymentStatus.SUCCEEDED)
            facts = (
                select(func.count())
                .select_from(OutboxFact)
                .where(OutboxFact.tenant_id == self.tenant, OutboxFact.name == OrderPaid.fact_name)
            )
            invoices = select(func.count()).select_from(Invoice)
            return order.status, await count(succeeded), await count(facts), await count(invoices)

        status, succeeded, facts, invoices = self._act(look)
        assert succeeded == len(self.told)
        assert succeeded <= 1
        is_paid = status in PAID_STATUSES
        assert is_paid == (succeeded == 1 and not self.was_cancelled)
        assert facts == int(is_paid)
        assert invoices <= facts


def test_the_books_agree_whatever_happens(money_database):
    class Machine(Sale):
        run = staticmethod(money_database.run)

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=60, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
