"""What the wallet does when something happens below."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Subscriber
from aistrategyhub.features.accounts.events import PersonErased
from aistrategyhub.features.payments.events import ProviderSpoke
from aistrategyhub.features.wallet import service
from aistrategyhub.infra.work import enqueue


async def listen(session: AsyncSession, fact: ProviderSpoke) -> None:
    """The object is read again rather than believed."""
    if fact.object_type == "setup_intent":
        key = f"{service.LOOK_AGAIN}:{fact.event_id}"
        await enqueue(session, service.LOOK_AGAIN, {"reference": fact.object_id}, key=key)


async def forget(session: AsyncSession, fact: PersonErased) -> None:
    await service.forget_person(session, fact.person_id)


SUBSCRIBERS = (
    Subscriber(name="wallet.listen_to_provider", fact=ProviderSpoke, react=listen),
    Subscriber(name="wallet.forget_when_erased", fact=PersonErased, react=forget),
)
