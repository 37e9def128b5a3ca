"""Money that no provider takes: a colleague books it, or a line of a bank statement, and it pays as a card does."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.access import current_principal, refuse_impersonation
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import get_order, lock_order
from aistrategyhub.features.orders.rules import PAYABLE
from aistrategyhub.features.orders.service import add_event, await_payment, mark_paid
from aistrategyhub.features.payments.events import OrderPaid
from aistrategyhub.features.payments.models import BY_HAND, Payment, PaymentStatus, Receipt
from aistrategyhub.features.payments.queries import (
    find_open_payment,
    find_receipt_of_request,
    get_receipt,
    list_refunds_of,
    lock_payments_of,
)
from aistrategyhub.features.payments.rules.receiving import (
    Effect,
    Incoming,
    ReceiptNotUndoable,
    checked,
    effect_of,
)
from aistrategyhub.features.payments.service.hand import money_turn, open_by_hand
from aistrategyhub.features.payments.service.refund_plans import surplus_left
from aistrategyhub.features.payments.service.transfers import tell_what_is_left
from aistrategyhub.infra import metrics
from aistrategyhub.infra.outbox import publish

log = structlog.get_logger(__name__)


async def book_money(
    session: AsyncSession, order_id: UUID, incoming: Incoming, *, statement_line_id: UUID | None = None
) -> Receipt:
    """Books money that came for an order. When the whole price is there the order is paid, as by card; what it did not
    ask for is money to give back. The same request books once.

    Raises OrderNotFound, InvalidInput, and NotInSomebodysName.
    """
    refuse_impersonation()
    incoming = checked(incoming, today=clock.today_in_rome())
    await money_turn(session, order_id)
    if incoming.request_key and (earlier := await find_receipt_of_request(session, incoming.request_key)):
        return earlier
    payments = await lock_payments_of(session, order_id)
    order = await lock_order(session, order_id)
    payment = await _payment_by_hand(session, order, payments)
    effect = effect_of(
        incoming.amount, total=order.total, received=payment.received, is_payable=order.status in PAYABLE
    )
    receipt = _receipt(order, payment, incoming, effect, statement_line_id)
    session.add(receipt)
    await session.flush()
    await record(
        session,
        "payments.money_booked",
        "receipt",
        receipt.id,
        order=order.number,
        amount=str(receipt.amount),
        method=receipt.method.value,
    )
    await _settle(session, order, payment, receipt, effect)
    return receipt


async def preview_money(session: AsyncSession, order_id: UUID, amount: Decimal) -> Effect:
    """What booking this amount would do to the order now. Nothing is booked."""
    order = await get_order(session, order_id)
    received = await _received_by_hand(session, order_id)
    return effect_of(amount, total=order.total, received=received, is_payable=order.status in PAYABLE)


async def money_left(session: AsyncSession, order_id: UUID) -> Decimal:
    """What the order still waits for."""
    return (await preview_money(session, order_id, Decimal(0))).left


async def undo_receipt(session: AsyncSession, receipt_id: UUID) -> Receipt:
    """Takes a wrong booking back, while no price was paid with it and its money is still here. Undoing it again changes
    nothing. Raises ReceiptNotFound and ReceiptNotUndoable."""
    refuse_impersonation()
    receipt = await get_receipt(session, receipt_id)
    payments = await lock_payments_of(session, receipt.order_id)
    order = await lock_order(session, receipt.order_id)
    receipt = await get_receipt(session, receipt_id, is_fresh=True)
    if receipt.undone_at is not None:
        return receipt
    payment = next(one for one in payments if one.id == receipt.payment_id)
    if not can_undo(receipt, payment, surplus_left(payment, await list_refunds_of(session, order.id))):
        raise ReceiptNotUndoable(number=order.number)
    receipt.undone_at, receipt.undone_by = clock.now(), current_principal().person_id
    payment.received -= receipt.amount
    if payment.status is not PaymentStatus.PENDING:
        payment.surplus -= receipt.amount
        if not payment.received:
            payment.status = PaymentStatus.CANCELLED
    await record(
        session, "payments.booking_undone", "receipt", receipt.id, order=order.number, amount=str(receipt.amount)
    )
    await add_event(session, order, "receipt_undone", amount=str(receipt.amount), currency=receipt.currency)
    return receipt


def can_undo(receipt: Receipt, payment: Payment, left: Decimal) -> bool:
    """Whether taking this booking back changes no document: no price is paid with it, and of the money that was never
    due so much is still `left`."""
    if receipt.undone_at is not None:
        return False
    if payment.status is PaymentStatus.PENDING:
        return True
    is_of_no_sale = payment.status is PaymentStatus.CANCELLED or receipt.surplus == receipt.amount
    return is_of_no_sale and left >= receipt.amount


async def _received_by_hand(session: AsyncSession, order_id: UUID) -> Decimal:
    payment = await find_open_payment(session, order_id, provider=BY_HAND)
    return payment.received if payment else Decimal(0)


async def _payment_by_hand(session: AsyncSession, order: Order, payments: Sequence[Payment]) -> Payment:
    """The payment of an order that colleagues book on: what is under way or done, else a new one. Orders that are not
    to be paid any more have one that was given up, at best."""
    mine = [one for one in payments if one.provider == BY_HAND]
    alive = [one for one in mine if one.status is not PaymentStatus.CANCELLED]
    if order.status not in PAYABLE and mine:
        return (alive or mine)[-1]
    if order.status in PAYABLE:
        await await_payment(session, order.id)
    if alive:
        alive[-1].amount = order.total
        return alive[-1]
    return await open_by_hand(session, order)


def _receipt(
    order: Order, payment: Payment, incoming: Incoming, effect: Effect, statement_line_id: UUID | None
) -> Receipt:
    return Receipt(
        order_id=order.id,
        payment_id=payment.id,
        statement_line_id=statement_line_id,
        amount=incoming.amount,
        surplus=effect.surplus,
        currency=order.currency,
        method=incoming.method,
        received_on=incoming.received_on,
        reference=incoming.reference,
        note=incoming.note,
        request_key=incoming.request_key,
        booked_by=current_principal().person_id,
        booked_at=clock.now(),
    )


async def _settle(session: AsyncSession, order: Order, payment: Payment, receipt: Receipt, effect: Effect) -> None:
    payment.received += receipt.amount
    payment.surplus += effect.surplus
    payment.method_type = receipt.method.value
    if effect.pays:
        await _succeed(session, order, payment)
        await mark_paid(session, order, at=payment.processed_at or clock.now())
        await publish(session, OrderPaid(order_id=order.id, payment_id=payment.id, paid_at=payment.processed_at))
    elif effect.due:
        sums = {"amount": str(receipt.amount), "left": str(effect.left), "currency": order.currency}
        await add_event(session, order, "part_received", **sums)
        await tell_what_is_left(session, order, payment, key=str(receipt.id))
    else:
        await _keep_late_money(session, order, payment)


async def _keep_late_money(session: AsyncSession, order: Order, payment: Payment) -> None:
    """Money for an order that is not to be paid any more: all of it is to go back, and so is what came before of a
    price that was never whole."""
    log.error("money was booked on an order that was not payable", order=order.number, status=order.status)
    if payment.status in (PaymentStatus.PENDING, PaymentStatus.CANCELLED):
        payment.surplus = payment.received
        await _succeed(session, order, payment)
    await add_event(session, order, "paid_when_not_payable")


async def _succeed(session: AsyncSession, order: Order, payment: Payment) -> None:
    payment.status, payment.processed_at = PaymentStatus.SUCCEEDED, clock.now()
    await record(session, "payments.succeeded", "payment", payment.id, order=order.number, amount=str(payment.received))
    metrics.after_commit(session, metrics.payment_processed, payment.received)
