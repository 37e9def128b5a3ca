"""What a refund would do, before it is decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import money_label
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import lock_order
from aistrategyhub.features.payments.models import Dispute, Payment, PaymentStatus, Refund
from aistrategyhub.features.payments.queries import (
    list_disputes_of,
    list_refunds_of,
    list_sold_lines,
    lock_payments_of,
    total_of,
)
from aistrategyhub.features.payments.rules import Extent, NothingToRefund, RefundAboveLeft, RefundChoice, shares_of
from aistrategyhub.features.payments.rules.disputes import RefundWhileDisputed, withheld
from aistrategyhub.features.payments.rules.refunds import Share, checked_amount


@dataclass(frozen=True)
class RefundPlan:
    """What a refund would do. `left` is what could still go back after it; `shares` is empty for money never due."""

    order: Order
    payment: Payment
    amount: Decimal
    shares: Sequence[Share]
    left: Decimal

    @property
    def is_of_sale(self) -> bool:
        return bool(self.shares)


async def plan_refund(session: AsyncSession, order_id: UUID, choice: RefundChoice) -> RefundPlan:
    """What this choice would give back, from which payment and of which lines. Nothing is decided yet, and whoever
    plans holds the order and its payments until the transaction ends.

    Raises OrderNotFound, InvalidInput, NothingToRefund, RefundAboveLeft or RefundWhileDisputed.
    """
    payments = await lock_payments_of(session, order_id)
    order = await lock_order(session, order_id)
    refunds, disputes = await list_refunds_of(session, order_id), await list_disputes_of(session, order_id)
    if choice.extent is Extent.SURPLUS:
        plan = _plan_surplus(order, payments, refunds, choice)
        refuse_withheld(plan.payment, plan.amount, refunds, disputes)
        return plan
    payment = next((one for one in payments if sale_money(one) > 0), None)
    if payment is None:
        raise NothingToRefund
    shares = shares_of(await list_sold_lines(session, order_id), choice)
    amount = sum((share.gross for share in shares), Decimal(0))
    left = sale_money(payment) - total_of([one for one in refunds if one.payment_id == payment.id], of_sale=True)
    if amount > left:
        raise RefundAboveLeft(left=money_label(left, order.currency))
    refuse_withheld(payment, amount, refunds, disputes)
    return RefundPlan(order, payment, amount, shares, left - amount)


def refuse_withheld(payment: Payment, amount: Decimal, refunds: Sequence[Refund], disputes: Sequence[Dispute]) -> None:
    """Raises RefundWhileDisputed when the bank keeps so much of a payment that not enough is left of it."""
    kept = withheld([one for one in disputes if one.payment_id == payment.id])
    given = [one for one in refunds if one.payment_id == payment.id]
    left = payment.received - kept - total_of(given, of_sale=True) - total_of(given, of_sale=False)
    if kept and amount > left:
        values = {"withheld": kept, "left": max(left, Decimal(0))}
        raise RefundWhileDisputed(**{name: money_label(sum_, payment.currency) for name, sum_ in values.items()})


def sale_money(payment: Payment) -> Decimal:
    """How much of a payment is the price of its order, given back or not."""
    if payment.status not in (PaymentStatus.SUCCEEDED, PaymentStatus.REFUNDED):
        return Decimal(0)
    return payment.received - payment.surplus


def surplus_left(payment: Payment, refunds: Sequence[Refund]) -> Decimal:
    """How much of a payment was never due and has not gone back yet. While a price is being paid in parts, the parts
    are due; once it is given up, they are not."""
    if payment.status is PaymentStatus.PENDING:
        return Decimal(0)
    given_back = total_of([one for one in refunds if one.payment_id == payment.id], of_sale=False)
    return payment.received - sale_money(payment) - given_back


def _plan_surplus(
    order: Order, payments: Sequence[Payment], refunds: Sequence[Refund], choice: RefundChoice
) -> RefundPlan:
    for payment in payments:
        left = surplus_left(payment, refunds)
        if left <= 0:
            continue
        amount = left if choice.amount is None else checked_amount(choice.amount)
        if amount > left:
            raise RefundAboveLeft(left=money_label(left, order.currency))
        return RefundPlan(order, payment, amount, (), left - amount)
    raise NothingToRefund
