"""How often what a tenant shows to everybody has changed: a number that is other after every change.

It lets a process keep answers that are the same for everybody until one of them may be out of date. It is held in
Redis; whoever cannot read it keeps nothing.
"""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.infra.db import after_commit, tenant_of
from aistrategyhub.infra.redis import RedisGone, reach

_NAME = "shown"


async def change_count(tenant_id: UUID) -> str | None:
    """The number as it is now; None when it cannot be known."""
    try:
        async with reach() as redis:
            found = await redis.get(f"{_NAME}:{tenant_id}")
    except RedisGone:
        return None
    return "0" if found is None else bytes(found).decode()


def count_change(session: AsyncSession) -> None:
    """Makes it another number once the session's transaction is committed."""
    tenant_id = tenant_of(session)

    async def count() -> None:
        try:
            async with reach() as redis:
                await redis.incr(f"{_NAME}:{tenant_id}")
        except RedisGone:
            return

    after_commit(session, _NAME, count)
