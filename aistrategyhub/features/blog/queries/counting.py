"""How often posts were looked at."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.blog.models import PostViews, PostViewTotal


async def total_views(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, int]:
    """How often each of these posts was ever looked at; nobody's look is no row."""
    query = select(PostViewTotal.post_id, PostViewTotal.views).where(PostViewTotal.post_id.in_(ids))
    return dict((await session.execute(query)).tuples().all())


async def views_by_day(session: AsyncSession, post_id: UUID, since: date) -> dict[date, int]:
    """The looks at a post on each day from this one on."""
    query = select(PostViews.day, PostViews.views).where(PostViews.post_id == post_id, PostViews.day >= since)
    return dict((await session.execute(query)).tuples().all())
