"""Keeping the requests: where they stand, whose they are, and when they go."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, and_, cast, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import forget_mails_of_requests
from aistrategyhub.features.quotes.models import (
    QuoteAcceptance,
    QuoteAnalysis,
    QuoteMessage,
    QuoteOffer,
    QuoteOrder,
    QuotePaper,
    QuoteRequest,
    RequestStatus,
)
from aistrategyhub.features.quotes.queries import get_request
from aistrategyhub.features.quotes.rules import check_transition
from aistrategyhub.features.quotes.service.collecting import due_key
from aistrategyhub.features.quotes.service.files import forget_content, forget_files_of
from aistrategyhub.features.quotes.service.receiving import mail_key

# Who asked when nobody may know it any more.
_NOBODY = {
    "name": "",
    "email": "",
    "phone": "",
    "company": "",
    "words": "",
    "answers": [],
    "prefill": "",
    "page": "",
    "user_id": None,
}
_NO_SIGNER = {"signed_name": "", "buyer": {}, "ip_address": "", "user_agent": "", "person_id": None}
_NO_INTRO = (cast(["intro"], ARRAY(Text)), cast("", JSONB))


class RequestIsAContract(DomainError):
    """One of its offers was accepted: both sides may need it."""

    code = "REQUEST_IS_A_CONTRACT"
    sentence = mark("Un’offerta di questa richiesta è stata accettata: è un contratto e non si elimina.")


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
    """Takes a request away for good with its offers, and its words from the record of sent mails. Raises
    RequestNotFound, and RequestIsAContract once one of its offers was accepted."""
    request = await get_request(session, request_id, lock=True)
    if request.status is RequestStatus.ACCEPTED:
        raise RequestIsAContract
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
    """Takes away every request of a person; of what they accepted, whoever had asked, only what was agreed stays, and
    no longer by whom."""
    requests = await _locked(session, QuoteRequest.user_id == person_id)
    agreed = [request for request in requests if request.status is RequestStatus.ACCEPTED]
    await _erase(session, [request for request in requests if request.status is not RequestStatus.ACCEPTED])
    await _blank(session, agreed)
    await session.execute(update(QuoteAcceptance).where(QuoteAcceptance.person_id == person_id).values(_NO_SIGNER))


async def forget_old_requests(session: AsyncSession, *, before: datetime, spam_before: datetime) -> int:
    """Takes away the requests received before these moments, but those with an accepted offer; how many."""
    is_old = or_(
        QuoteRequest.received_at < before,
        and_(QuoteRequest.status == RequestStatus.SPAM, QuoteRequest.received_at < spam_before),
    )
    old = await _locked(session, and_(is_old, QuoteRequest.status != RequestStatus.ACCEPTED))
    await _erase(session, old)
    return len(old)


async def _locked(session: AsyncSession, condition: Any) -> list[QuoteRequest]:
    query = select(QuoteRequest).where(condition).order_by(QuoteRequest.id).with_for_update()
    return list((await session.execute(query)).scalars())


async def _erase(session: AsyncSession, requests: list[QuoteRequest]) -> None:
    if not requests:
        return
    await _forget_mails(session, requests)
    await _forget_papers(session, requests)
    await session.execute(delete(QuoteRequest).where(QuoteRequest.id.in_([request.id for request in requests])))


async def _blank(session: AsyncSession, requests: list[QuoteRequest]) -> None:
    """Takes the person out of what was agreed: lines, sums and the fingerprint of the paper stay."""
    if not requests:
        return
    await _forget_mails(session, requests)
    await _forget_papers(session, requests)
    ids = [request.id for request in requests]
    of_them = select(QuoteOffer.id).where(QuoteOffer.request_id.in_(ids))
    await session.execute(delete(QuoteMessage).where(QuoteMessage.request_id.in_(ids)))
    await session.execute(delete(QuoteAnalysis).where(QuoteAnalysis.request_id.in_(ids)))
    await session.execute(update(QuoteRequest).where(QuoteRequest.id.in_(ids)).values(_NOBODY))
    await session.execute(
        update(QuoteOffer)
        .where(QuoteOffer.request_id.in_(ids))
        .values(typed={}, reason="", content=func.jsonb_set(QuoteOffer.content, *_NO_INTRO))
    )
    await session.execute(update(QuoteAcceptance).where(QuoteAcceptance.offer_id.in_(of_them)).values(_NO_SIGNER))


async def _forget_papers(session: AsyncSession, requests: list[QuoteRequest]) -> None:
    """The PDFs of their offers and the files that came with them: a worker takes them out of the file store. What was
    agreed keeps the fingerprint."""
    of_them = select(QuoteOffer.id).where(QuoteOffer.request_id.in_([request.id for request in requests]))
    forgetting = delete(QuotePaper).where(QuotePaper.offer_id.in_(of_them)).returning(QuotePaper.storage_key)
    await forget_content(session, (await session.execute(forgetting)).scalars().all())
    await forget_files_of(session, [request.id for request in requests])


async def _forget_mails(session: AsyncSession, requests: list[QuoteRequest]) -> None:
    """The words of the mails about these requests and their offers."""
    ids = [request.id for request in requests]
    offers = (await session.execute(select(QuoteOffer.id).where(QuoteOffer.request_id.in_(ids)))).scalars().all()
    messages = (await session.execute(select(QuoteMessage.id).where(QuoteMessage.request_id.in_(ids)))).scalars().all()
    keys = [f"quote-{kind}:{offer_id}" for offer_id in offers for kind in ("offer", "reminder", "decided")]
    collected = (await session.execute(select(QuoteOrder).where(QuoteOrder.offer_id.in_(offers)))).scalars()
    keys += [due_key(one.offer_id, one.instalment, n + 1) for one in collected for n in range(one.times_asked)]
    keys += [f"quote-message:{message_id}" for message_id in messages]
    await forget_mails_of_requests(session, [mail_key(request) for request in requests] + keys)
