"""What the written pages of the site hear of publications: which appear, which go, and what changed on the others.

Pages name what they show. `publication:<id>` is what one says; `link:<id>` is that it is there, its title and its
path, for menus and links to it; the `listing` of a kind ("posts") is the list of its publications.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.publishing.models import Audience, Publication, PublicationStatus
from aistrategyhub.features.publishing.queries import paths_of
from aistrategyhub.features.publishing.rules import get_kind
from aistrategyhub.features.publishing.service.addresses import Moved
from aistrategyhub.prerender import service as prerender


async def changed(session: AsyncSession, publication: Publication) -> list[str]:
    """Its words, its place or its readers changed where it stands; the paths at which it does."""
    paths = sorted((await paths_of(session, [publication.id]))[publication.id].values())
    if publication.status is PublicationStatus.PUBLISHED:
        await appeared(session, publication, paths)
    else:
        await vanished(session, publication, paths)
    return paths


async def rewritten(session: AsyncSession, publications: Sequence[Publication]) -> None:
    """The words of these changed where they stand, and nothing else of them."""
    paths = await paths_of(session, [one.id for one in publications])
    written = [one for one in publications if one.audience is Audience.EVERYBODY]
    await prerender.want(session, *(path for one in written for path in sorted(paths[one.id].values())))
    await prerender.touch(session, *dict.fromkeys(thing for one in publications for thing in _things(one)))


async def appeared(session: AsyncSession, publication: Publication, paths: Sequence[str]) -> None:
    """It stands at these paths now. What not everybody may read is never written down."""
    if publication.audience is Audience.EVERYBODY:
        await prerender.want(session, *paths)
    else:
        await prerender.drop(session, *paths)
    await prerender.touch(session, *_things(publication))


async def vanished(session: AsyncSession, publication: Publication, paths: Sequence[str]) -> None:
    """It stands at these paths no longer."""
    await prerender.drop(session, *paths)
    await prerender.touch(session, *_things(publication))


async def moved(session: AsyncSession, moves: Sequence[Moved]) -> None:
    """They stand elsewhere. All leave before anybody arrives, because what one leaves another may take."""
    await prerender.drop(session, *(one.former for one in moves if one.former))
    written = [one.path for one in moves if one.publication.audience is Audience.EVERYBODY]
    await prerender.want(session, *written)
    await prerender.touch(session, *dict.fromkeys(thing for one in moves for thing in _things(one.publication)))


def _things(publication: Publication) -> list[str]:
    listing = get_kind(publication.kind).listing
    return [f"publication:{publication.id}", f"link:{publication.id}", *([listing] if listing else [])]
