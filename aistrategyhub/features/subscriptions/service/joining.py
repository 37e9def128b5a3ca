"""Subscribing: with a trial, or with the first payment."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.models import ItemKind
from aistrategyhub.features.catalog.queries import ItemNotForSale, get_service, list_plans
from aistrategyhub.features.catalog.schemas import PlanRow
from aistrategyhub.features.subscriptions.models import ChargeKind, Subscription, SubscriptionStatus
from aistrategyhub.features.subscriptions.queries import find_live, had_trial
from aistrategyhub.features.subscriptions.rules import end_of_period
from aistrategyhub.features.subscriptions.service.asking import ask, buyer_of, terms_of
from aistrategyhub.features.subscriptions.service.settling import end_unbegun
from aistrategyhub.features.subscriptions.service.steps import add_event
from aistrategyhub.features.vat.models import VatCheck
from aistrategyhub.features.wallet.checkout import NoCard
from aistrategyhub.features.wallet.queries import find_default_card
from aistrategyhub.infra.counters import next_number
from aistrategyhub.infra.db import take_turns


class AlreadySubscribed(DomainError):
    """The person has a subscription to this item."""

    code = "ALREADY_SUBSCRIBED"
    sentence = mark("Hai già un abbonamento a questo servizio: lo trovi fra i tuoi abbonamenti.")


async def subscribe(
    session: AsyncSession,
    *,
    person_id: UUID,
    slug: str,
    plan_id: UUID,
    locale: str,
    mandate: str,
    vat_check: VatCheck | None = None,
) -> Subscription:
    """A new subscription: on trial, or waiting for the payment of its first period.

    `mandate` are the words by which the person let us charge their card, kept with it. Asking again for the plan that
    waits for its payment gives the same subscription. Raises NoCard, BillingDataMissing, AlreadySubscribed,
    ItemNotFound, ItemNotForSale or GoodsNotSoldAbroad.
    """
    service = await get_service(session, slug, locale)
    plan = next((one for one in await list_plans(session, service.id) if one.id == plan_id), None)
    if service.kind is not ItemKind.SUBSCRIPTION or plan is None:
        raise ItemNotForSale(slug=slug, name=service.name)
    if await find_default_card(session, person_id) is None:
        raise NoCard
    buyer = await buyer_of(session, person_id)
    await take_turns(session, f"subscribe:{person_id}:{service.id}")
    if earlier := await find_live(session, person_id, service.id):
        if earlier.status is not SubscriptionStatus.INCOMPLETE:
            raise AlreadySubscribed
        if _is_of(earlier, plan):
            return earlier
        await end_unbegun(session, earlier)
    now = clock.now()
    has_trial = plan.trial_days > 0 and not await had_trial(session, person_id, service.id)
    trial_end = now + timedelta(days=plan.trial_days)
    year = clock.today_in_rome(now).year
    subscription = Subscription(
        number=f"ABB-{year}-{await next_number(session, f'subscriptions:{year}'):05d}",
        user_id=person_id,
        item_id=service.id,
        item_slug=service.slugs["it"],
        item_name=service.name,
        vat_class=service.vat_class,
        interval=plan.interval,
        interval_count=plan.interval_count,
        amount=plan.amount,
        currency=plan.currency,
        notice_days=plan.notice_days,
        locale=locale,
        status=SubscriptionStatus.TRIALING if has_trial else SubscriptionStatus.INCOMPLETE,
        period_start=now if has_trial else None,
        period_end=trial_end if has_trial else None,
        anchor_day=clock.today_in_rome(trial_end if has_trial else now).day,
    )
    session.add(subscription)
    await session.flush()
    await record(session, "subscriptions.began", "subscription", subscription.id, number=subscription.number)
    await add_event(session, subscription, "asked", mandate=mandate)
    if has_trial:
        await add_event(session, subscription, "trialing", days=plan.trial_days)
        return subscription
    terms = terms_of(subscription)
    ends = end_of_period(now, terms.interval, terms.interval_count, subscription.anchor_day)
    await ask(
        session,
        subscription,
        ChargeKind.FIRST,
        amount=terms.amount,
        plan=terms,
        starts_at=now,
        ends_at=ends,
        buyer=buyer,
        vat_check=vat_check,
    )
    return subscription


def _is_of(subscription: Subscription, plan: PlanRow) -> bool:
    chosen = (subscription.interval, subscription.interval_count, subscription.amount)
    return chosen == (plan.interval, plan.interval_count, plan.amount)
