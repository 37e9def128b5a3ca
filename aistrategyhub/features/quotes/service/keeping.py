"""Keeping the requests: where they stand, whose they are, and when they go."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import forget_mails_of_requests
from aistrategyhub.features.quotes.models import QuoteRequest, RequestStatus
from aistrategyhub.features.quotes.queries import get_request
from aistrategyhub.features.quotes.rules import check_transition
from aistrategyhub.features.quotes.service.receiving import mail_key


async def mark_request(session: AsyncSession, request_id: UUID, to: RequestStatus, *, by: UUID | None) -> QuoteRequest:
    """Puts a request here; one that is here already stays. Raises RequestNotFound and IllegalRequestTransition."""
    request = await get_request(session, request_id, lock=True)
    if request.status is not to:
        check_transition(request.status, to)
        await record(session, "quotes.marked", "quote_request", request.id, before=request.status, after=to)
        request.status, request.status_at, request.status_by = to, now(), by
        await session.flush()
    return request


async def delete_request(session: AsyncSession, request_id: UUID) -> None:
    """Takes a request away for good, and its words from the record of sent mails. Raises RequestNotFound."""
    request = await get_request(session, request_id, lock=True)
    await record(session, "quotes.deleted", "quote_request", request.id, status=request.status)
    await _erase(session, [request])


async def record_export(session: AsyncSession, *, count: int, **filters: Any) -> None:
    """Leaves in the trail that requests were copied into a file."""
    await record(session, "quotes.exported", "quote_request", count=count, filters=filters)


async def claim_requests(session: AsyncSession, *, person_id: UUID, email: str) -> int:
    """Gives a person the requests made without an account from this address, which is proven theirs; how many."""
    is_theirs = QuoteRequest.user_id.is_(None), QuoteRequest.email == email.lower()
    result = await session.execute(update(QuoteRequest).where(*is_theirs).values(user_id=person_id))
    return result.rowcount


async def forget_asker(session: AsyncSession, person_id: UUID) -> None:
    """Takes away every request of a person."""
    await _erase(session, await _locked(session, QuoteRequest.user_id == person_id))


async def forget_old_requests(session: AsyncSession, *, before: datetime, spam_before: datetime) -> int:
    """Takes away the requests received before these moments; how many."""
    is_old = or_(
        QuoteRequest.received_at < before,
        and_(QuoteRequest.status == RequestStatus.SPAM, QuoteRequest.received_at < spam_before),
    )
    old = await _locked(session, is_old)
    await _erase(session, old)
    return len(old)


async def _locked(session: AsyncSession, condition: Any) -> list[QuoteRequest]:
    query = select(QuoteRequest).where(condition).order_by(QuoteRequest.id).with_for_update()
    return list((await session.execute(query)).scalars())


async def _erase(session: AsyncSession, requests: list[QuoteRequest]) -> None:
    if not requests:
        return
    await forget_mails_of_requests(session, [mail_key(request) for request in requests])
    await session.execute(delete(QuoteRequest).where(QuoteRequest.id.in_([request.id for request in requests])))
