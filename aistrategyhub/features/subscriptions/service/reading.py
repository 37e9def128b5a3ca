"""Everything that a page shows of a subscription, put together."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import current_locale
from aistrategyhub.features.catalog.models import ItemKind
from aistrategyhub.features.catalog.queries import ItemNotForSale, get_service, list_plans
from aistrategyhub.features.subscriptions.models import Subscription
from aistrategyhub.features.subscriptions.queries import emails_of, find_open_charge, had_trial, list_events
from aistrategyhub.features.subscriptions.rules.views import change_view, plan_choice, subscription_view
from aistrategyhub.features.subscriptions.rules.words import event_rows
from aistrategyhub.features.subscriptions.schemas import ChangeView, SubscribeView, SubscriptionView
from aistrategyhub.features.subscriptions.service.asking import BillingDataMissing, buyer_of, price_today
from aistrategyhub.features.subscriptions.service.changing import NoSuchPlan, price_change
from aistrategyhub.features.wallet.queries import find_default_card
from aistrategyhub.features.wallet.rules import card_label


async def view_of(session: AsyncSession, subscription: Subscription) -> SubscriptionView:
    """The page of a subscription."""
    shown = subscription_view(
        subscription,
        plans=await list_plans(session, subscription.item_id),
        amounts=await price_today(session, subscription, subscription.amount),
    )
    return replace(
        shown,
        card_label=await _card(session, subscription.user_id),
        can_pay=await find_open_charge(session, subscription.id) is not None,
        events=event_rows(await list_events(session, subscription.id)),
        email=(await emails_of(session, [subscription.user_id])).get(subscription.user_id, ""),
    )


async def change_of(session: AsyncSession, subscription: Subscription, plan_id: UUID) -> ChangeView:
    """What going over to a plan would mean now. Raises NoSuchPlan or IllegalSubscriptionTransition."""
    quote = await price_change(session, subscription, plan_id)
    plan = next((one for one in await list_plans(session, subscription.item_id) if one.id == plan_id), None)
    if plan is None:
        raise NoSuchPlan
    return change_view(str(plan_id), plan, quote, await price_today(session, subscription, quote.due))


async def offer_of(session: AsyncSession, person_id: UUID, slug: str) -> SubscribeView:
    """What somebody is about to subscribe to. Raises ItemNotFound, or ItemNotForSale without plans."""
    service = await get_service(session, slug, current_locale())
    plans = await list_plans(session, service.id)
    if service.kind is not ItemKind.SUBSCRIPTION or not plans:
        raise ItemNotForSale(slug=slug, name=service.name)
    with_trial = not await had_trial(session, person_id, service.id)
    return SubscribeView(
        slug=slug,
        name=service.name,
        short_description=service.short_description,
        plans=[plan_choice(plan, with_trial=with_trial) for plan in plans],
        card_label=await _card(session, person_id),
        lacks_billing=await _lacks_billing(session, person_id),
    )


async def _card(session: AsyncSession, person_id: UUID) -> str:
    card = await find_default_card(session, person_id)
    return card_label(card.brand, card.last4) if card else ""


async def _lacks_billing(session: AsyncSession, person_id: UUID) -> bool:
    try:
        await buyer_of(session, person_id)
    except BillingDataMissing:
        return True
    return False
