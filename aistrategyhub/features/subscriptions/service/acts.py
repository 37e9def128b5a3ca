"""What a subscriber, or a colleague for them, does with a subscription: leave, pause, come back."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.billing import Buyer
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.subscriptions.models import (
    AtPeriodEnd,
    ChargeKind,
    Subscription,
    SubscriptionCharge,
    SubscriptionEvent,
    SubscriptionStatus,
)
from aistrategyhub.features.subscriptions.queries import find_open_charge, list_living_of, lock
from aistrategyhub.features.subscriptions.rules import (
    ENDED,
    RENEWABLE,
    IllegalSubscriptionTransition,
    end_of_period,
    leaving_day,
)
from aistrategyhub.features.subscriptions.service.asking import ask, terms_of
from aistrategyhub.features.subscriptions.service.settling import drop_charge
from aistrategyhub.features.subscriptions.service.steps import add_event, advance
from aistrategyhub.features.vat.models import VatCheck


class NothingToResume(DomainError):
    """The subscription goes on as it is."""

    code = "NOTHING_TO_RESUME"
    sentence = mark("L’abbonamento è già in corso.")


async def cancel(session: AsyncSession, subscription_id: UUID) -> Subscription:
    """Ends the subscription: a running one with the period that leaves the notice of its plan, a trial with the trial,
    any other at once. Said twice, it changes nothing. Raises IllegalSubscriptionTransition when it is over."""
    subscription = await lock(session, subscription_id)
    if subscription.status in ENDED:
        raise IllegalSubscriptionTransition
    if subscription.at_period_end is AtPeriodEnd.CANCEL:
        return subscription
    if subscription.status not in RENEWABLE or await _waits_for_payment(session, subscription):
        await _end_now(session, subscription)
        return subscription
    assert subscription.period_end is not None
    is_trial = subscription.status is SubscriptionStatus.TRIALING
    subscription.leaves_at = leaving_day(
        clock.now(),
        subscription.period_end,
        0 if is_trial else subscription.notice_days,
        subscription.interval,
        subscription.interval_count,
        subscription.anchor_day,
    )
    await _decide(session, subscription, AtPeriodEnd.CANCEL, leaves_at=subscription.leaves_at.isoformat())
    return subscription


async def pause(session: AsyncSession, subscription_id: UUID) -> Subscription:
    """Lets the present period be the last until somebody resumes. Raises IllegalSubscriptionTransition."""
    subscription = await lock(session, subscription_id)
    if subscription.at_period_end is AtPeriodEnd.PAUSE:
        return subscription
    if subscription.status is not SubscriptionStatus.ACTIVE or subscription.at_period_end is AtPeriodEnd.CANCEL:
        raise IllegalSubscriptionTransition
    await _decide(session, subscription, AtPeriodEnd.PAUSE)
    return subscription


async def resume(
    session: AsyncSession, subscription_id: UUID, *, buyer: Buyer, vat_check: VatCheck | None
) -> SubscriptionCharge | None:
    """Takes a pause or a cancellation back before it holds; a paused subscription begins a new period, whose sum is
    to be charged now. Raises NothingToResume, or IllegalSubscriptionTransition when it is over."""
    subscription = await lock(session, subscription_id)
    if subscription.status in ENDED:
        raise IllegalSubscriptionTransition
    if subscription.status is SubscriptionStatus.PAUSED:
        return await find_open_charge(session, subscription.id) or await _begin_again(
            session, subscription, buyer, vat_check
        )
    if subscription.at_period_end is AtPeriodEnd.RENEW:
        raise NothingToResume
    subscription.leaves_at = None
    await _decide(session, subscription, AtPeriodEnd.RENEW)
    return None


async def forget_subscriber(session: AsyncSession, person_id: UUID) -> None:
    """Ends at once everything that a person subscribed to, and takes away what its timeline says of them."""
    for found in await list_living_of(session, person_id):
        await _end_now(session, await lock(session, found.id))
    theirs = select(Subscription.id).where(Subscription.user_id == person_id)
    await session.execute(
        update(SubscriptionEvent).where(SubscriptionEvent.subscription_id.in_(theirs)).values(data={})
    )


async def _begin_again(
    session: AsyncSession, subscription: Subscription, buyer: Buyer, vat_check: VatCheck | None
) -> SubscriptionCharge:
    now, terms = clock.now(), terms_of(subscription)
    subscription.anchor_day = clock.today_in_rome(now).day
    return await ask(
        session,
        subscription,
        ChargeKind.FIRST,
        amount=terms.amount,
        plan=terms,
        starts_at=now,
        ends_at=end_of_period(now, terms.interval, terms.interval_count, subscription.anchor_day),
        buyer=buyer,
        vat_check=vat_check,
    )


async def _waits_for_payment(session: AsyncSession, subscription: Subscription) -> bool:
    charge = await find_open_charge(session, subscription.id)
    return charge is not None and charge.kind is not ChargeKind.CHANGE


async def _end_now(session: AsyncSession, subscription: Subscription) -> None:
    if charge := await find_open_charge(session, subscription.id):
        await drop_charge(session, charge)
    await advance(session, subscription, SubscriptionStatus.CANCELED)


async def _decide(session: AsyncSession, subscription: Subscription, at_end: AtPeriodEnd, **data: str) -> None:
    subscription.at_period_end = at_end
    await add_event(session, subscription, f"will_{at_end.value}", **data)
    await record(session, "subscriptions.decided", "subscription", subscription.id, at_period_end=at_end.value, **data)
