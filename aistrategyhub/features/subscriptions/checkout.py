"""What needs the outside between two transactions: VIES before a sum is asked for, the bank after."""

from uuid import UUID

from aistrategyhub.core.billing import Buyer
from aistrategyhub.features.orders.service import OrderNotPayable
from aistrategyhub.features.subscriptions import service
from aistrategyhub.features.subscriptions.models import ChargeStatus, Subscription
from aistrategyhub.features.subscriptions.queries import find_open_charge, get_charge, get_own, lock
from aistrategyhub.features.subscriptions.rules import is_hopeless
from aistrategyhub.features.subscriptions.rules.addresses import subscription_path
from aistrategyhub.features.vat.checkout import ask as ask_register
from aistrategyhub.features.vat.models import VatCheck
from aistrategyhub.features.wallet.checkout import Charged, NoCard, pay_with_card
from aistrategyhub.features.wallet.queries import find_default_card
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.stripe.gateway import PaymentGateway
from aistrategyhub.integrations.vies.choose import vat_register


async def buyer_and_proof(person_id: UUID) -> tuple[Buyer, VatCheck | None]:
    """Whom the next invoice is made out to, and what VIES says of them. Raises BillingDataMissing."""
    async with unit_of_work() as session:
        buyer = await service.buyer_of(session, person_id)
    return buyer, await ask_register(buyer, vat_register(get_settings()))


async def subscribe(person_id: UUID, slug: str, plan_id: UUID, locale: str, mandate: str) -> Subscription:
    """`service.subscribe` with VIES asked before."""
    _buyer, check = await buyer_and_proof(person_id)
    async with unit_of_work() as session:
        return await service.subscribe(
            session,
            person_id=person_id,
            slug=slug,
            plan_id=plan_id,
            locale=locale,
            mandate=mandate,
            vat_check=check,
        )


async def renew(subscription_id: UUID, after: int) -> UUID | None:
    """`service.renew` with VIES asked before; the id of the sum to be charged."""
    async with unit_of_work() as session:
        person_id = (await lock(session, subscription_id)).user_id
    buyer, check = await buyer_and_proof(person_id)
    async with unit_of_work() as session:
        charge = await service.renew(session, subscription_id, after=after, buyer=buyer, vat_check=check)
        return charge.id if charge else None


async def resume(person_id: UUID, number: str) -> UUID | None:
    """`service.resume` with VIES asked before; the id of the sum to be charged."""
    async with unit_of_work() as session:
        own = await get_own(session, person_id, number)
    buyer, check = await buyer_and_proof(person_id)
    async with unit_of_work() as session:
        charge = await service.resume(session, own.id, buyer=buyer, vat_check=check)
        return charge.id if charge else None


async def change_plan(person_id: UUID, number: str, plan_id: UUID) -> UUID | None:
    """`service.begin_change` with VIES asked before; the id of the sum to be charged."""
    async with unit_of_work() as session:
        own = await get_own(session, person_id, number)
    buyer, check = await buyer_and_proof(person_id)
    async with unit_of_work() as session:
        charge = await service.begin_change(session, own.id, plan_id, buyer=buyer, vat_check=check)
        return charge.id if charge else None


async def pay_open_charge(person_id: UUID, number: str, gateway: PaymentGateway, locale: str) -> Charged | None:
    """The subscriber, who is there, pays what their subscription asks for; None when it asks for nothing any more.

    Raises NoCard or GatewayUnavailable.
    """
    async with unit_of_work() as session:
        own = await get_own(session, person_id, number)
        charge = await find_open_charge(session, own.id)
    if charge is None:
        return None
    back = get_settings().base_url + subscription_path(number, locale)
    try:
        charged = await pay_with_card(charge.order_id, person_id, gateway, return_url=back, is_payer_present=True)
    except OrderNotPayable:
        return None
    if charged.is_paid:
        async with unit_of_work() as session:
            await service.note_paid(session, charge.order_id)
    return charged


async def charge(charge_id: UUID, failures: int, gateway: PaymentGateway, *, counts: bool = True) -> None:
    """Charges a sum on its subscriber's card, without them. `failures` is how often it was refused before; a refusal
    that does not count leaves the plan of further attempts as it is.

    Raises GatewayUnavailable: the same is to be asked again.
    """
    async with unit_of_work() as session:
        found = await get_charge(session, charge_id)
        subscription = await lock(session, found.subscription_id)
        card = await find_default_card(session, subscription.user_id)
    if found.status is not ChargeStatus.OPEN or subscription.failures != failures:
        return
    refusal, card_id = await _refusal_of(subscription, found.order_id, card.id if card else None, gateway)
    if refusal and counts:
        async with unit_of_work() as session:
            await service.note_refused(session, charge_id, failures=failures, code=refusal, card_id=card_id)


async def _refusal_of(
    subscription: Subscription, order_id: UUID, card_id: UUID | None, gateway: PaymentGateway
) -> tuple[str, UUID | None]:
    """The code of the bank's no, "" when it said yes or has not decided."""
    if card_id is None:
        return "no_card", None
    if card_id == subscription.refused_card_id and is_hopeless(subscription.last_failure):
        return subscription.last_failure, card_id
    back = get_settings().base_url + subscription_path(subscription.number, subscription.locale)
    try:
        charged = await pay_with_card(order_id, subscription.user_id, gateway, return_url=back, is_payer_present=False)
    except NoCard:
        return "no_card", None
    except OrderNotPayable:
        return "", card_id
    if charged.is_paid:
        async with unit_of_work() as session:
            await service.note_paid(session, order_id)
    return charged.refusal, charged.card_id
