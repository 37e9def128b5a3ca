"""How often posts are looked at: counted in Redis, written down by a job. Nothing is known of who looked.

See docs/decisions/0022-reads-are-counted-without-readers.md.
"""

import json
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.redis import RedisGone, reach

_VIEWS = "blog-views"
# So many posts and days at once: more are not posts of ours.
MOST_COUNTED = 20_000


async def count_view(tenant_id: UUID, post_id: UUID) -> None:
    """Counts one look at a post, in Redis; without it nothing is counted. It does the same work for whatever id it is
    given, so that neither its answer nor its pace says anything of one."""
    key, field = f"{_VIEWS}:{tenant_id}", f"{today_in_rome().isoformat()}:{post_id}"
    try:
        async with reach() as redis:
            async with redis.pipeline(transaction=False) as commands:
                commands.hincrby(key, field, 1)
                commands.hlen(key)
                views, counted = await commands.execute()
            if views == 1 and counted > MOST_COUNTED:
                await redis.hdel(key, field)
    except RedisGone:
        return


_WRITE = text(
    """
    WITH counted AS (
        SELECT c.post_id, c.day, c.views
        FROM jsonb_to_recordset(CAST(:counted AS jsonb)) AS c (post_id uuid, day date, views int)
        JOIN posts p ON p.id = c.post_id AND p.live_at IS NOT NULL
    ), by_day AS (
        INSERT INTO post_views (id, post_id, day, views)
        SELECT gen_random_uuid(), post_id, day, views FROM counted
        ON CONFLICT (tenant_id, post_id, day) DO UPDATE SET views = post_views.views + excluded.views
    )
    INSERT INTO post_view_totals (id, post_id, views)
    SELECT gen_random_uuid(), post_id, sum(views) FROM counted GROUP BY post_id
    ON CONFLICT (tenant_id, post_id) DO UPDATE SET views = post_view_totals.views + excluded.views
    """
)


async def write_views(session: AsyncSession) -> int:
    """Adds to the posts what was counted since the last time, in one statement; how many were looked at."""
    key = f"{_VIEWS}:{tenant_of(session)}"
    try:
        async with reach() as redis, redis.pipeline(transaction=True) as commands:
            commands.hgetall(key)
            commands.delete(key)
            counted, _deleted = await commands.execute()
    except RedisGone:
        return 0
    if not counted:
        return 0
    rows = [_row(field.decode(), int(views)) for field, views in counted.items()]
    result = await session.execute(_WRITE, {"counted": json.dumps(rows)})
    return result.rowcount


def _row(field: str, views: int) -> dict[str, str | int]:
    day, _colon, post_id = field.partition(":")
    return {"post_id": post_id, "day": day, "views": views}
