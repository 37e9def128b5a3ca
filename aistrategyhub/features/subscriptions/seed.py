"""A customer of the demo firm who tries a subscription."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.features.accounts.queries import find_person_by_email
from aistrategyhub.features.accounts.seed import CUSTOMERS
from aistrategyhub.features.catalog.models import PlanInterval
from aistrategyhub.features.catalog.queries import find_service
from aistrategyhub.features.subscriptions.models import Subscription, SubscriptionStatus
from aistrategyhub.features.subscriptions.service.steps import add_event
from aistrategyhub.infra.counters import next_number

_SERVICE = "presidio-compliance"
_TRIAL_DAYS = 30


async def seed(session: AsyncSession, plan: SeedPlan) -> None:
    """Adds the trial where nobody has a subscription yet. It has no card: when it is over, it asks for one."""
    person = await find_person_by_email(session, CUSTOMERS[1].email)
    service = await find_service(session, _SERVICE, DEFAULT_LOCALE)
    is_known = await session.scalar(select(func.count()).select_from(Subscription))
    if is_known or person is None or service is None or service.price is None:
        return
    now = clock.now()
    ends = now + timedelta(days=_TRIAL_DAYS)
    year = clock.today_in_rome(now).year
    subscription = Subscription(
        number=f"ABB-{year}-{await next_number(session, f'subscriptions:{year}'):05d}",
        user_id=person.id,
        item_id=service.id,
        item_slug=service.slug,
        item_name=service.name,
        vat_class=service.vat_class,
        interval=PlanInterval.MONTH,
        amount=service.price.amount,
        currency=service.price.currency,
        notice_days=_TRIAL_DAYS,
        status=SubscriptionStatus.TRIALING,
        period_start=now,
        period_end=ends,
        anchor_day=clock.today_in_rome(ends).day,
    )
    session.add(subscription)
    await session.flush()
    await add_event(session, subscription, "trialing", days=_TRIAL_DAYS)
