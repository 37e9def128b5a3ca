"""The list of what is published, when thousands of items change at once."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_LATER = text("SET LOCAL catalog.relist = 'later'")
_AT_ONCE = text("SET LOCAL catalog.relist = ''")
_RELIST = text("SELECT catalog_relist(CAST(:ids AS uuid[]))")


@asynccontextmanager
async def listed_together(session: AsyncSession, ids: Sequence[UUID]) -> AsyncIterator[None]:
    """Inside the block nothing follows a change of an item, its words or its prices; at its end the list of what is
    published says of these items what is true then, in one statement for all."""
    await session.execute(_LATER)
    yield
    await session.execute(_AT_ONCE)
    await session.execute(_RELIST, {"ids": list(ids)})
