"""What subscriptions do when something happens below."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Subscriber
from aistrategyhub.features.accounts.events import PersonErased
from aistrategyhub.features.orders.events import OrderCancelled
from aistrategyhub.features.payments.events import OrderPaid
from aistrategyhub.features.subscriptions import queries, service
from aistrategyhub.features.wallet.events import DefaultCardChanged
from aistrategyhub.infra.work import enqueue


async def settle(session: AsyncSession, fact: OrderPaid) -> None:
    await service.note_paid(session, fact.order_id)


async def end_or_give_up(session: AsyncSession, fact: OrderCancelled) -> None:
    await service.note_called_off(session, fact.order_id)


async def try_new_card(session: AsyncSession, fact: DefaultCardChanged) -> None:
    """Whoever changes their card is charged at once what the old one refused; a refusal does not hasten the end."""
    for subscription, charge in await queries.list_past_due_of(session, fact.person_id):
        row = {"charge_id": str(charge.id), "failures": subscription.failures, "counts": False}
        key = f"{service.CHARGE}:{charge.id}:{subscription.failures}:{fact.card_id}"
        await enqueue(session, service.CHARGE, row, key=key)


async def forget(session: AsyncSession, fact: PersonErased) -> None:
    await service.forget_subscriber(session, fact.person_id)


SUBSCRIBERS = (
    Subscriber(name="subscriptions.settle_when_paid", fact=OrderPaid, react=settle),
    Subscriber(name="subscriptions.end_when_called_off", fact=OrderCancelled, react=end_or_give_up),
    Subscriber(name="subscriptions.try_new_card", fact=DefaultCardChanged, react=try_new_card),
    Subscriber(name="subscriptions.end_when_erased", fact=PersonErased, react=forget),
)
