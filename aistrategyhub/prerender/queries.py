"""Reads of the prerenderer's tables."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.prerender.models import PrerenderRequest, Wish


async def list_requests(session: AsyncSession) -> list[tuple[Wish, str]]:
    """What was asked for and is not taken up yet, oldest first."""
    query = select(PrerenderRequest.wish, PrerenderRequest.name).order_by(PrerenderRequest.id)
    return list((await session.execute(query)).tuples())
