"""The end of a period: another one, a pause, or the end."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.billing import Buyer
from aistrategyhub.features.subscriptions.models import (
    AtPeriodEnd,
    ChargeKind,
    Subscription,
    SubscriptionCharge,
    SubscriptionStatus,
)
from aistrategyhub.features.subscriptions.queries import find_open_charge, lock
from aistrategyhub.features.subscriptions.rules import RENEWABLE, end_of_period
from aistrategyhub.features.subscriptions.service.asking import ask, read_terms, terms_of
from aistrategyhub.features.subscriptions.service.steps import advance
from aistrategyhub.features.vat.models import VatCheck


async def renew(
    session: AsyncSession, subscription_id: UUID, *, after: int, buyer: Buyer, vat_check: VatCheck | None
) -> SubscriptionCharge | None:
    """What the end of the period means for a subscription that has asked for `after` sums: the sum to be charged now,
    or None when it pauses, ends, or somebody renewed it already. Told fifty times at once, it asks once."""
    subscription = await lock(session, subscription_id)
    if not await _is_due(session, subscription, after):
        return None
    ends = subscription.period_end
    assert ends is not None
    if subscription.leaves_at is not None and subscription.leaves_at <= ends:
        await advance(session, subscription, SubscriptionStatus.CANCELED)
        return None
    if subscription.at_period_end is AtPeriodEnd.PAUSE:
        subscription.at_period_end = AtPeriodEnd.RENEW
        await advance(session, subscription, SubscriptionStatus.PAUSED)
        return None
    terms = read_terms(subscription.next_plan) if subscription.next_plan else terms_of(subscription)
    return await ask(
        session,
        subscription,
        ChargeKind.RENEWAL,
        amount=terms.amount,
        plan=terms,
        starts_at=ends,
        ends_at=end_of_period(ends, terms.interval, terms.interval_count, subscription.anchor_day),
        buyer=buyer,
        vat_check=vat_check,
    )


async def _is_due(session: AsyncSession, subscription: Subscription, after: int) -> bool:
    if subscription.charges != after or subscription.status not in RENEWABLE:
        return False
    is_over = subscription.period_end is not None and subscription.period_end <= clock.now()
    return is_over and await find_open_charge(session, subscription.id) is None
