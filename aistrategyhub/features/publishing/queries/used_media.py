"""Where publications use files, told to the library."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.media.queries import declare_uses, thing
from aistrategyhub.features.media.schemas import Use
from aistrategyhub.features.publishing.queries.publications import find_uses
from aistrategyhub.features.publishing.rules import get_kind


async def uses_of_file(session: AsyncSession, media_id: UUID) -> list[Use]:
    """The publications that show a file, in their draft or live, with the screen where each is edited."""
    return [
        Use(row.title, get_kind(row.kind).editor_route.format(id=row.id))
        for row in await find_uses(session, thing(media_id))
    ]


declare_uses("publishing", uses_of_file)
