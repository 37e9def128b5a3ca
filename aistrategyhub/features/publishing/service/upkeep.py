"""What this room does by itself: thins autosaves, empties the trash, and writes down how often redirects were used."""

import json
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.features.publishing.models import PublicationVersion, VersionOrigin
from aistrategyhub.features.publishing.rules import ALL_LAST, TRASH_LASTS, superfluous
from aistrategyhub.features.publishing.service.trash import erase_old_trash
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.redis import RedisGone, reach

_HITS = "redirect-hits"


async def thin_versions(session: AsyncSession) -> int:
    """Deletes the autosaves that are not worth keeping any longer; how many."""
    version = PublicationVersion
    query = select(version.id, version.publication_id, version.created_at).where(
        version.origin == VersionOrigin.AUTOSAVE, version.created_at < now() - ALL_LAST
    )
    gone = superfluous((await session.execute(query)).tuples(), now=now())
    result = await session.execute(delete(version).where(version.id.in_(gone)))
    return result.rowcount


async def empty_trash(session: AsyncSession) -> int:
    """Erases what has been in the trash for TRASH_LASTS; how many."""
    return await erase_old_trash(session, before=now() - TRASH_LASTS)


async def count_hit(tenant_id: UUID, redirect_id: UUID) -> None:
    """Counts that somebody followed a redirect, in Redis; without it nothing is counted."""
    try:
        async with reach() as redis:
            await redis.hincrby(f"{_HITS}:{tenant_id}", str(redirect_id), 1)
    except RedisGone:
        return


_ADD_HITS = text(
    """
    UPDATE redirects SET hits = redirects.hits + h.hits, last_hit_at = CAST(:at AS timestamptz)
    FROM jsonb_to_recordset(CAST(:counted AS jsonb)) AS h (id uuid, hits int) WHERE redirects.id = h.id
    """
)


async def write_hits(session: AsyncSession) -> int:
    """Adds to the redirects what was counted since the last time; how many were followed."""
    key = f"{_HITS}:{tenant_of(session)}"
    try:
        async with reach() as redis, redis.pipeline(transaction=True) as commands:
            commands.hgetall(key)
            commands.delete(key)
            counted, _deleted = await commands.execute()
    except RedisGone:
        return 0
    rows = [{"id": name.decode(), "hits": int(hits)} for name, hits in counted.items()]
    if rows:
        await session.execute(_ADD_HITS, {"counted": json.dumps(rows), "at": now()})
    return len(rows)
