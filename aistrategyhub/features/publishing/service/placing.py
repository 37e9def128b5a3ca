"""The order of publications under one another, as somebody arranges them."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.publishing.models import Publication, PublicationStatus
from aistrategyhub.features.publishing.queries import get_publication
from aistrategyhub.features.publishing.service.addresses import hold_addresses
from aistrategyhub.features.publishing.service.creating import move


async def place(session: AsyncSession, publication_id: UUID, *, parent_id: UUID | None, at: int) -> Publication:
    """The publication below another, or at the top, at a place counted from 0 among those that stand there already.

    Their order stays, and addresses follow as `move` has them follow. Raises what `move` raises.
    """
    await hold_addresses(session)
    publication = await get_publication(session, publication_id)
    siblings = await _siblings(session, publication, parent_id)
    at = max(0, min(at, len(siblings)))
    moved = await move(session, publication_id, parent_id=parent_id, position=at + 1)
    for position, sibling in enumerate([*siblings[:at], moved, *siblings[at:]], start=1):
        if sibling.position != position:
            sibling.position = position
    return moved


async def _siblings(session: AsyncSession, publication: Publication, parent_id: UUID | None) -> list[Publication]:
    query = (
        select(Publication)
        .where(
            Publication.kind == publication.kind,
            Publication.parent_id == parent_id,
            Publication.id != publication.id,
            Publication.status != PublicationStatus.TRASHED,
        )
        .order_by(Publication.position, Publication.id)
        .with_for_update()
    )
    return list((await session.execute(query)).scalars())
