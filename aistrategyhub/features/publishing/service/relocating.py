"""What others hear when addresses change."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.publishing.events import PublicationMoved
from aistrategyhub.features.publishing.models import Publication, PublicationStatus
from aistrategyhub.features.publishing.service import live_pages
from aistrategyhub.features.publishing.service.addresses import Moved
from aistrategyhub.infra.outbox import publish as publish_fact


async def tell_of_moves(
    session: AsyncSession, publication: Publication, moved: Sequence[Moved], *, in_list: bool = False
) -> None:
    """Has the pages of every published one that moved written at their new paths, and tells the rooms above.

    `in_list`: the publication itself changed its place, or who may read it.
    """
    live = [one for one in moved if one.publication.status is PublicationStatus.PUBLISHED]
    members = list({one.publication.id: one.publication for one in live}.values())
    # All leave before anybody arrives: what one leaves another may take.
    for member in members:
        await live_pages.vanished(
            session, member, [one.former for one in live if one.publication is member and one.former]
        )
    for member in members:
        await _tell_arrival(session, member, [one for one in live if one.publication is member])
    if in_list and publication.status is PublicationStatus.PUBLISHED:
        await live_pages.changed(session, publication)


async def _tell_arrival(session: AsyncSession, publication: Publication, moved: list[Moved]) -> None:
    former, paths = [one.former or "" for one in moved], [one.path for one in moved]
    await live_pages.appeared(session, publication, paths)
    fact = PublicationMoved(publication_id=publication.id, kind=publication.kind, former=former, paths=paths)
    await publish_fact(session, fact)
