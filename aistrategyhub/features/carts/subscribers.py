"""What carts does when something happens below."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Subscriber
from aistrategyhub.features.accounts.events import PersonErased
from aistrategyhub.features.carts import service


async def forget(session: AsyncSession, fact: PersonErased) -> None:
    await service.forget_carts_of(session, fact.person_id)


SUBSCRIBERS = (Subscriber(name="carts.forget_when_erased", fact=PersonErased, react=forget),)
