"""Words that another room gives along with a request: kept beside it, reached by a signed key."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.quotes.models import QuotePrefill


async def keep_prefill(session: AsyncSession, *, source: str, source_id: UUID, about: str, words: str) -> UUID:
    """The id of the words that this source gives along; later words replace them under the same id.

    `links.prefill_key` makes the key of the form's address from it.
    """
    kept = {"about": about, "words": words, "kept_at": now()}
    added = insert(QuotePrefill).values(id=new_id(), source=source, source_id=source_id, **kept)
    query = added.on_conflict_do_update(index_elements=["tenant_id", "source", "source_id"], set_=kept)
    return (await session.execute(query.returning(QuotePrefill.id))).scalar_one()


async def forget_prefills(session: AsyncSession, source: str, source_ids: Sequence[UUID]) -> None:
    """Takes away the words that these sources gave along."""
    gone = QuotePrefill.source == source, QuotePrefill.source_id.in_(source_ids)
    await session.execute(delete(QuotePrefill).where(*gone))


async def forget_old_prefills(session: AsyncSession, *, before: datetime) -> int:
    """Takes away the words that nobody has renewed since; how many."""
    return (await session.execute(delete(QuotePrefill).where(QuotePrefill.kept_at < before))).rowcount
