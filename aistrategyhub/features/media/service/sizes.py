"""Making the sizes of a picture. Doing it twice gives the same; a kill in the middle leaves work to do again."""

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.ids import new_id
from aistrategyhub.features.media import queries, rules
from aistrategyhub.features.media.imaging.running import PressRefused, ask_press
from aistrategyhub.features.media.models import MediaFile, MediaKind, MediaStatus, Rendition
from aistrategyhub.features.media.service.keeping import pieces_of_file
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.storage import ObjectNotFound, Storage
from aistrategyhub.prerender import service as prerender

log = structlog.get_logger(__name__)


async def make_sizes(session: AsyncSession, storage: Storage, media_id: UUID) -> None:
    """Makes every size of the picture's present version; its status says `ready`, or `failed` when it cannot be.

    A file that is gone, or was replaced by something else, asks for nothing.
    """
    try:
        file = await queries.get_file(session, media_id)
    except queries.MediaNotFound:
        return
    if file.kind is not MediaKind.IMAGE:
        return
    version_id = file.version_id
    try:
        sizes = await _make(storage, tenant_of(session), file)
    except (PressRefused, ObjectNotFound) as error:
        log.error("the sizes of a picture could not be made", media_id=str(media_id), error=repr(error))
        file.status = MediaStatus.FAILED
        return
    await session.refresh(file, with_for_update=True)
    if file.version_id != version_id:
        return
    await session.execute(insert(Rendition).on_conflict_do_nothing(), sizes)
    file.status = MediaStatus.READY
    file.stored_bytes = file.bytes + sum(size["bytes"] for size in sizes)
    await prerender.touch(session, queries.thing(media_id))


async def _make(storage: Storage, tenant_id: UUID, file: MediaFile) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="sizes-") as name:
        folder = Path(name)
        source = folder / f"source.{file.extension}"
        source.write_bytes(await storage.get(rules.master_key(tenant_id, file.id, file.version_id, file.extension)))
        wanted = rules.sizes_to_make(file.width, file.height, file.extension)
        made = await ask_press("make_sizes", source, folder, sizes=wanted)
        return [await _store_size(storage, tenant_id, file, folder, size) for size in made["made"]]


async def _store_size(
    storage: Storage, tenant_id: UUID, file: MediaFile, folder: Path, size: dict[str, Any]
) -> dict[str, Any]:
    form = rules.format_of_extension(size["extension"])
    path = folder / size["file"]
    row = Rendition(
        id=new_id(),
        media_id=file.id,
        version_id=file.version_id,
        format=form,
        width=size["width"],
        height=size["height"],
        bytes=path.stat().st_size,
    )
    await storage.put(rules.rendition_key(tenant_id, row), pieces_of_file(path), f"image/{form.value}")
    return row.model_dump(exclude={"tenant_id"})
