"""What a payment, or a bank's no, means for a subscription."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.text import speaking
from aistrategyhub.features.accounts.queries import get_person
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.orders.models import OrderStatus
from aistrategyhub.features.orders.queries import get_order, lock_order
from aistrategyhub.features.orders.rules import PAYABLE
from aistrategyhub.features.orders.service import advance as advance_order
from aistrategyhub.features.subscriptions.emails import ChargeRefused, SubscriptionOver
from aistrategyhub.features.subscriptions.models import (
    ChargeKind,
    ChargeStatus,
    Subscription,
    SubscriptionCharge,
    SubscriptionStatus,
)
from aistrategyhub.features.subscriptions.queries import find_charge_of_order, find_open_charge, get_charge, lock
from aistrategyhub.features.subscriptions.rules import ENDED, IllegalSubscriptionTransition, next_attempt
from aistrategyhub.features.subscriptions.service.asking import read_terms
from aistrategyhub.features.subscriptions.service.steps import add_event, advance


async def note_paid(session: AsyncSession, order_id: UUID) -> None:
    """The order of a sum was paid: what it was asked for holds. Told again, it changes nothing; a subscription that has
    ended stays so, and its timeline says that money came."""
    found = await find_charge_of_order(session, order_id)
    if found is None:
        return
    subscription = await lock(session, found.subscription_id)
    charge = await get_charge(session, found.id)
    if charge.status is ChargeStatus.PAID:
        return
    was_open = charge.status is ChargeStatus.OPEN
    charge.status, charge.settled_at = ChargeStatus.PAID, clock.now()
    order = await get_order(session, order_id)
    if subscription.status in ENDED or not was_open:
        await add_event(session, subscription, "paid_too_late", order=order.number)
        return
    _take_effect(subscription, charge)
    await add_event(session, subscription, "paid", order=order.number, total=str(order.total))
    if subscription.status is not SubscriptionStatus.ACTIVE:
        await advance(session, subscription, SubscriptionStatus.ACTIVE)


async def note_refused(
    session: AsyncSession, charge_id: UUID, *, failures: int, code: str, card_id: UUID | None
) -> None:
    """A bank said no to a sum that had been refused `failures` times before; said again, it changes nothing.

    A renewal is tried again as `DUNNING_DAYS` says, and ends the subscription when that is over.
    """
    subscription = await lock(session, (await get_charge(session, charge_id)).subscription_id)
    charge = await get_charge(session, charge_id)
    if charge.status is not ChargeStatus.OPEN or subscription.failures != failures or subscription.status in ENDED:
        return
    if charge.kind is ChargeKind.CHANGE:
        await drop_charge(session, charge)
        await add_event(session, subscription, "change_refused", code=code)
        return
    subscription.last_failure, subscription.refused_card_id = code[:100], card_id
    subscription.failures += 1
    await add_event(session, subscription, "refused", code=code)
    if charge.kind is ChargeKind.RENEWAL:
        await _go_on_or_end(session, subscription, charge)


async def drop_charge(session: AsyncSession, charge: SubscriptionCharge) -> None:
    """Gives up a sum that nobody paid, and its order. Raises IllegalSubscriptionTransition for one that was paid
    a moment ago, of which the subscription has not heard yet."""
    order = await lock_order(session, charge.order_id)
    if order.status not in PAYABLE and order.status is not OrderStatus.CANCELLED:
        raise IllegalSubscriptionTransition
    charge.status, charge.settled_at = ChargeStatus.DROPPED, clock.now()
    if order.status in PAYABLE:
        await advance_order(session, order, to=OrderStatus.CANCELLED)


async def note_called_off(session: AsyncSession, order_id: UUID) -> None:
    """The order of a sum was called off on its own page or by the firm: a change of plan or the end of a pause is given
    up, a first period or a renewal that nobody will pay ends the subscription. Told again, it changes nothing."""
    found = await find_charge_of_order(session, order_id)
    if found is None:
        return
    subscription = await lock(session, found.subscription_id)
    charge = await get_charge(session, found.id)
    if charge.status is not ChargeStatus.OPEN:
        return
    await drop_charge(session, charge)
    if charge.kind is not ChargeKind.CHANGE and subscription.status is not SubscriptionStatus.PAUSED:
        await advance(session, subscription, SubscriptionStatus.CANCELED)


async def end_unbegun(session: AsyncSession, subscription: Subscription) -> None:
    """Ends a subscription whose first period was never paid."""
    locked = await lock(session, subscription.id)
    if locked.status is not SubscriptionStatus.INCOMPLETE:
        return
    if charge := await find_open_charge(session, locked.id):
        await drop_charge(session, charge)
    await advance(session, locked, SubscriptionStatus.CANCELED, why="never_paid")


async def _go_on_or_end(session: AsyncSession, subscription: Subscription, charge: SubscriptionCharge) -> None:
    if subscription.status is not SubscriptionStatus.PAST_DUE:
        await advance(session, subscription, SubscriptionStatus.PAST_DUE)
    subscription.next_attempt_at = next_attempt(subscription.failures, clock.now())
    person = await get_person(session, subscription.user_id)
    order = await get_order(session, charge.order_id)
    key = f"subscriptions.refused:{charge.id}:{subscription.failures}"
    with speaking(subscription.locale):
        if subscription.next_attempt_at is not None:
            mail = ChargeRefused.of(subscription, order)
        else:
            mail = SubscriptionOver.of(subscription)
    if subscription.next_attempt_at is None:
        await drop_charge(session, charge)
        await advance(session, subscription, SubscriptionStatus.UNPAID)
    await queue_mail(session, mail, to=person.email, locale=subscription.locale, key=key, person_id=person.id)


def _take_effect(subscription: Subscription, charge: SubscriptionCharge) -> None:
    terms = read_terms(charge.plan)
    is_new_rhythm = terms.rhythm != (subscription.interval, subscription.interval_count)
    subscription.interval, subscription.interval_count = terms.rhythm
    subscription.amount, subscription.notice_days = terms.amount, terms.notice_days
    subscription.period_start, subscription.period_end = charge.starts_at, charge.ends_at
    subscription.next_plan = None
    if charge.kind is ChargeKind.CHANGE and is_new_rhythm:
        subscription.anchor_day = _day(charge.starts_at)
    subscription.failures, subscription.last_failure = 0, ""
    subscription.refused_card_id = subscription.next_attempt_at = None


def _day(at: datetime) -> int:
    return clock.today_in_rome(at).day
