"""The one door through which a subscription changes status, and its timeline."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.subscriptions.models import Subscription, SubscriptionEvent, SubscriptionStatus
from aistrategyhub.features.subscriptions.rules import ENDED, check_transition


async def advance(session: AsyncSession, subscription: Subscription, to: SubscriptionStatus, **data: Any) -> None:
    """Changes the status. The subscription must be locked. Raises IllegalSubscriptionTransition."""
    before = subscription.status
    check_transition(before, to)
    subscription.status = to
    if to in ENDED:
        subscription.ended_at, subscription.next_attempt_at = clock.now(), None
    await add_event(session, subscription, to.value, **data)
    changed = {"before": before.value, "after": to.value, "number": subscription.number}
    await record(session, "subscriptions.status_changed", "subscription", subscription.id, **changed)


async def add_event(session: AsyncSession, subscription: Subscription, kind: str, **data: Any) -> None:
    """Adds a step to the timeline."""
    session.add(SubscriptionEvent(subscription_id=subscription.id, kind=kind, data=data, created_at=clock.now()))
    await session.flush()
