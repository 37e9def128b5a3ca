"""What the blog does when a post is published, withdrawn or moved, and when somebody is erased."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Subscriber
from aistrategyhub.features.accounts.events import PersonErased
from aistrategyhub.features.blog import service
from aistrategyhub.features.blog.kinds import POST
from aistrategyhub.features.publishing.events import PublicationMoved, PublicationPublished, PublicationUnpublished


async def follow(session: AsyncSession, fact: PublicationPublished | PublicationUnpublished | PublicationMoved) -> None:
    if fact.kind == POST.name:
        await service.catch_up(session, fact.publication_id)


async def forget(session: AsyncSession, fact: PersonErased) -> None:
    await service.forget_author(session, fact.person_id)


SUBSCRIBERS = (
    Subscriber(name="blog.list_when_published", fact=PublicationPublished, react=follow),
    Subscriber(name="blog.unlist_when_unpublished", fact=PublicationUnpublished, react=follow),
    Subscriber(name="blog.follow_when_moved", fact=PublicationMoved, react=follow),
    Subscriber(name="blog.forget_when_erased", fact=PersonErased, react=forget),
)
