"""Keeping a card and paying with one: short transactions around calls to the provider."""

from dataclasses import dataclass
from uuid import UUID

from aistrategyhub.core.access import refuse_impersonation
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.queries import get_person
from aistrategyhub.features.orders.queries import OrderNotFound, get_order
from aistrategyhub.features.payments.checkout import start_payment
from aistrategyhub.features.payments.service import settle
from aistrategyhub.features.wallet.models import KeptCard
from aistrategyhub.features.wallet.queries import find_customer, find_default_card, get_card, has_setup
from aistrategyhub.features.wallet.service import (
    attach_customer,
    attach_setup,
    begin_setup,
    open_customer,
    settle_setup,
)
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.integrations.stripe.gateway import (
    CardSetup,
    GatewayRefused,
    IntentStatus,
    PaymentGateway,
    PaymentIntent,
)

_UNPAID = (IntentStatus.REQUIRES_PAYMENT_METHOD, IntentStatus.REQUIRES_CONFIRMATION, IntentStatus.REQUIRES_ACTION)


class NoCard(DomainError):
    """There is no card to charge."""

    code = "NO_CARD"
    sentence = mark("Non c’è nessuna carta salvata: aggiungine una.")


@dataclass(frozen=True)
class Charged:
    """What became of a charge. `refusal` is the code of the bank's no, "" without one."""

    intent: PaymentIntent
    card_id: UUID
    refusal: str = ""

    @property
    def is_paid(self) -> bool:
        return self.intent.status is IntentStatus.SUCCEEDED

    @property
    def action_url(self) -> str:
        """Where the payer confirms with their bank, "" when nobody asks."""
        asks = self.intent.status is IntentStatus.REQUIRES_ACTION
        return (self.intent.action_url or "") if asks else ""


async def start_saving(person_id: UUID, gateway: PaymentGateway) -> CardSetup:
    """A card that this person is about to type on the provider's page. Nothing is charged.

    Raises GatewayUnavailable, GatewayRefused or NotInSomebodysName.
    """
    refuse_impersonation()
    async with unit_of_work() as session:
        person = await get_person(session, person_id)
        customer, setup = await open_customer(session, person_id), await begin_setup(session, person_id)
    reference = customer.provider_reference
    if reference is None:
        name = f"{person.first_name} {person.last_name}".strip()
        reference = await gateway.create_customer(person.email, name, f"customer-{customer.id}")
        async with unit_of_work() as session:
            await attach_customer(session, customer, reference)
    begun = await gateway.create_card_setup(reference, f"setup-{setup.id}")
    async with unit_of_work() as session:
        await attach_setup(session, setup, begun.id)
    return begun


async def finish_saving(person_id: UUID, setup_reference: str, gateway: PaymentGateway) -> CardSetup | None:
    """What became of a card that this person typed, and the card kept if it was; None for somebody else's."""
    async with unit_of_work() as session:
        if not await has_setup(session, person_id, setup_reference):
            return None
    setup = await gateway.get_card_setup(setup_reference)
    async with unit_of_work() as session:
        await settle_setup(session, setup)
    return setup


async def pay_with_card(
    order_id: UUID,
    person_id: UUID,
    gateway: PaymentGateway,
    *,
    card_id: UUID | None = None,
    return_url: str,
    is_payer_present: bool,
) -> Charged:
    """Pays a person's order with this card of theirs, or with their default one. However often it is asked for, an
    order is paid once.

    A bank's no is told and not raised. Raises NoCard, CardNotFound, OrderNotFound for somebody else's order,
    OrderNotPayable or GatewayUnavailable.
    """
    card, customer = await _what_to_charge(order_id, person_id, card_id)
    intent, refusal = (await start_payment(order_id, gateway)).intent, ""
    if intent.status in _UNPAID:
        try:
            intent = await gateway.charge_saved_card(
                intent.id, customer, card.provider_reference, return_url, is_payer_present=is_payer_present
            )
        except GatewayRefused as refused:
            intent = await gateway.get_payment_intent(intent.id)
            refusal = (refused.decline_code or refused.provider_code) if intent.status in _UNPAID else ""
    async with unit_of_work() as session:
        await settle(session, intent)
    return Charged(intent, card.id, refusal)


async def _what_to_charge(order_id: UUID, person_id: UUID, card_id: UUID | None) -> tuple[KeptCard, str]:
    async with unit_of_work() as session:
        order = await get_order(session, order_id)
        if order.user_id != person_id:
            raise OrderNotFound
        customer = await find_customer(session, person_id)
        if card_id is None:
            card = await find_default_card(session, person_id)
        else:
            card = await get_card(session, person_id, card_id)
    if card is None or customer is None or customer.provider_reference is None:
        raise NoCard
    return card, customer.provider_reference
