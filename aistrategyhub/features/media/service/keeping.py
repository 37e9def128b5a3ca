"""Keeping what arrived: cleaned, stored, and only then known to the library."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import find_principal
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.media import queries, rules
from aistrategyhub.features.media.imaging.running import PressRefused, ask_press
from aistrategyhub.features.media.models import MediaFile, MediaKind, MediaStatus
from aistrategyhub.features.media.service.arrival import Arrival, received
from aistrategyhub.infra.db import take_turns, tenant_of
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import Content, Storage, StorageUnavailable
from aistrategyhub.infra.work import enqueue

MAKE_SIZES = "media.make_sizes"
_PIECE = 256 * 1024
_MIMES = {"jpg": "image/jpeg", "png": "image/png", "svg": "image/svg+xml"}


class UnreadablePicture(rules.MediaRefused):
    """It begins like a picture and is none."""

    code = "UNREADABLE_PICTURE"
    sentence = mark("Questa immagine è rovinata o incompleta: non si riesce a leggerla.")


class UnreadableDrawing(rules.MediaRefused):
    """It is no SVG that can be cleaned."""

    code = "UNREADABLE_DRAWING"
    sentence = mark("Questo disegno SVG non è valido: non si riesce a leggerlo.")


class MovingPicture(rules.MediaRefused):
    """An animation: a video does it better, with a tenth of the bytes."""

    code = "MOVING_PICTURE"
    sentence = mark("Le immagini animate non sono ammesse: carica un video MP4 o WebM.")


class PictureTooHeavy(rules.MediaRefused):
    """Decoding it took more memory or time than a picture may."""

    code = "PICTURE_TOO_HEAVY"
    sentence = mark("Questa immagine chiede troppa memoria per essere letta: riducila e riprova.")


_REFUSALS: dict[str, type[rules.MediaRefused]] = {
    refusal.code: refusal for refusal in (UnreadablePicture, UnreadableDrawing, MovingPicture, rules.TooManyPixels)
}


@dataclass(frozen=True)
class StoredFile:
    """A cleaned file that lies in the store and that nobody knows of yet."""

    media_id: UUID
    version_id: UUID
    key: str
    kind: MediaKind
    mime: str
    extension: str
    name: str
    content_hash: str
    bytes: int
    width: int
    height: int
    preview: str


@dataclass(frozen=True)
class Kept:
    """The file of the library, and whether it was there before."""

    file: MediaFile
    is_duplicate: bool


async def refuse_when_full(session: AsyncSession, more: int) -> None:
    """Raises QuotaReached when the tenant has no room for `more` bytes."""
    quota = get_settings().media_quota_mb * rules.MEGABYTE
    rules.check_quota(await queries.stored_bytes_of_tenant(session), more, quota)


async def same_as(session: AsyncSession, arrival: Arrival, *, is_private: bool = False) -> MediaFile | None:
    """The file that holds this very content already, taken back out of the trash if it lay there."""
    return await _same(session, arrival.content_hash, is_private)


async def store(storage: Storage, tenant_id: UUID, arrival: Arrival, *, media_id: UUID | None = None) -> StoredFile:
    """Cleans what arrived and lays it in the store, under a version of its own. Raises MediaRefused and
    StorageUnavailable; nothing is left behind then."""
    cleaned, details = await _clean(arrival)
    extension = details.get("extension", arrival.recognised.extension)
    media_id, version_id = media_id or new_id(), new_id()
    stored = StoredFile(
        media_id=media_id,
        version_id=version_id,
        key=rules.master_key(tenant_id, media_id, version_id, extension),
        kind=arrival.recognised.kind,
        mime=_MIMES.get(extension, arrival.recognised.mime),
        extension=extension,
        name=rules.clean_name(arrival.name, extension),
        content_hash=arrival.content_hash,
        bytes=cleaned.stat().st_size,
        width=details.get("width", 0),
        height=details.get("height", 0),
        preview=details.get("preview", ""),
    )
    await storage.put(stored.key, pieces_of_file(cleaned), stored.mime)
    return stored


async def discard(storage: Storage, stored: StoredFile) -> None:
    """Removes from the store what nobody will know of. What cannot be removed now, the sweep finds."""
    with suppress(StorageUnavailable):
        await storage.delete(stored.key)


@asynccontextmanager
async def discarded_on_error(storage: Storage, stored: StoredFile) -> AsyncIterator[None]:
    """Removes what was stored when the block that makes it known fails."""
    try:
        yield
    except BaseException:
        await discard(storage, stored)
        raise


async def keep(
    session: AsyncSession,
    stored: StoredFile,
    *,
    folder: str = "/",
    alt: dict[str, str] | None = None,
    is_decorative: bool = False,
    is_private: bool = False,
) -> Kept:
    """Makes the stored file known to the library, and asks for the sizes of a picture. When another upload of the same
    content was quicker, the answer is that one, and what was stored is for the caller to `discard`.

    Raises QuotaReached and InvalidFolder.
    """
    await take_turns(session, "media:room")
    if same := await _same(session, stored.content_hash, is_private):
        return Kept(same, is_duplicate=True)
    await refuse_when_full(session, stored.bytes)
    file = MediaFile(
        id=stored.media_id,
        status=MediaStatus.PROCESSING if stored.kind is MediaKind.IMAGE else MediaStatus.READY,
        folder=rules.clean_folder(folder),
        stem=rules.stem_of(stored.name),
        stored_bytes=stored.bytes,
        alt=alt or {},
        is_decorative=is_decorative,
        is_private=is_private,
        uploaded_by=_acting_person(),
        uploaded_at=now(),
        **held_by(stored),
    )
    session.add(file)
    await session.flush()
    await ask_for_sizes(session, file)
    await record(session, "media.uploaded", "media", file.id, kind=file.kind.value, mime=file.mime, bytes=file.bytes)
    return Kept(file, is_duplicate=False)


async def take_in(session: AsyncSession, storage: Storage, content: Content, name: str, **described: Any) -> Kept:
    """Receives, stores and keeps within the caller's transaction: for seeds and small files of other rooms."""
    async with received(content, name) as arrival:
        is_private = described.get("is_private", False)
        if same := await same_as(session, arrival, is_private=is_private):
            return Kept(same, is_duplicate=True)
        stored = await store(storage, tenant_of(session), arrival)
        async with discarded_on_error(storage, stored):
            return await keep(session, stored, **described)


def held_by(stored: StoredFile) -> dict[str, Any]:
    """The columns that change when a file holds another content."""
    return {
        "kind": stored.kind,
        "version_id": stored.version_id,
        "name": stored.name,
        "extension": stored.extension,
        "mime": stored.mime,
        "content_hash": stored.content_hash,
        "bytes": stored.bytes,
        "width": stored.width,
        "height": stored.height,
        "preview": stored.preview,
    }


async def ask_for_sizes(session: AsyncSession, file: MediaFile) -> None:
    """Asks, once for each version, for the sizes of a picture."""
    if file.kind is MediaKind.IMAGE:
        key = f"{MAKE_SIZES}:{file.version_id}"
        await enqueue(session, MAKE_SIZES, {"media_id": str(file.id)}, key=key)


async def pieces_of_file(path: Path) -> AsyncIterator[bytes]:
    """A file of this machine in pieces, read beside the event loop."""
    with path.open("rb") as file:
        while piece := await asyncio.to_thread(file.read, _PIECE):
            yield piece


async def _same(session: AsyncSession, content_hash: str, is_private: bool) -> MediaFile | None:
    found = await queries.find_same(session, content_hash, is_private=is_private)
    if found is not None and found.trashed_at is not None:
        found.trashed_at = None
        await record(session, "media.restored", "media", found.id, because="uploaded again")
    return found


async def _clean(arrival: Arrival) -> tuple[Path, dict[str, Any]]:
    """The file to keep, and what is known of it. Documents and videos are kept as they are."""
    try:
        match arrival.recognised.kind:
            case MediaKind.IMAGE:
                details = await ask_press(
                    "clean_picture",
                    arrival.path,
                    arrival.folder,
                    most_pixels=rules.MOST_PIXELS,
                    longest_side=rules.LONGEST_SIDE,
                    largest_side=rules.LARGEST_SIDE,
                )
            case MediaKind.VECTOR:
                details = await ask_press("clean_drawing", arrival.path, arrival.folder)
            case _:
                return arrival.path, {}
    except PressRefused as refused:
        raise _REFUSALS.get(refused.code, PictureTooHeavy)(**refused.values) from refused
    return arrival.folder / details["file"], details


def _acting_person() -> UUID | None:
    principal = find_principal()
    return principal.person_id if principal else None
