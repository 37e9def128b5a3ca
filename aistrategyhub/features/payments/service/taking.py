"""Taking money: open a payment, remember what the provider said, settle what it means for the order."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

import structlog
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.money import minor_units
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import get_order, lock_order
from aistrategyhub.features.orders.rules import PAYABLE
from aistrategyhub.features.orders.service import add_event, await_payment, mark_paid
from aistrategyhub.features.payments.events import OrderPaid, ProviderSpoke
from aistrategyhub.features.payments.models import (
    Dispute,
    Payment,
    PaymentStatus,
    ProviderEvent,
    Receipt,
    Refund,
    StatementLine,
)
from aistrategyhub.features.payments.queries import find_open_payment, get_provider_event, has_refunds, lock_payment
from aistrategyhub.features.payments.service.disputes import settle_disputes
from aistrategyhub.features.payments.service.refund_answers import settle_refunds
from aistrategyhub.infra import metrics
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.outbox import publish
from aistrategyhub.infra.work import enqueue
from aistrategyhub.integrations.stripe.gateway import Dispute as ProviderDispute
from aistrategyhub.integrations.stripe.gateway import IntentStatus, PaymentIntent, WebhookEvent
from aistrategyhub.integrations.stripe.gateway import Refund as ProviderRefund

log = structlog.get_logger(__name__)

PROCESS_EVENT = "payments.process_event"
CONCERNS_PAYMENTS = ("payment_intent.", "charge.", "refund.")


class ProviderReads(Protocol):
    """What acting on an event asks of the provider."""

    async def get_payment_intent(self, intent_id: str) -> PaymentIntent: ...

    async def list_refunds(self, payment_intent_id: str) -> list[ProviderRefund]: ...

    async def list_disputes(self, payment_intent_id: str) -> list[ProviderDispute]: ...


class ProviderTells(Protocol):
    """What catching up asks of the provider."""

    async def list_events(self, since: datetime) -> list[WebhookEvent]: ...


class AmountMismatch(DomainError):
    """The provider received another amount than the order's: somebody must look."""

    code = "PAYMENT_AMOUNT_MISMATCH"
    sentence = mark("L'importo ricevuto non corrisponde al totale dell'ordine.")


async def open_payment(session: AsyncSession, order_id: UUID) -> tuple[Order, Payment]:
    """The order, waiting for its payment, and the one open payment for it: made now or found from before."""
    order = await await_payment(session, order_id)
    payment = await find_open_payment(session, order_id)
    if payment is None:
        payment = Payment(order_id=order.id, amount=order.total, currency=order.currency)
        session.add(payment)
        await session.flush()
        await record(session, "payments.opened", "payment", payment.id, order=order.number, amount=str(payment.amount))
    return order, payment


async def attach_intent(session: AsyncSession, payment: Payment, intent: PaymentIntent) -> bool:
    """Remembers the provider's name for this payment. False when it was given up while the provider was asked: nobody
    may be told the intent's secret then."""
    await session.execute(
        update(Payment)
        .where(Payment.id == payment.id, Payment.provider_reference.is_(None))
        .values(provider_reference=intent.id)
    )
    status = (await session.execute(select(Payment.status).where(Payment.id == payment.id))).scalar_one()
    return status is not PaymentStatus.CANCELLED


async def begin_new_attempt(session: AsyncSession, payment: Payment) -> None:
    """Gives up the idempotency key of an attempt that the provider will answer with the same 500 for a day.

    An intent that it may have left behind is harmless: nobody holds its client secret.
    """
    await session.execute(
        update(Payment)
        .where(Payment.id == payment.id, Payment.attempt == payment.attempt, Payment.provider_reference.is_(None))
        .values(attempt=payment.attempt + 1)
    )


async def store_event(session: AsyncSession, event: WebhookEvent) -> bool:
    """Keeps a verified webhook and asks for it to be processed; False when it was known already."""
    result = await session.execute(
        insert(ProviderEvent)
        .values(
            id=new_id(),
            event_id=event.id,
            event_type=event.type,
            payment_reference=event.payment_intent_id,
            payload=dict(event.raw),
            received_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "provider", "event_id"])
        .returning(ProviderEvent.id)
    )
    if result.scalar_one_or_none() is None:
        return False
    key = f"{PROCESS_EVENT}:{tenant_of(session)}:{event.id}"
    await enqueue(session, PROCESS_EVENT, {"event_id": event.id}, key=key)
    return True


async def catch_up(session: AsyncSession, gateway: ProviderTells, *, since: datetime) -> int:
    """Stores every event that the provider has had since then and that no webhook brought; how many there were."""
    events = [one for one in await gateway.list_events(since) if one.type.startswith(CONCERNS_PAYMENTS)]
    missed = [await store_event(session, event) for event in events].count(True)
    if missed:
        log.warning("events were found that no webhook brought", count=missed)
    return missed


async def process_event(session: AsyncSession, event_id: str, gateway: ProviderReads) -> None:
    """Acts on a stored webhook: reads the payment, and what went back of it, again from the provider."""
    event = await get_provider_event(session, event_id)
    if event.payment_reference and event.event_type.startswith(CONCERNS_PAYMENTS):
        await look_at(session, event.payment_reference, gateway)
    else:
        await _pass_on(session, event)
    event.handled_at = clock.now()


async def look_at(session: AsyncSession, reference: str, gateway: ProviderReads) -> None:
    """Brings a payment, its refunds and its disputes in line with what the provider says now."""
    intent = await gateway.get_payment_intent(reference)
    # A refund that failed is no longer in the sum: then only our own books say that there was one.
    is_returned = bool(intent.amount_refunded_minor) or await has_refunds(session, reference)
    returned = await gateway.list_refunds(reference) if is_returned else []
    await settle(session, intent)
    await session.flush()
    await settle_refunds(session, reference, returned)
    if intent.is_disputed:
        await settle_disputes(session, reference, await gateway.list_disputes(reference))


async def tell_of_free_order(session: AsyncSession, order_id: UUID) -> None:
    """An order that a coupon leaves nothing to pay of is paid when it is placed: it goes on like any paid one."""
    order = await get_order(session, order_id)
    if not order.total and order.paid_at is not None:
        await publish(session, OrderPaid(order_id=order.id, payment_id=None, paid_at=order.paid_at))


async def settle(session: AsyncSession, intent: PaymentIntent) -> None:
    """Brings payment and order in line with what the provider says now. Repeating it changes nothing.

    Raises AmountMismatch, so that the work row is retried, then buried and shown, when the money is not the order's.
    """
    payment = await lock_payment(session, intent.id)
    if payment is None:
        payment = await _adopt(session, intent)
    if payment is None or not _is_news(payment, intent):
        return
    if intent.status is IntentStatus.SUCCEEDED:
        await _settle_success(session, payment, intent)
    elif intent.status is IntentStatus.CANCELED:
        payment.status, payment.processed_at = PaymentStatus.CANCELLED, clock.now()
        await record(session, "payments.cancelled", "payment", payment.id, amount=str(payment.amount))
    elif intent.failure is not None:
        await _note_failure(session, payment, intent)


async def forget_payer(session: AsyncSession, person_id: UUID) -> None:
    """Takes away what the provider said of a person who paid; which payments there were stays."""
    references = (
        select(Payment.provider_reference)
        .join(Order, (Order.tenant_id == Payment.tenant_id) & (Order.id == Payment.order_id))
        .where(Order.user_id == person_id, Payment.provider_reference.is_not(None))
    )
    await session.execute(
        update(ProviderEvent).where(ProviderEvent.payment_reference.in_(references)).values(payload={})
    )
    orders = select(Order.id).where(Order.user_id == person_id)
    await session.execute(update(Refund).where(Refund.order_id.in_(orders)).values(note=""))
    lines = select(Receipt.statement_line_id).where(
        Receipt.order_id.in_(orders), Receipt.statement_line_id.is_not(None)
    )
    await session.execute(update(StatementLine).where(StatementLine.id.in_(lines)).values(payer="", words=""))
    await session.execute(update(Dispute).where(Dispute.order_id.in_(orders)).values(answer=""))
    await session.execute(update(Receipt).where(Receipt.order_id.in_(orders)).values(reference="", note=""))


async def forget_old_events(session: AsyncSession, *, before: datetime) -> int:
    """Takes away what the provider's events, received before this moment and handled, said; how many."""
    is_old = ProviderEvent.received_at < before, ProviderEvent.handled_at.is_not(None), ProviderEvent.payload != {}
    return (await session.execute(update(ProviderEvent).where(*is_old).values(payload={}))).rowcount


def _is_news(payment: Payment, intent: PaymentIntent) -> bool:
    """Money is booked even where a payment was given up before the provider's name for it was known."""
    is_given_up = payment.status is PaymentStatus.CANCELLED
    return payment.status is PaymentStatus.PENDING or (is_given_up and intent.status is IntentStatus.SUCCEEDED)


async def _pass_on(session: AsyncSession, event: ProviderEvent) -> None:
    """Tells the rooms above of what concerns no payment."""
    about = event.payload.get("data", {}).get("object", {})
    if about.get("id"):
        spoken = {"event_id": event.event_id, "event_type": event.event_type}
        await publish(session, ProviderSpoke(**spoken, object_type=about["object"], object_id=about["id"]))


async def _adopt(session: AsyncSession, intent: PaymentIntent) -> Payment | None:
    """Our payment that made this intent, when the process died before it could write the reference down."""
    payment_id = intent.metadata.get("payment_id")
    if payment_id is None:
        log.info("payment intent is not ours", payment_intent=intent.id)
        return None
    payment = await session.get(Payment, (tenant_of(session), UUID(payment_id)), with_for_update=True)
    if payment is not None and payment.provider_reference is None:
        payment.provider_reference = intent.id
    return payment


async def _settle_success(session: AsyncSession, payment: Payment, intent: PaymentIntent) -> None:
    order = await lock_order(session, payment.order_id)
    received = (intent.amount_received_minor, intent.currency.upper())
    if received != (minor_units(order.total, order.currency), order.currency):
        raise AmountMismatch(order=order.number, received=received[0], currency=received[1])
    payment.status, payment.processed_at = PaymentStatus.SUCCEEDED, clock.now()
    payment.received = payment.amount
    payment.method_type = intent.payment_method.type if intent.payment_method else None
    payment.failure_code = payment.failure_reason = None
    await record(session, "payments.succeeded", "payment", payment.id, order=order.number, amount=str(payment.amount))
    metrics.after_commit(session, metrics.payment_processed, payment.amount)
    if order.status not in PAYABLE:
        log.error("payment received for an order that was not payable", order=order.number, status=order.status)
        payment.surplus = payment.received
        await add_event(session, order, "paid_when_not_payable")
        return
    await mark_paid(session, order, at=payment.processed_at)
    await publish(session, OrderPaid(order_id=order.id, payment_id=payment.id, paid_at=payment.processed_at))


async def _note_failure(session: AsyncSession, payment: Payment, intent: PaymentIntent) -> None:
    """A refused card leaves the payment open: the payer may try another."""
    failure = intent.failure
    if failure is None or payment.failure_code == failure.code:
        return
    payment.failure_code, payment.failure_reason = failure.code, failure.message[:500]
    metrics.after_commit(session, metrics.payment_failed)
    order = await lock_order(session, payment.order_id)
    code = failure.decline_code or failure.code
    await record(session, "payments.failed", "payment", payment.id, order=order.number, code=code)
    await add_event(session, order, "payment_failed", code=code)
