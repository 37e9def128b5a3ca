"""Money given back, over HTTP, for staff and programs that act for them."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter

from aistrategyhub.core.access import requires
from aistrategyhub.features.orders.queries import find_order_by_number
from aistrategyhub.features.payments.models import Payment, Refund, RefundLine
from aistrategyhub.features.payments.permissions import PaymentsPermission
from aistrategyhub.features.payments.queries import list_payments_of, list_refund_lines_of, list_refunds_of
from aistrategyhub.features.payments.rules import RefundChoice
from aistrategyhub.features.payments.schemas import (
    OrderMoneyBody,
    PaymentBody,
    RefundBody,
    RefundLineBody,
    RefundPlanBody,
    RefundRequestBody,
)
from aistrategyhub.features.payments.service import decide_refund, plan_refund
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.http.idempotency import IdempotencyKey
from aistrategyhub.infra.idempotency import own_key

router = APIRouter(tags=["payments"])


@router.get("/admin/orders/{order_number}/payments")
@requires(PaymentsPermission.READ)
async def money_of_order(order_number: str) -> Envelope[OrderMoneyBody]:
    """Every payment of an order and every refund, oldest first."""
    async with unit_of_work() as session:
        order = await find_order_by_number(session, order_number)
        payments = await list_payments_of(session, order.id)
        refunds = await list_refunds_of(session, order.id)
        lines = await list_refund_lines_of(session, order.id)
    return ok(
        OrderMoneyBody(
            order_number=order.number,
            currency=order.currency,
            total=order.total,
            refunded=order.refunded,
            payments=[_payment_body(payment) for payment in payments],
            refunds=[_refund_body(refund, lines) for refund in refunds],
        )
    )


@router.post("/admin/orders/{order_number}/refunds/preview")
@requires(PaymentsPermission.REFUND)
async def preview_refund(order_number: str, body: RefundRequestBody) -> Envelope[RefundPlanBody]:
    """What a refund would give back, line by line. Nothing is decided."""
    async with unit_of_work() as session:
        order = await find_order_by_number(session, order_number)
        plan = await plan_refund(session, order.id, _choice(body))
    return ok(
        RefundPlanBody(
            amount=plan.amount,
            currency=order.currency,
            left=plan.left,
            method=plan.payment.method_type,
            credit_note=plan.is_of_sale,
            lines=[RefundLineBody.model_validate(share, from_attributes=True) for share in plan.shares],
        )
    )


@router.post("/admin/orders/{order_number}/refunds", status_code=201)
@requires(PaymentsPermission.REFUND, step_up=True)
async def refund(
    order_number: str,
    body: RefundRequestBody,
    idempotency_key: IdempotencyKey = None,
) -> Envelope[RefundBody]:
    """Decides a refund, which is sent at once. With an Idempotency-Key, repeating the request gives the same one."""
    async with unit_of_work() as session:
        order = await find_order_by_number(session, order_number)
        decided = await decide_refund(
            session,
            order.id,
            _choice(body),
            reason=body.reason,
            note=body.note.strip(),
            idempotency_key=own_key(idempotency_key),
        )
        lines = await list_refund_lines_of(session, order.id)
    return ok(_refund_body(decided, lines))


def _choice(body: RefundRequestBody) -> RefundChoice:
    return RefundChoice(body.extent, body.amount, {line.line_number: line.quantity for line in body.lines})


def _payment_body(payment: Payment) -> PaymentBody:
    return PaymentBody(**_fields(payment, PaymentBody), payment_id=payment.id)


def _refund_body(refund: Refund, lines: Sequence[RefundLine]) -> RefundBody:
    mine = [line for line in lines if line.refund_id == refund.id]
    return RefundBody(
        **_fields(refund, RefundBody),
        refund_id=refund.id,
        credit_note=refund.is_of_sale,
        lines=[RefundLineBody(**_fields(line, RefundLineBody), number=line.line_number) for line in mine],
    )


def _fields(row: Payment | Refund | RefundLine, body: type[Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in body.model_fields if hasattr(row, name)}
