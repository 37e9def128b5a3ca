"""What the requests do when something happens below."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Subscriber
from aistrategyhub.features.accounts.events import EmailVerified, PersonErased
from aistrategyhub.features.quotes import service


async def claim(session: AsyncSession, fact: EmailVerified) -> None:
    await service.claim_requests(session, person_id=fact.person_id, email=fact.email)


async def forget(session: AsyncSession, fact: PersonErased) -> None:
    await service.forget_asker(session, fact.person_id)
    await service.forget_analyst(session, fact.person_id)


SUBSCRIBERS = (
    Subscriber(name="quotes.claim_when_verified", fact=EmailVerified, react=claim),
    Subscriber(name="quotes.forget_when_erased", fact=PersonErased, react=forget),
)
