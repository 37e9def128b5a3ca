"""Giving up the payments of an order that is not to be paid any more, or that another payment paid."""

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.payments.models import BY_HAND, Payment, PaymentStatus
from aistrategyhub.features.payments.queries import find_open_payment
from aistrategyhub.features.payments.service.taking import settle
from aistrategyhub.integrations.stripe.gateway import GatewayRefused, PaymentIntent

GIVE_UP = "payments.give_up"


class ProviderCancels(Protocol):
    """The part of a provider that this needs."""

    async def cancel_payment_intent(self, intent_id: str, idempotency_key: str) -> PaymentIntent:
        """As `PaymentGateway.cancel_payment_intent`."""
        ...

    async def get_payment_intent(self, intent_id: str) -> PaymentIntent:
        """As `PaymentGateway.get_payment_intent`."""
        ...


async def give_up_payment(session: AsyncSession, order_id: UUID, provider: Callable[[], ProviderCancels]) -> None:
    """Cancels what is under way to pay this order, at the provider too. Repeating it changes nothing.

    `provider` is asked for only when it knows of a payment. Money that came in meanwhile is settled as it is: the
    order's timeline then says that it was no longer due. Raises GatewayUnavailable.
    """
    await _give_up_by_hand(session, order_id)
    await _give_up_at_provider(session, order_id, provider)


async def _give_up_by_hand(session: AsyncSession, order_id: UUID) -> None:
    """Parts of the price that came already are not due any more."""
    payment = await find_open_payment(session, order_id, provider=BY_HAND, lock=True)
    if payment is not None and payment.status is PaymentStatus.PENDING:
        payment.surplus = payment.received
        await _cancel(session, payment)


async def _give_up_at_provider(session: AsyncSession, order_id: UUID, provider: Callable[[], ProviderCancels]) -> None:
    payment = await find_open_payment(session, order_id)
    if payment is not None and payment.provider_reference is None:
        # Whoever is starting it may be writing the reference down at this moment.
        payment = await find_open_payment(session, order_id, lock=True)
    if payment is None or payment.status is not PaymentStatus.PENDING:
        return
    if payment.provider_reference is None:
        # Nobody holds the secret of an intent that we do not know, and nobody is told it from now on: `attach_intent`.
        await _cancel(session, payment)
        return
    gateway = provider()
    try:
        intent = await gateway.cancel_payment_intent(payment.provider_reference, f"give-up-{payment.id}")
    except GatewayRefused:
        intent = await gateway.get_payment_intent(payment.provider_reference)
    await settle(session, intent)


async def _cancel(session: AsyncSession, payment: Payment) -> None:
    payment.status, payment.processed_at = PaymentStatus.CANCELLED, clock.now()
    await record(session, "payments.cancelled", "payment", payment.id, amount=str(payment.amount))
