"""Refunds decided, sent, lost, repeated, made in the dashboard, in any order: the books agree with the provider.

Bugs planted on purpose must be found, or the machine proves nothing.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
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
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.core.money import minor_units
from aistrategyhub.features.orders.models import Order, OrderStatus
from aistrategyhub.features.orders.queries import get_order
from aistrategyhub.features.payments.events import RefundSucceeded
from aistrategyhub.features.payments.models import Refund, RefundReason, RefundStatus
from aistrategyhub.features.payments.queries import list_refund_lines_of, list_refunds_of
from aistrategyhub.features.payments.rules import Extent, NothingToRefund, RefundAboveLeft, RefundChoice
from aistrategyhub.features.payments.service import decide_refund, send_refund, settle, settle_refunds
from aistrategyhub.features.tenants.service import create_tenant
from aistrategyhub.infra import db
from aistrategyhub.infra.outbox import OutboxFact
from aistrategyhub.integrations.stripe import gateway
from aistrategyhub.integrations.stripe.gateway import GatewayUnavailable
from tests.factories.sales import create_open_payment, create_order, create_seller, intent_of
from tests.harness.refunds import RefundingProvider

SENDING = "aistrategyhub.features.payments.service.refund_answers"
PLANNING = "aistrategyhub.features.payments.service.refund_plans"
PARTS = st.sampled_from(["0.01", "61.00", "122.00", "244.00", "1220.00", "1220.01"])
FAILURES = st.sampled_from(["", "", "lost", "lost_after", "500", "500_after"])


class Returns(RuleBasedStateMachine):
    """One paid order of 1,220.00 and the provider that holds its money."""

    run: Callable[[Awaitable], object]

    @initialize()
    def sell(self) -> None:
        self.intent = f"pi_{uuid4().hex[:12]}"

        async def start() -> tuple[UUID, Order]:
            async with db.transaction() as session:
                tenant = await create_tenant(session, slug=uuid4().hex[:20], name="Ditta", is_demo=True)
            with acting_as(Principal.system(tenant.id)):
                async with db.unit_of_work(tenant.id) as session:
                    await create_seller(session)
                    order = await create_order(session)
                    payment = await create_open_payment(session, order, intent_id=self.intent)
                    await settle(session, intent_of(order, payment, intent_id=self.intent))
                    return tenant.id, order

        self.tenant, self.order = self.run(start())
        self.provider = RefundingProvider(paid={self.intent: minor_units(self.order.total)})

    def _act(self, act: Callable[[db.AsyncSession], Awaitable]) -> Any:
        async def inside() -> object:
            with acting_as(Principal.system(self.tenant)):
                async with db.unit_of_work(self.tenant) as session:
                    return await act(session)

        return self.run(inside())

    def _refunds(self) -> list[Refund]:
        return self._act(lambda session: list_refunds_of(session, self.order.id))

    def _open(self) -> list[Refund]:
        return [one for one in self._refunds() if one.status is RefundStatus.DECIDED]

    @rule(amount=PARTS, is_full=st.sampled_from([False, False, False, True]), key=st.sampled_from([None, "a", "b"]))
    def somebody_decides(self, amount: str, is_full: bool, key: str | None) -> None:
        choice = RefundChoice(Extent.FULL) if is_full else RefundChoice(Extent.AMOUNT, Decimal(amount))
        asked = key and f"{key}:{choice.extent}:{amount}"
        try:
            self._act(
                lambda session: decide_refund(
                    session, self.order.id, choice, reason=RefundReason.REQUESTED, idempotency_key=asked
                )
            )
        except (RefundAboveLeft, NothingToRefund):
            return

    @precondition(lambda self: self._open())
    @rule(data=st.data(), failure=FAILURES, is_killed=st.booleans())
    def work_sends(self, data: st.DataObject, failure: str, is_killed: bool) -> None:
        refund_id = data.draw(st.sampled_from([one.id for one in self._open()]))
        self.provider.failures = [failure]

        async def act(session: db.AsyncSession) -> None:
            await send_refund(session, refund_id, self.provider)
            if is_killed:
                await session.rollback()

        try:
            self._act(act)
        except GatewayUnavailable:
            return

    @rule(amount=st.sampled_from([1, 24400, 61000]))
    def the_dashboard_refunds(self, amount: int) -> None:
        decided = sum((one.amount for one in self._refunds() if one.status is RefundStatus.DECIDED), Decimal(0))
        if self.provider.moved(self.intent) + minor_units(decided) + amount <= self.provider.paid[self.intent]:
            self.provider.make(self.intent, amount)

    @precondition(lambda self: self.provider.made)
    @rule(data=st.data())
    def a_bank_sends_it_back(self, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(self.provider.made) - 1))
        failed = replace(
            self.provider.made[place], status=gateway.RefundStatus.FAILED, failure_reason="lost_or_stolen_card"
        )
        self.provider.made[place] = failed

    @rule(times=st.integers(1, 3))
    def news_arrives(self, times: int) -> None:
        for _ in range(times):
            try:
                self._act(lambda session: settle_refunds(session, self.intent, list(self.provider.made)))
            except RefundAboveLeft:
                # The dashboard was quicker than what was decided here: work asks again once that was refused.
                assert self._open()

    @invariant()
    def the_books_agree(self) -> None:
        if not hasattr(self, "provider"):
            return
        order, refunds, lines, facts = self._act(self._look)
        counted = [one for one in refunds if one.status is not RefundStatus.FAILED]
        back = sum((one.amount for one in counted if one.status is RefundStatus.SUCCEEDED), Decimal(0))
        assert sum((one.amount for one in counted), Decimal(0)) <= order.total
        assert order.refunded == back
        assert order.status is OrderStatus.REFUNDED or back < order.total
        known = [one.provider_reference for one in refunds if one.provider_reference]
        made = {one.id: one for one in self.provider.made}
        assert set(known) <= set(made)
        assert len(known) == len(set(known))
        assert all(
            made[one.provider_reference].amount_minor == minor_units(one.amount) for one in refunds if one.sent_at
        )
        for_us = [one.metadata["refund_id"] for one in self.provider.made if "refund_id" in one.metadata]
        assert len(for_us) == len(set(for_us)), "one decision moved money twice"
        told = {fact["refund_id"] for fact in facts}
        assert len(told) == len(facts)
        assert {str(one.id) for one in refunds if one.status is RefundStatus.SUCCEEDED} <= told
        for one in refunds:
            mine = [line for line in lines if line.refund_id == one.id]
            assert sum(line.net + line.vat for line in mine) == one.amount

    async def _look(self, session: db.AsyncSession) -> tuple:
        query = select(OutboxFact.payload).where(
            OutboxFact.tenant_id == self.tenant, OutboxFact.name == RefundSucceeded.fact_name
        )
        return (
            await get_order(session, self.order.id),
            await list_refunds_of(session, self.order.id),
            await list_refund_lines_of(session, self.order.id),
            list((await session.execute(query)).scalars()),
        )


def machine_on(database: Any) -> type[Returns]:
    class Machine(Returns):
        run = staticmethod(database.run)

    return Machine


def settings_of(examples: int, **more: Any) -> settings:
    return settings(
        **more,
        max_examples=examples,
        stateful_step_count=15,
        deadline=None,
        derandomize=True,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )


def test_the_books_agree_whatever_happens(money_database):
    run_state_machine_as_test(machine_on(money_database), settings=settings_of(40))


def plant_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """What went back already is forgotten when the next refund is decided."""
    from aistrategyhub.features.payments.queries import list_sold_lines

    async def forgetful(session: Any, order_id: UUID) -> list[Any]:
        lines = await list_sold_lines(session, order_id)
        return [replace(line, returned=Decimal(0), returned_net=Decimal(0)) for line in lines]

    monkeypatch.setattr(f"{PLANNING}.list_sold_lines", forgetful)
    monkeypatch.setattr(f"{PLANNING}.total_of", lambda refunds, *, of_sale: Decimal(0))


def plant_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each try asks the provider under a key of its own."""

    async def ask(provider: Any, refund: Refund, reference: str) -> Any:
        metadata = {"refund_id": str(refund.id)}
        return await provider.create_refund(reference, minor_units(refund.amount), uuid4().hex, metadata)

    monkeypatch.setattr(f"{SENDING}._ask", ask)


def plant_a_stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refund of ours is not known again when the provider tells of it."""

    async def nobody(session: Any, answer: Any) -> None:
        return None

    monkeypatch.setattr(f"{SENDING}._ours", nobody)


def plant_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is told that the money left: no credit note would follow."""

    async def nothing(session: Any, fact: Any) -> None:
        return None

    monkeypatch.setattr(f"{SENDING}.publish", nothing)


@pytest.mark.parametrize("plant", [plant_no_limit, plant_another_key, plant_a_stranger, plant_silence])
def test_a_planted_bug_is_found(money_database, monkeypatch: pytest.MonkeyPatch, plant: Callable[..., None]):
    plant(monkeypatch)
    with pytest.raises((AssertionError, IntegrityError, RefundAboveLeft)):
        run_state_machine_as_test(machine_on(money_database), settings=settings_of(60, phases=[Phase.generate]))
