"""Which object of the store an address of a file stands for."""

import re
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.media import rules
from aistrategyhub.features.media.models import MediaFile, MediaKind, Rendition
from aistrategyhub.features.media.queries.files import MediaNotFound, get_file
from aistrategyhub.features.media.queries.views import current_renditions, image_view, main_address, rendition_address
from aistrategyhub.infra.db import tenant_of

_SIZE = re.compile(r"-(\d{1,5})-[0-9a-f]{12}\.(\w{3,4})$")


@dataclass(frozen=True)
class Served:
    """What is sent for an address. With `moved_to` the file holds something else now, which is there."""

    file: MediaFile
    key: str = ""
    mime: str = ""
    bytes: int = 0
    moved_to: str = ""


async def find_served(session: AsyncSession, media_id: UUID, name: str) -> Served:
    """The object behind `/media/<id>/<name>`, also of a file in the trash. Raises MediaNotFound."""
    file = await get_file(session, media_id)
    asked, tenant_id = rules.address(media_id, name), tenant_of(session)
    if asked == main_address(file):
        key = rules.master_key(tenant_id, file.id, file.version_id, file.extension)
        return Served(file, key, file.mime, file.bytes)
    if rules.version_mark(file.version_id) not in name:
        return Served(file, moved_to=await _best_address(session, file))
    rendition = await _find_rendition(session, file, name)
    if rendition is None or rendition_address(file, rendition) != asked:
        raise MediaNotFound
    return Served(file, rules.rendition_key(tenant_id, rendition), f"image/{rendition.format.value}", rendition.bytes)


async def _find_rendition(session: AsyncSession, file: MediaFile, name: str) -> Rendition | None:
    found = _SIZE.search(name)
    if found is None or not rules.is_extension(found[2]):
        return None
    return await session.scalar(
        select(Rendition).where(
            Rendition.media_id == file.id,
            Rendition.version_id == file.version_id,
            Rendition.width == int(found[1]),
            Rendition.format == rules.format_of_extension(found[2]),
        )
    )


async def _best_address(session: AsyncSession, file: MediaFile) -> str:
    if file.kind is not MediaKind.IMAGE:
        return main_address(file)
    return image_view(file, (await current_renditions(session, [file]))[file.id]).src
