"""Who has a publication open at this moment. Kept in Redis alone: without it nobody is known to be there."""

import time
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.publishing.queries import names_of
from aistrategyhub.features.publishing.schemas import Editing
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.redis import RedisGone, reach

# Who has not been heard of for this long has gone; an editor says that it is there more often.
PRESENCE_SECONDS = 45


async def am_editing(session: AsyncSession, publication_id: UUID, person_id: UUID, tab: str = "") -> list[Editing]:
    """Says that this person is there, in this tab, for PRESENCE_SECONDS; who else is, one entry for each tab.

    Nobody when Redis is away.
    """
    key, me, at = _key(session, publication_id), f"{person_id}:{tab[:40]}", time.time()
    try:
        async with reach() as redis, redis.pipeline(transaction=True) as commands:
            commands.zremrangebyscore(key, "-inf", at - PRESENCE_SECONDS)
            commands.zadd(key, {me: at})
            commands.expire(key, PRESENCE_SECONDS)
            commands.zrange(key, 0, 99)
            *_, members = await commands.execute()
    except RedisGone:
        return []
    others = [UUID(text.split(":")[0]) for text in map(bytes.decode, members) if text != me]
    names = await names_of(session, others)
    return [Editing(other, names[other], other == person_id) for other in others if other in names]


async def stop_editing(session: AsyncSession, publication_id: UUID, person_id: UUID, tab: str = "") -> None:
    """Says that this person has closed the tab."""
    try:
        async with reach() as redis:
            await redis.zrem(_key(session, publication_id), f"{person_id}:{tab[:40]}")
    except RedisGone:
        return


def _key(session: AsyncSession, publication_id: UUID) -> str:
    return f"editing:{tenant_of(session)}:{publication_id}"
