"""Changing the lines of a paid order over HTTP, for staff and programs that act for them."""

from decimal import Decimal

from fastapi import APIRouter, Request

from aistrategyhub.core.access import requires
from aistrategyhub.features.orders.queries import find_order_by_number
from aistrategyhub.features.orders.rules.amending import Amendment
from aistrategyhub.features.orders.rules.by_hand import HandLine
from aistrategyhub.features.payments.permissions import PaymentsPermission
from aistrategyhub.features.payments.schemas import AmendedBody, AmendmentBody, AmendmentPlanBody
from aistrategyhub.features.payments.service.amending import amend_order, difference, plan_amendment
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.http.idempotency import IdempotencyKey, once

router = APIRouter(tags=["payments"])


@router.post("/admin/orders/{order_number}/amendments/preview")
@requires(PaymentsPermission.REFUND)
async def preview_amendment(order_number: str, body: AmendmentBody) -> Envelope[AmendmentPlanBody]:
    """What changing the lines would do. Nothing is done yet."""
    async with unit_of_work() as session:
        order = await find_order_by_number(session, order_number)
        plan = await plan_amendment(session, order.id, _amendment(body))
    amounts = plan.amounts
    return ok(
        AmendmentPlanBody(
            revision=plan.order.revision,
            currency=plan.order.currency,
            to_refund=plan.refund.amount if plan.refund else Decimal(0),
            to_pay=amounts.total if amounts else Decimal(0),
            to_pay_net=amounts.subtotal if amounts else Decimal(0),
            to_pay_vat=amounts.tax_amount if amounts else Decimal(0),
            difference=difference(plan),
        )
    )


@router.post("/admin/orders/{order_number}/amendments", status_code=201)
@requires(PaymentsPermission.REFUND, step_up=True)
async def amend(
    request: Request, order_number: str, body: AmendmentBody, idempotency_key: IdempotencyKey = None
) -> Envelope[AmendedBody]:
    """Changes the lines of a paid order: what goes back is refunded at once, what is added is a further order."""
    async with unit_of_work() as session:
        order = await find_order_by_number(session, order_number)

        async def make() -> Envelope[AmendedBody]:
            done = await amend_order(session, order.id, _amendment(body), reason=body.reason)
            return ok(
                AmendedBody(
                    order_number=done.order.number,
                    revision=done.order.revision,
                    refund_id=done.refund.id if done.refund else None,
                    refunded=done.refund.amount if done.refund else Decimal(0),
                    supplement=done.supplement.number if done.supplement else None,
                    to_pay=done.supplement.total if done.supplement else Decimal(0),
                )
            )

        return await once(session, request, idempotency_key, Envelope[AmendedBody], make, asked=body)


def _amendment(body: AmendmentBody) -> Amendment:
    return Amendment(
        revision=body.revision,
        quantities={line.line_number: line.quantity for line in body.lines},
        added=[HandLine(line.slug, line.quantity, line.unit_price, line.reason) for line in body.added],
    )
