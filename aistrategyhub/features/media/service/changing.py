"""Changing what the library knows of a file, what it holds, and whether it is there at all."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.media import queries, rules
from aistrategyhub.features.media.models import MediaFile, MediaKind, MediaStatus, Rendition
from aistrategyhub.features.media.schemas import Description
from aistrategyhub.features.media.service.keeping import (
    StoredFile,
    ask_for_sizes,
    held_by,
    refuse_when_full,
)
from aistrategyhub.infra.db import after_commit, take_turns, tenant_of
from aistrategyhub.infra.storage import Storage, StorageUnavailable
from aistrategyhub.prerender import service as prerender

TRASH_LASTS = timedelta(days=30)


class MediaInUse(DomainError):
    """Somebody shows the file: it is not thrown away under them."""

    code = "MEDIA_IN_USE"
    sentence = mark("Questo file è usato in {count} punti ({places}): toglilo da lì, poi potrai eliminarlo.")


class OtherKind(DomainError):
    """A picture can be replaced by a picture, a document by a document."""

    code = "OTHER_KIND"
    sentence = mark("Un file si sostituisce con uno dello stesso genere: questo è di un altro.")


class ContentElsewhere(DomainError):
    """The new content is in the library already, as another file."""

    code = "CONTENT_ELSEWHERE"
    sentence = mark("Questo contenuto c'è già nella libreria: è «{name}».")


async def describe(session: AsyncSession, media_id: UUID, given: Description) -> MediaFile:
    """Changes words, folder, focal point and privacy of a file; its pages are written again.

    Raises MediaNotFound, InvalidFolder, ContentElsewhere, and MediaInUse for what would become private under a page.
    """
    file = await queries.get_file(session, media_id, for_update=True)
    if given.is_private and not file.is_private:
        await _refuse_when_used(session, media_id)
    if given.is_private != file.is_private:
        await _refuse_content_elsewhere(session, file.content_hash, given.is_private)
    file.alt = {"it": " ".join(given.alt_it.split()), "en": " ".join(given.alt_en.split())}
    file.is_decorative = given.is_decorative
    file.folder = rules.clean_folder(given.folder)
    file.focal_x, file.focal_y = given.focal_x, given.focal_y
    file.is_private = given.is_private
    await record(session, "media.described", "media", media_id, **given.model_dump())
    await _shown_anew(session, media_id)
    return file


async def replace(session: AsyncSession, storage: Storage, media_id: UUID, stored: StoredFile) -> MediaFile:
    """Gives the file another content under the same id. Its address changes, and its pages are written again.

    Raises MediaNotFound, OtherKind, ContentElsewhere and QuotaReached; what was stored is then for the caller to
    `discard`.
    """
    await take_turns(session, "media:room")
    file = await queries.get_file(session, media_id, for_update=True)
    if _genre(file.kind) != _genre(stored.kind):
        raise OtherKind
    if file.content_hash != stored.content_hash:
        await _refuse_content_elsewhere(session, stored.content_hash, file.is_private)
    await refuse_when_full(session, stored.bytes)
    _remove_after_commit(session, storage, file)
    await session.execute(delete(Rendition).where(Rendition.media_id == media_id))
    for column, value in held_by(stored).items():
        setattr(file, column, value)
    file.stem = rules.stem_of(stored.name)
    file.stored_bytes, file.replaced_at = stored.bytes, now()
    file.status = MediaStatus.PROCESSING if file.kind is MediaKind.IMAGE else MediaStatus.READY
    await session.flush()
    await ask_for_sizes(session, file)
    await record(session, "media.replaced", "media", media_id, mime=file.mime, bytes=file.bytes)
    await _shown_anew(session, media_id)
    return file


async def trash(session: AsyncSession, media_id: UUID) -> None:
    """Puts a file into the trash, where it stays for TRASH_LASTS. Raises MediaNotFound and MediaInUse."""
    file = await queries.get_file(session, media_id, for_update=True)
    if file.trashed_at is not None:
        return
    await _refuse_when_used(session, media_id)
    file.trashed_at = now()
    await record(session, "media.trashed", "media", media_id)
    await _shown_anew(session, media_id)


async def restore(session: AsyncSession, media_id: UUID) -> None:
    """Takes a file back out of the trash. Raises MediaNotFound and ContentElsewhere."""
    file = await queries.get_file(session, media_id, for_update=True)
    if file.trashed_at is None:
        return
    await _refuse_content_elsewhere(session, file.content_hash, file.is_private)
    file.trashed_at = None
    await record(session, "media.restored", "media", media_id)
    await _shown_anew(session, media_id)


async def erase(session: AsyncSession, storage: Storage, media_id: UUID) -> None:
    """Removes a file for ever, with all its sizes. Raises MediaNotFound and MediaInUse."""
    file = await queries.get_file(session, media_id, for_update=True)
    await _refuse_when_used(session, media_id)
    _remove_after_commit(session, storage, file)
    await session.delete(file)
    await record(session, "media.erased", "media", media_id)
    await _shown_anew(session, media_id)


async def empty_trash(session: AsyncSession, storage: Storage) -> int:
    """Erases what has been in the trash for longer than TRASH_LASTS and nobody shows; how many files."""
    old = select(MediaFile.id).where(MediaFile.trashed_at < now() - TRASH_LASTS).limit(200)
    erased = 0
    for media_id in list(await session.scalars(old)):
        if not await queries.find_uses(session, media_id):
            await erase(session, storage, media_id)
            erased += 1
    return erased


async def _refuse_when_used(session: AsyncSession, media_id: UUID) -> None:
    if uses := await queries.find_uses(session, media_id):
        raise MediaInUse(count=len(uses), places=", ".join(f"«{use.label}»" for use in uses[:3]))


async def _refuse_content_elsewhere(session: AsyncSession, content_hash: str, is_private: bool) -> None:
    same = await queries.find_same(session, content_hash, is_private=is_private)
    if same is not None and same.trashed_at is None:
        raise ContentElsewhere(name=same.name)


def _remove_after_commit(session: AsyncSession, storage: Storage, file: MediaFile) -> None:
    """Removes the present version from the store once nobody knows of it; what a kill leaves, the sweep finds."""
    folder = rules.version_folder(tenant_of(session), file.id, file.version_id)

    async def remove() -> None:
        try:
            for key in [key async for key in storage.keys(folder)]:
                await storage.delete(key)
        except StorageUnavailable:
            return

    after_commit(session, f"remove {folder}", remove)


async def _shown_anew(session: AsyncSession, media_id: UUID) -> None:
    await prerender.touch(session, queries.thing(media_id))


def _genre(kind: MediaKind) -> MediaKind:
    """Drawings stand in for pictures."""
    return MediaKind.IMAGE if kind is MediaKind.VECTOR else kind
