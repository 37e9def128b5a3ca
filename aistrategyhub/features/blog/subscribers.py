"""What the blog does when somebody is erased. Posts it follows in the transaction that publishes them."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Subscriber
from aistrategyhub.features.accounts.events import PersonErased
from aistrategyhub.features.blog import service
from aistrategyhub.features.blog.service.helping import forget_helped


async def forget(session: AsyncSession, fact: PersonErased) -> None:
    await service.forget_author(session, fact.person_id)
    await forget_helped(session, fact.person_id)


SUBSCRIBERS = (Subscriber(name="blog.forget_when_erased", fact=PersonErased, react=forget),)
