"""Taking in a request: once for each submit, with its mails, in the caller's transaction."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now, today_in_rome
from aistrategyhub.core.text import DEFAULT_LOCALE, _, mark, speaking
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.contact.service import ProofSpent
from aistrategyhub.features.legal.queries import notice_version
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.quotes.emails import QuoteAsked, QuoteReceipt
from aistrategyhub.features.quotes.events import QuoteRequested
from aistrategyhub.features.quotes.models import QuoteRequest, RequestStatus
from aistrategyhub.features.quotes.queries import find_request_of_submit, is_proof_spent
from aistrategyhub.features.quotes.rules import CONSENT_VERSION, consent_words, request_number
from aistrategyhub.features.quotes.schemas import Occasion, Subject, Wish
from aistrategyhub.features.quotes.service.files import attach
from aistrategyhub.features.site_settings.queries import address_of_firm
from aistrategyhub.infra.counters import next_number
from aistrategyhub.infra.db import take_turns
from aistrategyhub.infra.outbox import publish

WRITTEN_DOWN = mark("Richiesta annotata da chi lavora qui: è arrivata per e-mail o al telefono (art. 6(1)(b) GDPR).")


async def receive_request(
    session: AsyncSession,
    wish: Wish,
    subject: Subject,
    occasion: Occasion,
    *,
    submit: str,
    proof_key: str | None = None,
    is_trapped: bool = False,
    files: Sequence[UUID] = (),
) -> QuoteRequest:
    """The request with its number, and its mails queued; the one that the same submit made before, if it did.

    `submit` names the visit of the form: the same words sent twice in one visit are one request. One that fell into
    the robots' trap is kept as spam and nobody is written to. `files` wait for it and go with it. Raises ProofSpent,
    TooManyFiles and FileGone.
    """
    key = _request_key(submit, wish, subject, files)
    await take_turns(session, f"quotes:{key}")
    if earlier := await find_request_of_submit(session, key):
        return earlier
    if proof_key and await is_proof_spent(session, proof_key):
        raise ProofSpent
    request = _new_request(wish, subject, occasion, request_key=key, proof_key=proof_key)
    request.status = RequestStatus.SPAM if is_trapped else RequestStatus.NEW
    request.notice_version = await notice_version(session)
    year = today_in_rome(request.received_at).year
    request.number = request_number(year, await next_number(session, f"quote-requests-{year}"))
    session.add(request)
    await session.flush()
    await attach(session, request, files)
    await record(session, "quotes.requested", "quote_request", request.id, status=request.status)
    if not is_trapped:
        await publish(session, QuoteRequested(request_id=request.id))
        await _write_mails(session, request)
    return request


async def write_down_request(
    session: AsyncSession, wish: Wish, *, locale: str, submit: str, by: UUID | None
) -> QuoteRequest:
    """A request that came by mail or on the phone, as a colleague writes it down; the one that the same submit made, if
    it did. Nobody is written to: its author knows that they asked."""
    key = _request_key(submit, wish, Subject())
    await take_turns(session, f"quotes:{key}")
    if earlier := await find_request_of_submit(session, key):
        return earlier
    request = _new_request(wish, Subject(), Occasion(locale=locale), request_key=key, proof_key=None)
    with speaking(locale):
        request.consent_words = _(WRITTEN_DOWN)
    request.status, request.status_by = RequestStatus.IN_REVIEW, by
    request.notice_version = await notice_version(session)
    year = today_in_rome(request.received_at).year
    request.number = request_number(year, await next_number(session, f"quote-requests-{year}"))
    session.add(request)
    await session.flush()
    await record(session, "quotes.written_down", "quote_request", request.id, number=request.number)
    return request


def mail_key(request: QuoteRequest) -> str:
    """Under which key the firm's mail about this request was queued."""
    return f"quote-request:{request.id}"


def receipt_key(request: QuoteRequest) -> str:
    """One receipt a day for an address: a form is no way to fill somebody's mailbox."""
    address = hashlib.sha256(request.email.encode()).hexdigest()[:32]
    return f"quote-receipt:{today_in_rome(request.received_at)}:{address}"


def _request_key(submit: str, wish: Wish, subject: Subject, files: Sequence[UUID] = ()) -> str:
    what = [submit, asdict(wish), subject.slug, *sorted(map(str, files))]
    said = json.dumps(what, ensure_ascii=False, default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def _new_request(
    wish: Wish, subject: Subject, occasion: Occasion, *, request_key: str, proof_key: str | None
) -> QuoteRequest:
    at = now()
    return QuoteRequest(
        number="",
        user_id=occasion.user_id,
        item_id=subject.item_id,
        item_slug=subject.slug,
        item_name=subject.name,
        name=wish.name,
        email=wish.email.lower(),
        phone=wish.phone,
        company=wish.company,
        words=wish.words,
        answers=[asdict(one) for one in wish.answers],
        questionnaire_version=subject.version,
        prefill=occasion.prefill,
        page=occasion.page,
        locale=occasion.locale,
        consent_words=consent_words(occasion.locale),
        consent_version=CONSENT_VERSION,
        consented_at=at,
        status_at=at,
        request_key=request_key,
        proof_key=proof_key,
        received_at=at,
    )


async def _write_mails(session: AsyncSession, request: QuoteRequest) -> None:
    if firm := await address_of_firm(session):
        await queue_mail(
            session,
            QuoteAsked.of(request),
            to=firm,
            locale=DEFAULT_LOCALE,
            reply_to=request.email,
            key=mail_key(request),
            person_id=request.user_id,
        )
    receipt = QuoteReceipt(number=request.number, item_name=request.item_name)
    await queue_mail(session, receipt, to=request.email, locale=request.locale, key=receipt_key(request))
