"""The files of requests."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.quotes.models import QuoteFile, QuoteRequest
from aistrategyhub.features.quotes.rules.files import FileGone


async def list_waiting(session: AsyncSession, ids: Collection[UUID], *, lock: bool = False) -> list[QuoteFile]:
    """Those of these files that no request has taken, as they came."""
    waiting = select(QuoteFile).where(QuoteFile.id.in_(ids), QuoteFile.request_id.is_(None))
    query = waiting.order_by(QuoteFile.uploaded_at, QuoteFile.id)
    return list((await session.execute(query.with_for_update() if lock else query)).scalars())


async def waiting_bytes(session: AsyncSession) -> int:
    """How much waits for requests, of all visitors together."""
    query = select(func.coalesce(func.sum(QuoteFile.bytes), 0)).where(QuoteFile.request_id.is_(None))
    return (await session.execute(query)).scalar_one()


async def list_files(session: AsyncSession, requests: Sequence[QuoteRequest]) -> list[QuoteFile]:
    """The files of these requests, as they came."""
    query = select(QuoteFile).where(QuoteFile.request_id.in_([request.id for request in requests]))
    return list((await session.execute(query.order_by(QuoteFile.uploaded_at, QuoteFile.id))).scalars())


async def get_sent_file(session: AsyncSession, file_id: UUID, *, of_person: UUID | None = None) -> QuoteFile:
    """A file of a request, of one that this person made if one is named. Raises FileGone."""
    query = select(QuoteFile).join(QuoteRequest, QuoteRequest.id == QuoteFile.request_id).where(QuoteFile.id == file_id)
    if of_person:
        query = query.where(QuoteRequest.user_id == of_person)
    file = (await session.execute(query)).scalar_one_or_none()
    if file is None:
        raise FileGone
    return file
