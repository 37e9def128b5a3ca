"""What payments do when something happens below."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Subscriber
from aistrategyhub.features.accounts.events import PersonErased
from aistrategyhub.features.payments import service


async def forget(session: AsyncSession, fact: PersonErased) -> None:
    await service.forget_payer(session, fact.person_id)


SUBSCRIBERS = (Subscriber(name="payments.forget_when_erased", fact=PersonErased, react=forget),)
