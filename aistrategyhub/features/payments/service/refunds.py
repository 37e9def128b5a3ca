"""Deciding that money goes back: under a lock, with a limit, once for each request. Work sends it after the commit."""

import hashlib
import json
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.orders.service import add_event
from aistrategyhub.features.payments.models import Refund, RefundLine, RefundReason
from aistrategyhub.features.payments.queries import find_refund_of_request
from aistrategyhub.features.payments.rules import RefundChoice
from aistrategyhub.features.payments.rules.refunds import Share
from aistrategyhub.features.payments.service.refund_plans import RefundPlan, plan_refund
from aistrategyhub.infra.db import take_turns
from aistrategyhub.infra.idempotency import IdempotencyKeyReused
from aistrategyhub.infra.work import enqueue

SEND_REFUND = "payments.send_refund"


async def decide_refund(
    session: AsyncSession,
    order_id: UUID,
    choice: RefundChoice,
    *,
    reason: RefundReason,
    note: str = "",
    idempotency_key: str | None = None,
) -> Refund:
    """Decides that money goes back; work sends it after the commit. The same request decides once.

    Raises what `plan_refund` raises, and IdempotencyKeyReused.
    """
    fingerprint = _fingerprint(order_id, choice, reason)
    if idempotency_key:
        await take_turns(session, f"decide_refund:{idempotency_key}")
        earlier = await find_refund_of_request(session, idempotency_key)
        if earlier is not None and earlier.request_fingerprint != fingerprint:
            raise IdempotencyKeyReused
        if earlier is not None:
            return earlier
    plan = await plan_refund(session, order_id, choice)
    refund = await book_refund(
        session,
        plan,
        reason=reason,
        note=note,
        idempotency_key=idempotency_key,
        request_fingerprint=fingerprint,
    )
    await record(
        session, "refunds.decided", "refund", refund.id, order=plan.order.number, amount=str(plan.amount), reason=reason
    )
    await add_event(session, plan.order, "refund_decided", **amount_of(refund))
    if plan.payment.provider_reference:
        await enqueue(session, SEND_REFUND, {"refund_id": str(refund.id)}, key=f"{SEND_REFUND}:{refund.id}:1")
    return refund


async def book_refund(session: AsyncSession, plan: RefundPlan, **values: object) -> Refund:
    """The rows of a planned refund."""
    refund = Refund(
        order_id=plan.order.id,
        payment_id=plan.payment.id,
        amount=plan.amount,
        currency=plan.order.currency,
        is_of_sale=plan.is_of_sale,
        decided_at=clock.now(),
        **values,
    )
    session.add(refund)
    await session.flush()
    session.add_all(_line(refund, share) for share in plan.shares)
    await session.flush()
    return refund


def _line(refund: Refund, share: Share) -> RefundLine:
    return RefundLine(
        refund_id=refund.id,
        order_line_id=share.line_id,
        line_number=share.number,
        quantity=share.quantity,
        net=share.net,
        vat=share.vat,
        gross=share.gross,
    )


def amount_of(refund: Refund) -> dict[str, str]:
    """The amount as a step of the order's timeline keeps it."""
    return {"amount": str(refund.amount), "currency": refund.currency}


def _fingerprint(order_id: UUID, choice: RefundChoice, reason: RefundReason) -> str:
    lines = sorted((number, str(quantity)) for number, quantity in choice.lines.items())
    asked = [str(order_id), choice.extent.value, str(choice.amount), lines, reason.value]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()
