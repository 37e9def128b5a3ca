"""Going over to another plan."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.billing import Buyer
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.queries import list_plans
from aistrategyhub.features.subscriptions.models import (
    AtPeriodEnd,
    ChargeKind,
    Subscription,
    SubscriptionCharge,
    SubscriptionStatus,
)
from aistrategyhub.features.subscriptions.queries import find_open_charge, lock
from aistrategyhub.features.subscriptions.rules import ChangeQuote, IllegalSubscriptionTransition, quote_change
from aistrategyhub.features.subscriptions.rules.changing import PlanTerms
from aistrategyhub.features.subscriptions.service.asking import ask, stored, terms_of
from aistrategyhub.features.subscriptions.service.settling import drop_charge
from aistrategyhub.features.subscriptions.service.steps import add_event
from aistrategyhub.features.vat.models import VatCheck


class NoSuchPlan(DomainError):
    """The item is not sold on this plan, or it is the one that the subscription has."""

    code = "NO_SUCH_PLAN"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo piano non si può scegliere.")


async def price_change(session: AsyncSession, subscription: Subscription, plan_id: UUID) -> ChangeQuote:
    """What the change would cost at this moment. Raises NoSuchPlan or IllegalSubscriptionTransition."""
    return _quote(subscription, await _plan(session, subscription, plan_id))


async def begin_change(
    session: AsyncSession, subscription_id: UUID, plan_id: UUID, *, buyer: Buyer, vat_check: VatCheck | None
) -> SubscriptionCharge | None:
    """Goes over to another plan of the same item: with a sum to be charged now, after which it holds, or None when it
    begins with the next period. Raises NoSuchPlan or IllegalSubscriptionTransition."""
    subscription = await lock(session, subscription_id)
    if earlier := await find_open_charge(session, subscription.id):
        if earlier.kind is not ChargeKind.CHANGE:
            raise IllegalSubscriptionTransition
        await drop_charge(session, earlier)
        await session.flush()
    plan = await _plan(session, subscription, plan_id)
    quote = _quote(subscription, plan)
    chosen = {"amount": str(plan.amount), "interval": plan.interval.value, "count": plan.interval_count}
    await record(session, "subscriptions.plan_chosen", "subscription", subscription.id, **chosen)
    if not quote.is_now:
        subscription.next_plan = stored(plan)
        await add_event(session, subscription, "will_change", **chosen)
        return None
    return await ask(
        session,
        subscription,
        ChargeKind.CHANGE,
        amount=quote.due,
        plan=plan,
        starts_at=quote.starts_at,
        ends_at=quote.ends_at,
        buyer=buyer,
        vat_check=vat_check,
    )


async def _plan(session: AsyncSession, subscription: Subscription, plan_id: UUID) -> PlanTerms:
    plan = next((one for one in await list_plans(session, subscription.item_id) if one.id == plan_id), None)
    if plan is None or plan.currency != subscription.currency:
        raise NoSuchPlan
    terms = PlanTerms(plan.interval, plan.interval_count, plan.amount, plan.notice_days)
    present = terms_of(subscription)
    if (terms.rhythm, terms.amount) == (present.rhythm, present.amount) and subscription.next_plan is None:
        raise NoSuchPlan
    return terms


def _quote(subscription: Subscription, plan: PlanTerms) -> ChangeQuote:
    now, start, end = clock.now(), subscription.period_start, subscription.period_end
    is_running = subscription.status is SubscriptionStatus.ACTIVE and subscription.at_period_end is AtPeriodEnd.RENEW
    if not is_running or start is None or end is None or end <= now:
        raise IllegalSubscriptionTransition
    return quote_change(terms_of(subscription), plan, period_start=start, period_end=end, at=now)
