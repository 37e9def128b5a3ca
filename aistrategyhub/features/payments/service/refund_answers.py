"""Sending refunds, and booking what the provider says of them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Protocol
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.money import from_minor_units, minor_units
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import lock_order
from aistrategyhub.features.orders.service import add_event, note_refund
from aistrategyhub.features.payments.events import RefundedLine, RefundSucceeded
from aistrategyhub.features.payments.models import Payment, PaymentStatus, Refund, RefundReason, RefundStatus
from aistrategyhub.features.payments.queries import (
    get_refund,
    list_refund_lines,
    list_refunds_of,
    list_sold_lines,
    lock_payment,
)
from aistrategyhub.features.payments.rules.refunds import by_amount
from aistrategyhub.features.payments.service.refund_plans import RefundPlan, surplus_left
from aistrategyhub.features.payments.service.refunds import SEND_REFUND, amount_of, book_refund
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.outbox import publish
from aistrategyhub.infra.work import enqueue
from aistrategyhub.integrations.stripe import gateway as provider
from aistrategyhub.integrations.stripe.gateway import GatewayRefused, GatewayUnavailable

log = structlog.get_logger(__name__)

_AGAIN_AFTER = timedelta(seconds=20)
_HAS_LEFT = {
    provider.RefundStatus.SUCCEEDED: RefundStatus.SUCCEEDED,
    provider.RefundStatus.PENDING: RefundStatus.SENT,
    provider.RefundStatus.REQUIRES_ACTION: RefundStatus.SENT,
    provider.RefundStatus.FAILED: RefundStatus.FAILED,
    provider.RefundStatus.CANCELED: RefundStatus.FAILED,
}


class ProviderRefunds(Protocol):
    """What sending a refund asks of the provider."""

    async def create_refund(
        self, payment_intent_id: str, amount_minor: int, idempotency_key: str, metadata: Mapping[str, str]
    ) -> provider.Refund: ...

    async def list_refunds(self, payment_intent_id: str) -> list[provider.Refund]: ...


async def send_refund(session: AsyncSession, refund_id: UUID, gateway: ProviderRefunds) -> None:
    """Asks the provider for a decided refund and books its answer. However often it is repeated, one refund is made.

    A 500 is remembered by the provider under its key for a day: then what it has is looked at first, and only a
    refund that it has not is asked for again, under a new key. Raises GatewayUnavailable when no answer came: the
    same key is repeated later.
    """
    refund = await get_refund(session, refund_id)
    if refund.status is not RefundStatus.DECIDED:
        return
    payment = await session.get_one(Payment, (tenant_of(session), refund.payment_id))
    reference = payment.provider_reference or ""
    try:
        answers = [await _ask(gateway, refund, reference)]
    except GatewayUnavailable as error:
        if error.http_status is None or error.http_status < 500:
            raise
        answers = [one for one in await gateway.list_refunds(reference) if _is_for(one, refund)]
        if not answers:
            await _ask_again_later(session, refund)
    except GatewayRefused as refusal:
        answers = [one for one in await gateway.list_refunds(reference) if _is_for(one, refund)]
        if not answers:
            await _give_up(session, refund, reference, refusal.provider_code)
    await settle_refunds(session, reference, answers)


async def settle_refunds(session: AsyncSession, payment_reference: str, found: Sequence[provider.Refund]) -> None:
    """Brings our refunds of a payment in line with the provider's. One that was made in its own dashboard is booked
    as money of the sale, or as money never due where the payment has such."""
    if not found:
        return
    payment = await lock_payment(session, payment_reference)
    if payment is None or payment.received <= 0:
        log.info("refunds of a payment that is not in the books", payment_intent=payment_reference)
        return
    order = await lock_order(session, payment.order_id)
    for answer in found:
        refund = await _ours(session, answer) or await _adopt(session, order, payment, answer)
        if refund is not None:
            await _follow(session, order, payment, refund, answer)


async def _ask(gateway: ProviderRefunds, refund: Refund, reference: str) -> provider.Refund:
    return await gateway.create_refund(
        reference,
        minor_units(refund.amount, refund.currency),
        f"refund-{refund.id}-{refund.attempt}",
        {"refund_id": str(refund.id)},
    )


def _is_for(answer: provider.Refund, refund: Refund) -> bool:
    return answer.metadata.get("refund_id") == str(refund.id)


async def _ask_again_later(session: AsyncSession, refund: Refund) -> None:
    refund.attempt += 1
    await enqueue(
        session,
        SEND_REFUND,
        {"refund_id": str(refund.id)},
        key=f"{SEND_REFUND}:{refund.id}:{refund.attempt}",
        due=clock.now() + _AGAIN_AFTER,
    )


async def _give_up(session: AsyncSession, refund: Refund, reference: str, code: str) -> None:
    """The provider said no, and will: what was decided is free to be decided again."""
    payment = await lock_payment(session, reference)
    order = await lock_order(session, refund.order_id)
    if payment is not None and refund.status is RefundStatus.DECIDED:
        await _fail(session, order, payment, refund, code)


async def _ours(session: AsyncSession, answer: provider.Refund) -> Refund | None:
    query = select(Refund).where(Refund.provider_reference == answer.id)
    known = (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if known is not None or "refund_id" not in answer.metadata:
        return known
    query = select(Refund).where(Refund.id == UUID(answer.metadata["refund_id"]), Refund.provider_reference.is_(None))
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()


async def _adopt(session: AsyncSession, order: Order, payment: Payment, answer: provider.Refund) -> Refund | None:
    """A refund that nobody decided here. What failed before it was known here never moved money."""
    if _HAS_LEFT[answer.status] is RefundStatus.FAILED:
        return None
    amount = from_minor_units(answer.amount_minor, answer.currency)
    refunds = await list_refunds_of(session, order.id)
    shares = []
    if surplus_left(payment, refunds) < amount:
        shares = by_amount(await list_sold_lines(session, order.id), amount)
    plan = RefundPlan(order, payment, amount, shares, Decimal(0))
    refund = await book_refund(session, plan, reason=RefundReason.PROVIDER, note="")
    await record(session, "refunds.found", "refund", refund.id, order=order.number, amount=str(amount))
    return refund


async def _follow(
    session: AsyncSession, order: Order, payment: Payment, refund: Refund, answer: provider.Refund
) -> None:
    """Takes over where the provider says that a refund is. Repeating it changes nothing."""
    refund.provider_reference = answer.id
    refund.sent_at = refund.sent_at or clock.now()
    now_at = _HAS_LEFT[answer.status]
    if now_at is refund.status or refund.status is RefundStatus.FAILED:
        return
    if now_at is RefundStatus.SUCCEEDED:
        await succeed_refund(session, order, payment, refund)
    elif now_at is RefundStatus.FAILED:
        await _fail(session, order, payment, refund, answer.failure_reason or answer.status.value)
    elif refund.status is RefundStatus.DECIDED:
        refund.status = RefundStatus.SENT


async def succeed_refund(session: AsyncSession, order: Order, payment: Payment, refund: Refund) -> None:
    """The money has left: books it, and tells of it where it was money of the sale. The payment and the order must be
    locked by this transaction."""
    refund.status, refund.settled_at = RefundStatus.SUCCEEDED, clock.now()
    await record(session, "refunds.succeeded", "refund", refund.id, order=order.number, amount=str(refund.amount))
    await add_event(session, order, "refund_succeeded", **amount_of(refund))
    await session.flush()
    gone = [one for one in await list_refunds_of(session, order.id) if one.payment_id == payment.id]
    if sum(one.amount for one in gone if one.status is RefundStatus.SUCCEEDED) >= payment.received:
        payment.status = PaymentStatus.REFUNDED
    if refund.is_of_sale:
        await note_refund(session, order, refund.amount)
        await publish(session, await _fact(session, refund))


async def _fail(session: AsyncSession, order: Order, payment: Payment, refund: Refund, code: str) -> None:
    had_left = refund.status is RefundStatus.SUCCEEDED
    refund.status, refund.failure_code, refund.settled_at = RefundStatus.FAILED, code[:100], clock.now()
    log.error("a refund failed", order=order.number, refund=str(refund.id), code=code)
    await record(session, "refunds.failed", "refund", refund.id, order=order.number, code=code)
    await add_event(session, order, "refund_came_back" if had_left else "refund_failed", **amount_of(refund))
    if had_left:
        payment.status = PaymentStatus.SUCCEEDED
        if refund.is_of_sale:
            await note_refund(session, order, -refund.amount)


async def _fact(session: AsyncSession, refund: Refund) -> RefundSucceeded:
    lines = [
        RefundedLine(
            order_line_id=line.order_line_id,
            line_number=line.line_number,
            net=line.net,
            vat=line.vat,
            gross=line.gross,
            quantity=line.quantity,
        )
        for line in await list_refund_lines(session, refund.id)
    ]
    return RefundSucceeded(
        order_id=refund.order_id,
        refund_id=refund.id,
        payment_id=refund.payment_id,
        amount=refund.amount,
        currency=refund.currency,
        reason=refund.reason.value,
        lines=tuple(lines),
        succeeded_at=refund.settled_at or clock.now(),
    )
