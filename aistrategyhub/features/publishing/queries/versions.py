"""Reads of versions."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.publishing.models import Publication, PublicationVersion
from aistrategyhub.features.publishing.schemas import VersionRow


class VersionNotFound(DomainError):
    """The publication has no such version, or not any more."""

    code = "VERSION_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa versione non c’è più.")


async def list_versions(session: AsyncSession, publication_id: UUID, *, most: int = 200) -> list[VersionRow]:
    """The versions of a publication, the newest first, without their content."""
    version = PublicationVersion
    live = (version.id == Publication.published_version_id).label("is_live")
    query = (
        select(version.id, version.number, version.title, version.note, version.origin, version.was_published)
        .add_columns(live, version.created_by, version.created_at)
        .join(Publication, Publication.id == version.publication_id)
        .where(version.publication_id == publication_id)
        .order_by(version.number.desc())
        .limit(most)
    )
    return [VersionRow(**{**row, "is_live": bool(row["is_live"])}) for row in (await session.execute(query)).mappings()]


async def get_version(session: AsyncSession, publication_id: UUID, number: int) -> PublicationVersion:
    """One version of a publication. Raises VersionNotFound."""
    query = select(PublicationVersion).where(
        PublicationVersion.publication_id == publication_id, PublicationVersion.number == number
    )
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise VersionNotFound
    return found


async def find_version(session: AsyncSession, version_id: UUID | None) -> PublicationVersion | None:
    """The version of this id."""
    query = select(PublicationVersion).where(PublicationVersion.id == version_id)
    return (await session.execute(query)).scalar_one_or_none()


async def find_versions(session: AsyncSession, version_ids: Sequence[UUID]) -> dict[UUID, PublicationVersion]:
    """Those of these versions that are still there, by their ids."""
    query = select(PublicationVersion).where(PublicationVersion.id.in_(version_ids))
    return {one.id: one for one in (await session.execute(query)).scalars()}


async def find_last_version(session: AsyncSession, publication_id: UUID) -> PublicationVersion | None:
    """The newest version of a publication."""
    query = (
        select(PublicationVersion)
        .where(PublicationVersion.publication_id == publication_id)
        .order_by(PublicationVersion.number.desc())
        .limit(1)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def find_last_versions(session: AsyncSession, publication_ids: Sequence[UUID]) -> dict[UUID, PublicationVersion]:
    """The newest version of each of these publications that has one."""
    version = PublicationVersion
    query = (
        select(version)
        .where(version.publication_id.in_(publication_ids))
        .distinct(version.publication_id)
        .order_by(version.publication_id, version.number.desc())
    )
    return {one.publication_id: one for one in (await session.execute(query)).scalars()}
