"""What support does when something happens below."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Subscriber
from aistrategyhub.features.accounts.events import EmailVerified, PersonErased
from aistrategyhub.features.support import service


async def claim(session: AsyncSession, fact: EmailVerified) -> None:
    await service.claim_tickets(session, person_id=fact.person_id, email=fact.email)


async def forget(session: AsyncSession, fact: PersonErased) -> None:
    await service.forget_asker(session, fact.person_id)


SUBSCRIBERS = (
    Subscriber(name="support.claim_when_verified", fact=EmailVerified, react=claim),
    Subscriber(name="support.forget_when_erased", fact=PersonErased, react=forget),
)
