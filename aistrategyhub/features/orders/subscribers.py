"""What orders does when something happens below."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Subscriber
from aistrategyhub.features.accounts.events import EmailVerified, PersonErased
from aistrategyhub.features.orders import service
from aistrategyhub.features.orders.events import OrderCompleted, OrderPlaced
from aistrategyhub.features.orders.service.collecting import collect_agreement
from aistrategyhub.features.quotes.events import InstalmentAsked, OfferAccepted


async def claim(session: AsyncSession, fact: EmailVerified) -> None:
    await service.claim_guest_orders(session, person_id=fact.person_id, email=fact.email)


async def forget(session: AsyncSession, fact: PersonErased) -> None:
    await service.forget_buyer(session, fact.person_id)


async def place_agreed(session: AsyncSession, fact: OfferAccepted) -> None:
    await collect_agreement(session, fact.offer_id)


async def place_asked(session: AsyncSession, fact: InstalmentAsked) -> None:
    await collect_agreement(session, fact.offer_id, fact.instalment)


async def confirm(session: AsyncSession, fact: OrderPlaced) -> None:
    if fact.is_confirmed:
        await service.confirm_order(session, fact.order_id)


async def plan_follow_up(session: AsyncSession, fact: OrderCompleted) -> None:
    await service.plan_follow_up(session, fact.order_id)


SUBSCRIBERS = (
    Subscriber(name="orders.place_when_offer_accepted", fact=OfferAccepted, react=place_agreed),
    Subscriber(name="orders.place_when_instalment_asked", fact=InstalmentAsked, react=place_asked),
    Subscriber(name="orders.confirm_when_placed", fact=OrderPlaced, react=confirm),
    Subscriber(name="orders.follow_up_when_completed", fact=OrderCompleted, react=plan_follow_up),
    Subscriber(name="orders.claim_when_verified", fact=EmailVerified, react=claim),
    Subscriber(name="orders.forget_when_erased", fact=PersonErased, react=forget),
)
