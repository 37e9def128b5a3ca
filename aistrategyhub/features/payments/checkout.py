"""Starting a payment: two transactions around one call to the provider, for the page and the API alike."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from aistrategyhub.core.access import refuse_impersonation
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.money import minor_units
from aistrategyhub.core.text import money_label
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.service import OrderNotPayable
from aistrategyhub.features.payments.models import Payment
from aistrategyhub.features.payments.rules.methods import TOO_SMALL_FOR_CARD, CardMethod, smallest_charge
from aistrategyhub.features.payments.service import attach_intent, begin_new_attempt, open_payment
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.stripe.gateway import GatewayUnavailable, PaymentGateway, PaymentIntent


class TooSmallForCard(DomainError):
    """The sum is below what the provider charges."""

    code = "AMOUNT_TOO_SMALL_FOR_CARD"
    sentence = TOO_SMALL_FOR_CARD


@dataclass(frozen=True)
class StartedPayment:
    """A payment that waits for the payer, and the secret with which the browser may confirm it."""

    payment_id: UUID
    order_number: str
    amount: Decimal
    currency: str
    intent: PaymentIntent


async def start_payment(order_id: UUID, gateway: PaymentGateway) -> StartedPayment:
    """A payment intent for the order. However often it is asked for, an order has one open payment.

    A crash between the provider's answer and our commit loses nothing: the next call repeats the same
    idempotency key and gets the same intent. Raises OrderNotPayable, TooSmallForCard, GatewayUnavailable or
    GatewayRefused, and NotInSomebodysName: nobody pays for a customer by acting in their name.
    """
    refuse_impersonation()
    async with unit_of_work() as session:
        order, payment = await open_payment(session, order_id)
        if not CardMethod().takes(payment.amount, payment.currency):
            raise TooSmallForCard(
                amount=money_label(payment.amount, payment.currency),
                least=money_label(smallest_charge(payment.currency), payment.currency),
            )
    if payment.provider_reference:
        intent = await gateway.get_payment_intent(payment.provider_reference)
    else:
        try:
            intent = await _create_intent(gateway, order, payment)
        except GatewayUnavailable as error:
            if error.http_status is not None and error.http_status >= 500:
                async with unit_of_work() as session:
                    await begin_new_attempt(session, payment)
            raise
        async with unit_of_work() as session:
            is_open = await attach_intent(session, payment, intent)
        if not is_open:
            raise OrderNotPayable(number=order.number)
    return StartedPayment(
        payment_id=payment.id,
        order_number=order.number,
        amount=payment.amount,
        currency=payment.currency,
        intent=intent,
    )


def is_rehearsal() -> bool:
    """Whether payments go to the local stand-in, which takes test cards and moves no money."""
    return get_settings().stripe_secret_key is None


async def _create_intent(gateway: PaymentGateway, order: Order, payment: Payment) -> PaymentIntent:
    return await gateway.create_payment_intent(
        amount_minor=minor_units(payment.amount, payment.currency),
        currency=payment.currency.lower(),
        idempotency_key=f"payment-{payment.id}-{payment.attempt}",
        metadata={
            "payment_id": str(payment.id),
            "order_id": str(order.id),
            "order_number": order.number,
            "tenant_id": str(payment.tenant_id),
        },
        description=f"Ordine {order.number}",
        receipt_email=None,
    )
