"""Rooms that act along with the publications of their kind, in the same transaction."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.publishing.models import Publication
from aistrategyhub.features.publishing.rules import check_finished, companion_of, get_kind


async def check_ready(session: AsyncSession, publication: Publication) -> None:
    """Raises InvalidInput with everything that keeps the draft from being published: what its words lack, and what the
    room of its kind says of the rest."""
    errors = []
    try:
        check_finished(get_kind(publication.kind), publication.draft)
    except InvalidInput as refusal:
        errors += refusal.fields
    if companion := companion_of(publication.kind):
        errors += await companion.hindrances(session, publication.id)
    if errors:
        raise InvalidInput(errors)


async def tell(session: AsyncSession, publication: Publication) -> None:
    """Lets the room of its kind follow a change of a publication that this transaction holds."""
    if companion := companion_of(publication.kind):
        await session.flush()
        await companion.follow(session, publication.id)
