"""What payments do when something happens below."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Subscriber
from aistrategyhub.features.accounts.events import PersonErased
from aistrategyhub.features.orders.events import OrderCancelled, OrderPlaced
from aistrategyhub.features.payments import service
from aistrategyhub.features.payments.events import OrderPaid
from aistrategyhub.features.payments.queries import has_pending
from aistrategyhub.infra.work import enqueue


async def forget(session: AsyncSession, fact: PersonErased) -> None:
    await service.forget_payer(session, fact.person_id)


async def give_up(session: AsyncSession, fact: OrderCancelled) -> None:
    key = f"{service.GIVE_UP}:{fact.order_id}"
    await enqueue(session, service.GIVE_UP, {"order_id": str(fact.order_id)}, key=key)


async def give_up_others(session: AsyncSession, fact: OrderPaid) -> None:
    """A card may have been begun before the transfer came, or a transfer promised before the card paid."""
    if await has_pending(session, fact.order_id):
        key = f"{service.GIVE_UP}:{fact.order_id}:paid"
        await enqueue(session, service.GIVE_UP, {"order_id": str(fact.order_id)}, key=key)


async def tell_firm(session: AsyncSession, fact: OrderPaid) -> None:
    await service.tell_firm(session, fact.order_id)


async def tell_of_free_order(session: AsyncSession, fact: OrderPlaced) -> None:
    await service.tell_of_free_order(session, fact.order_id)


SUBSCRIBERS = (
    Subscriber(name="payments.forget_when_erased", fact=PersonErased, react=forget),
    Subscriber(name="payments.give_up_when_cancelled", fact=OrderCancelled, react=give_up),
    Subscriber(name="payments.give_up_others_when_paid", fact=OrderPaid, react=give_up_others),
    Subscriber(name="payments.tell_firm_when_paid", fact=OrderPaid, react=tell_firm),
    Subscriber(name="payments.tell_of_free_order", fact=OrderPlaced, react=tell_of_free_order),
)
