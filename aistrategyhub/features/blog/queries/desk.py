"""What the screen of one post reads."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.blog.models import BlogTag


async def tag_names(session: AsyncSession, ids: Sequence[UUID]) -> list[str]:
    """The Italian names of these tags, in alphabetical order."""
    query = select(BlogTag.name_it).where(BlogTag.id.in_(ids)).order_by(BlogTag.name_it)
    return list((await session.execute(query)).scalars())
