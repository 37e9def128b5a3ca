"""Finding what lies in the store and nobody knows of: what a kill left between the store and the database."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import read_id
from aistrategyhub.features.media.models import MediaFile
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.storage import Storage

# An upload that is under way has stored its file and not yet told the library.
_MAY_STILL_COME = timedelta(days=1)


async def sweep(session: AsyncSession, storage: Storage) -> int:
    """Removes from the store every version, older than a day, that no file of the tenant holds; how many objects."""
    held = set((await session.scalars(select(MediaFile.version_id))).all())
    swept = 0
    async for key in storage.keys(f"{tenant_of(session)}/media"):
        version_id = read_id(key.split("/")[3]) if key.count("/") > 3 else None
        if version_id is not None and version_id not in held and now() - _made_at(version_id) > _MAY_STILL_COME:
            await storage.delete(key)
            swept += 1
    return swept


def _made_at(version_id: UUID) -> datetime:
    """When a UUIDv7 was made: its first 48 bits are milliseconds since 1970 (RFC 9562, 5.7)."""
    return datetime.fromtimestamp((version_id.int >> 80) / 1000, UTC)
