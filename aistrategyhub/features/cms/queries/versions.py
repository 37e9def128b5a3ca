"""The history of a page, for its editor."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import _, mark, moment_label
from aistrategyhub.features.cms.schemas.editor import VersionLine
from aistrategyhub.features.publishing.models import VersionOrigin
from aistrategyhub.features.publishing.queries import list_versions, names_of

_ORIGINS = {
    VersionOrigin.AUTOSAVE: mark("Salvata da sola"),
    VersionOrigin.KEPT: mark("Salvata a mano"),
    VersionOrigin.PUBLISHED: mark("Pubblicata"),
    VersionOrigin.ROLLED_BACK: mark("Ripristinata"),
}


async def list_version_lines(session: AsyncSession, page_id: UUID) -> list[VersionLine]:
    """The versions of a page, the newest first."""
    versions = await list_versions(session, page_id)
    names = await names_of(session, [version.created_by for version in versions])
    return [
        VersionLine(
            id=str(version.id),
            number=version.number,
            title=version.title,
            note=version.note,
            origin_label=_(_ORIGINS[version.origin]),
            who_label=names.get(version.created_by, "") if version.created_by else "",
            at_label=moment_label(version.created_at),
            is_live=version.is_live,
        )
        for version in versions
    ]
