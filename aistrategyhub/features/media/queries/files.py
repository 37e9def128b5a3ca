"""Files of the library by their id or content."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.media.models import MediaFile


class MediaNotFound(DomainError):
    """No such file, or none that this person may see."""

    code = "MEDIA_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo file non c'è più, o non è tra quelli che puoi vedere.")


async def get_file(session: AsyncSession, media_id: UUID, *, for_update: bool = False) -> MediaFile:
    """The file, also from the trash. Raises MediaNotFound."""
    query = select(MediaFile).where(MediaFile.id == media_id)
    file = await session.scalar(query.with_for_update() if for_update else query)
    if file is None:
        raise MediaNotFound
    return file


async def find_same(session: AsyncSession, content_hash: str, *, is_private: bool) -> MediaFile | None:
    """The file that was made of this very content, the one outside the trash first."""
    return await session.scalar(
        select(MediaFile)
        .where(MediaFile.content_hash == content_hash, MediaFile.is_private == is_private)
        .order_by(MediaFile.trashed_at.is_not(None), MediaFile.id)
        .limit(1)
    )


async def find_named(session: AsyncSession, folder: str, name: str) -> MediaFile | None:
    """The newest file of this name in a folder, the trash left out."""
    return await session.scalar(
        select(MediaFile)
        .where(MediaFile.folder == folder, MediaFile.name == name, MediaFile.trashed_at.is_(None))
        .order_by(MediaFile.id.desc())
        .limit(1)
    )


async def stored_bytes_of_tenant(session: AsyncSession) -> int:
    """How much room the tenant's files take with all their sizes, the trash included."""
    return int(await session.scalar(select(func.coalesce(func.sum(MediaFile.stored_bytes), 0))) or 0)
