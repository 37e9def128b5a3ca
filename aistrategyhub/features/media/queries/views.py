"""Files as pages show them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import DEFAULT_LOCALE, current_locale
from aistrategyhub.features.media import rules
from aistrategyhub.features.media.models import MediaFile, MediaKind, Rendition, RenditionFormat
from aistrategyhub.features.media.schemas import FileView, ImageView

_PICTURES = (MediaKind.IMAGE, MediaKind.VECTOR)
_FALLBACKS = (RenditionFormat.JPEG, RenditionFormat.PNG)


async def image_views(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, ImageView]:
    """The public pictures among these, in the language of the moment. What is missing, private, in the trash or no
    picture is left out."""
    files = await _public_files(session, ids, _PICTURES)
    sizes = await current_renditions(session, files)
    return {file.id: image_view(file, sizes[file.id]) for file in files}


async def file_views(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, FileView]:
    """The public documents and videos among these; the rest is left out."""
    files = await _public_files(session, ids, (MediaKind.DOCUMENT, MediaKind.VIDEO))
    return {
        file.id: FileView(str(file.id), main_address(file), file.name, file.mime, rules.size_label(file.bytes))
        for file in files
    }


def image_view(file: MediaFile, renditions: Sequence[Rendition]) -> ImageView:
    """A picture with the sizes that are made of its present version."""
    fallback = next((size for size in renditions if size.format in _FALLBACKS), None)
    return ImageView(
        id=str(file.id),
        src=rendition_address(file, fallback) if fallback else main_address(file),
        srcset_avif=_srcset(file, renditions, RenditionFormat.AVIF),
        srcset_webp=_srcset(file, renditions, RenditionFormat.WEBP),
        width=file.width,
        height=file.height,
        alt=alt_of(file),
        focal_class=rules.focal_class(file.focal_x, file.focal_y),
        preview=file.preview,
    )


def alt_of(file: MediaFile) -> str:
    """The words in the language of the moment, else the Italian ones; none for what only decorates."""
    if file.is_decorative:
        return ""
    return file.alt.get(current_locale()) or file.alt.get(DEFAULT_LOCALE) or ""


def main_address(file: MediaFile) -> str:
    """Where what is kept of the file is served."""
    width = file.width if file.kind is MediaKind.IMAGE else 0
    return rules.address(file.id, rules.file_name(file.stem, file.version_id, file.extension, width))


def rendition_address(file: MediaFile, rendition: Rendition) -> str:
    """Where this size of the file is served."""
    extension = rules.extension_of(rendition.format)
    return rules.address(file.id, rules.file_name(file.stem, file.version_id, extension, rendition.width))


def _srcset(file: MediaFile, renditions: Sequence[Rendition], form: RenditionFormat) -> str:
    sizes = (size for size in renditions if size.format is form)
    return ", ".join(f"{rendition_address(file, size)} {size.width}w" for size in sizes)


async def _public_files(session: AsyncSession, ids: Iterable[UUID], kinds: Sequence[MediaKind]) -> list[MediaFile]:
    query = select(MediaFile).where(
        MediaFile.id.in_(set(ids)),
        MediaFile.kind.in_(kinds),
        MediaFile.is_private.is_(False),
        MediaFile.trashed_at.is_(None),
    )
    return list(await session.scalars(query))


async def current_renditions(session: AsyncSession, files: Sequence[MediaFile]) -> Mapping[UUID, list[Rendition]]:
    """The sizes of the present version of each picture, the smallest first."""
    query = select(Rendition).where(
        Rendition.media_id.in_([file.id for file in files]),
        Rendition.version_id.in_([file.version_id for file in files]),
    )
    found: defaultdict[UUID, list[Rendition]] = defaultdict(list)
    for rendition in await session.scalars(query.order_by(Rendition.width)):
        found[rendition.media_id].append(rendition)
    return found
