"""Asking for a sum: an order with the VAT of this moment, and what holds once it is paid."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.billing import Buyer, read_buyer
from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.errors import DomainError, InvalidInput
from aistrategyhub.core.text import _, mark, short_date_label, speaking
from aistrategyhub.features.accounts.queries.profiles import get_profile
from aistrategyhub.features.catalog.models import ItemKind, PlanInterval
from aistrategyhub.features.catalog.rules.supplies import supply_of
from aistrategyhub.features.orders.models import SUBSCRIPTION_KEYS
from aistrategyhub.features.orders.queries import list_orders_of
from aistrategyhub.features.orders.service import AgreedLine, place_agreed_order
from aistrategyhub.features.subscriptions.models import ChargeKind, Subscription, SubscriptionCharge
from aistrategyhub.features.subscriptions.rules.changing import PlanTerms
from aistrategyhub.features.subscriptions.service.steps import add_event
from aistrategyhub.features.vat.models import VatCheck
from aistrategyhub.features.vat.queries import find_check, seller_vat
from aistrategyhub.features.vat.rules import add_up, customer_of, number_to_ask, treat
from aistrategyhub.features.vat.schemas import Amounts, Customer, PricedLine

_ANSWERS_LAST = timedelta(days=31)
_LINES = {
    ChargeKind.FIRST: mark("Dal {start} al {end}"),
    ChargeKind.RENEWAL: mark("Dal {start} al {end}"),
    ChargeKind.CHANGE: mark("Cambio di piano: differenza fino al {end}"),
}


class BillingDataMissing(DomainError):
    """No invoice can be made out to the person: their profile says too little."""

    code = "BILLING_DATA_MISSING"
    sentence = mark("Per abbonarti servono i dati di fatturazione completi: aggiungili nel tuo profilo.")


async def buyer_of(session: AsyncSession, person_id: UUID) -> Buyer:
    """Whom the next invoice is made out to: the person's profile as it is now, or the buyer of their last order.

    Raises BillingDataMissing.
    """
    found = await get_profile(session, person_id)
    names = {name: getattr(found.person, name) for name in ("first_name", "last_name")}
    values = {name: value for name, value in found.values().items() if name not in ("language", "timezone", "phone")}
    try:
        return read_buyer({**values, **names, "email": found.person.email})
    except InvalidInput as error:
        for order in await list_orders_of(session, person_id, limit=1):
            if order.email:
                return Buyer.model_validate(order.buyer)
        raise BillingDataMissing from error


async def ask(
    session: AsyncSession,
    subscription: Subscription,
    kind: ChargeKind,
    *,
    amount: Decimal,
    plan: PlanTerms,
    starts_at: datetime,
    ends_at: datetime,
    buyer: Buyer,
    vat_check: VatCheck | None,
) -> SubscriptionCharge:
    """A sum to be paid, with its order. The subscription must be locked; asking twice for the same number is one order.

    Raises GoodsNotSoldAbroad.
    """
    subscription.charges += 1
    number = subscription.charges
    line = AgreedLine(
        item_id=subscription.item_id,
        item_slug=subscription.item_slug,
        name=subscription.item_name,
        description=_description(subscription, kind, starts_at, ends_at),
        unit_price=amount,
        vat_class=subscription.vat_class,
        supply=supply_of(ItemKind.SUBSCRIPTION),
    )
    order = await place_agreed_order(
        session,
        lines=[line],
        buyer=buyer,
        person_id=subscription.user_id,
        locale=subscription.locale,
        idempotency_key=f"{SUBSCRIPTION_KEYS}{subscription.id}:{number}",
        currency=subscription.currency,
        vat_check=vat_check,
        # Nobody orders a renewal: its receipt is the invoice.
        is_confirmed=kind is not ChargeKind.RENEWAL,
    )
    charge = SubscriptionCharge(
        subscription_id=subscription.id,
        number=number,
        kind=kind,
        order_id=order.id,
        plan=stored(plan),
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=clock.now(),
    )
    session.add(charge)
    await session.flush()
    await add_event(session, subscription, f"{kind.value}_asked", order=order.number, total=str(order.total))
    return charge


async def price_today(session: AsyncSession, subscription: Subscription, amount: Decimal) -> Amounts:
    """What a sum would come to if it were asked for now, as far as is known of the buyer and their VAT number."""
    try:
        buyer = await buyer_of(session, subscription.user_id)
    except BillingDataMissing:
        return await _reckon(session, subscription, amount, Customer())
    number = number_to_ask(buyer)
    check = await find_check(session, number, since=clock.now() - _ANSWERS_LAST) if number else None
    return await _reckon(session, subscription, amount, customer_of(buyer, check))


async def _reckon(session: AsyncSession, subscription: Subscription, amount: Decimal, customer: Customer) -> Amounts:
    treatment = treat(
        customer,
        subscription.vat_class,
        supply=supply_of(ItemKind.SUBSCRIPTION),
        seller=await seller_vat(session),
    )
    return add_up([PricedLine(Decimal(1), amount, treatment)])


def stored(plan: PlanTerms) -> dict[str, Any]:
    """A plan as a row keeps it."""
    return {
        "interval": plan.interval.value,
        "interval_count": plan.interval_count,
        "amount": str(plan.amount),
        "notice_days": plan.notice_days,
    }


def terms_of(subscription: Subscription) -> PlanTerms:
    """The plan that holds now."""
    return PlanTerms(subscription.interval, subscription.interval_count, subscription.amount, subscription.notice_days)


def read_terms(plan: dict[str, Any]) -> PlanTerms:
    """A plan that a row keeps."""
    return PlanTerms(
        PlanInterval(plan["interval"]), plan["interval_count"], Decimal(plan["amount"]), plan["notice_days"]
    )


def _description(subscription: Subscription, kind: ChargeKind, starts_at: datetime, ends_at: datetime) -> str:
    with speaking(subscription.locale):
        days = {"start": short_date_label(today_in_rome(starts_at)), "end": short_date_label(today_in_rome(ends_at))}
        return _(_LINES[kind], **days)
