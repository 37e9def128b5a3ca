"""What the assistant does when the site changes, and when somebody is erased."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Subscriber
from aistrategyhub.features.accounts.events import PersonErased
from aistrategyhub.features.assistant import service
from aistrategyhub.features.assistant.service.conversations import forget_person
from aistrategyhub.features.publishing.events import (
    PublicationAudienceChanged,
    PublicationMoved,
    PublicationPublished,
    PublicationUnpublished,
)

_Changed = PublicationPublished | PublicationUnpublished | PublicationMoved | PublicationAudienceChanged


async def follow(session: AsyncSession, fact: _Changed) -> None:
    await service.follow_publication(session, fact.publication_id)


async def forget(session: AsyncSession, fact: PersonErased) -> None:
    await forget_person(session, fact.person_id)


SUBSCRIBERS = (
    Subscriber(name="assistant.forget_when_erased", fact=PersonErased, react=forget),
    Subscriber(name="assistant.know_when_published", fact=PublicationPublished, react=follow),
    Subscriber(name="assistant.forget_when_unpublished", fact=PublicationUnpublished, react=follow),
    Subscriber(name="assistant.follow_when_moved", fact=PublicationMoved, react=follow),
    Subscriber(name="assistant.follow_its_readers", fact=PublicationAudienceChanged, react=follow),
)
