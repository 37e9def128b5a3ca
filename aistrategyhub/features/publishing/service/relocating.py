"""What others hear when addresses change."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.publishing.events import PublicationMoved
from aistrategyhub.features.publishing.models import Publication, PublicationStatus
from aistrategyhub.features.publishing.service import live_pages
from aistrategyhub.features.publishing.service.addresses import Moved
from aistrategyhub.infra.outbox import publish_all


async def tell_of_moves(
    session: AsyncSession, publication: Publication, moved: Sequence[Moved], *, in_list: bool = False
) -> None:
    """Has the pages of every published one that moved written at their new paths, and tells the rooms above.

    `in_list`: the publication itself changed its place, or who may read it.
    """
    live = [one for one in moved if one.publication.status is PublicationStatus.PUBLISHED]
    if live:
        await live_pages.moved(session, live)
        members = {one.publication.id: one.publication for one in live}.values()
        await publish_all(session, [_fact(member, live) for member in members])
    if in_list and publication.status is PublicationStatus.PUBLISHED:
        await live_pages.changed(session, publication)


def _fact(publication: Publication, moved: Sequence[Moved]) -> PublicationMoved:
    own = [one for one in moved if one.publication is publication]
    return PublicationMoved(
        publication_id=publication.id,
        kind=publication.kind,
        former=[one.former or "" for one in own],
        paths=[one.path for one in own],
    )
