"""The library as its screens show it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import LOCALES, moment_label
from aistrategyhub.features.media import rules
from aistrategyhub.features.media.models import MediaFile, MediaKind, Rendition
from aistrategyhub.features.media.queries.files import get_file
from aistrategyhub.features.media.queries.views import alt_of, current_renditions, image_view, main_address
from aistrategyhub.features.media.schemas import FolderRow, LibraryFilter, MediaBody, MediaRow


async def list_files(session: AsyncSession, wanted: LibraryFilter, page: PageRequest) -> Page[MediaFile]:
    """A page of the library, the newest first."""
    query = _matching(select(MediaFile), wanted)
    total = await count_files(session, wanted)
    files = list(
        await session.scalars(
            query.order_by(MediaFile.uploaded_at.desc(), MediaFile.id.desc()).offset(page.offset).limit(page.per_page)
        )
    )
    return Page(files, total, page.page, page.per_page)


async def count_files(session: AsyncSession, wanted: LibraryFilter) -> int:
    """How many files are like this."""
    return await session.scalar(_matching(select(func.count()).select_from(MediaFile), wanted)) or 0


async def list_folders(session: AsyncSession) -> list[FolderRow]:
    """Every folder that holds something, with how much, by name."""
    query = select(MediaFile.folder, func.count()).where(MediaFile.trashed_at.is_(None)).group_by(MediaFile.folder)
    found = dict((await session.execute(query)).tuples().all())
    return [FolderRow(folder, found[folder]) for folder in sorted(found)]


async def media_rows(session: AsyncSession, files: Sequence[MediaFile]) -> list[MediaRow]:
    """These files as the screens show them, in the same order."""
    sizes = await current_renditions(session, files)
    return [_row(file, _thumbnail(file, sizes[file.id])) for file in files]


async def media_bodies(
    session: AsyncSession, files: Sequence[MediaFile], *, is_duplicate: bool = False
) -> list[MediaBody]:
    """These files as programs get them, in the same order."""
    sizes = await current_renditions(session, files)
    return [
        MediaBody(
            id=file.id,
            kind=file.kind.value,
            status=file.status.value,
            name=file.name,
            folder=file.folder,
            mime=file.mime,
            bytes=file.bytes,
            width=file.width,
            height=file.height,
            alt_it=file.alt.get("it", ""),
            alt_en=file.alt.get("en", ""),
            is_decorative=file.is_decorative,
            is_private=file.is_private,
            url=image_view(file, sizes[file.id]).src,
            uploaded_at=file.uploaded_at,
            is_duplicate=is_duplicate,
        )
        for file in files
    ]


def _thumbnail(file: MediaFile, renditions: Sequence[Rendition]) -> str:
    """The address of a small picture; the file's own where there is no smaller one, none for what is no picture."""
    if file.kind not in (MediaKind.IMAGE, MediaKind.VECTOR):
        return ""
    smallest = image_view(file, renditions).srcset_webp.partition(" ")[0]
    return smallest or main_address(file)


def _row(file: MediaFile, thumbnail: str) -> MediaRow:
    return MediaRow(
        id=str(file.id),
        kind=file.kind.value,
        status=file.status.value,
        name=file.name,
        folder=file.folder,
        thumbnail=thumbnail,
        address=main_address(file),
        alt=alt_of(file),
        alt_it=file.alt.get("it", ""),
        alt_en=file.alt.get("en", ""),
        is_decorative=file.is_decorative,
        is_private=file.is_private,
        is_trashed=file.trashed_at is not None,
        needs_description=rules.needs_description(file),
        width=file.width,
        height=file.height,
        size_label=rules.size_label(file.bytes),
        uploaded_label=moment_label(file.replaced_at or file.uploaded_at),
        focal_x=file.focal_x,
        focal_y=file.focal_y,
        focal_class=rules.focal_class(file.focal_x, file.focal_y),
    )


def _matching(query: Select[Any], wanted: LibraryFilter) -> Select[Any]:
    trashed = MediaFile.trashed_at.is_not(None)
    query = query.where(trashed if wanted.is_in_trash else ~trashed)
    if wanted.folder:
        query = query.where(MediaFile.folder == wanted.folder)
    if wanted.is_private:
        query = query.where(MediaFile.is_private)
    if wanted.kinds:
        query = query.where(MediaFile.kind.in_(wanted.kinds))
    if wanted.lacks_description:
        query = query.where(
            MediaFile.kind.in_((MediaKind.IMAGE, MediaKind.VECTOR)),
            MediaFile.is_decorative.is_(False),
            func.coalesce(MediaFile.alt["it"].astext, "") == "",
        )
    for word in wanted.words.split()[:6]:
        query = query.where(_mentions(word))
    return query


def _mentions(word: str) -> ColumnElement[bool]:
    described = (MediaFile.alt[locale].astext.icontains(word, autoescape=True) for locale in LOCALES)
    return or_(MediaFile.name.icontains(word, autoescape=True), *described)


async def get_row(session: AsyncSession, media_id: UUID) -> MediaRow:
    """One file as the screens show it. Raises MediaNotFound."""
    (row,) = await media_rows(session, [await get_file(session, media_id)])
    return row
