"""Sending an offer: frozen at once, printed and mailed by a worker, reminded of once, and over when its time is."""

import asyncio
import hashlib
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now, today_in_rome
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.schemas import MailAttachment
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.quotes.emails.offers import OfferReminder, OfferSent
from aistrategyhub.features.quotes.links import offer_url
from aistrategyhub.features.quotes.models import OfferStatus, QuoteOffer, QuotePaper, RequestStatus
from aistrategyhub.features.quotes.pdf import render_offer_pdf
from aistrategyhub.features.quotes.queries import get_request
from aistrategyhub.features.quotes.queries.offers import (
    find_paper,
    get_offer,
    ids_to_expire,
    ids_to_remind,
    items_of,
    list_versions,
)
from aistrategyhub.features.quotes.queries.sheets import sheet_of
from aistrategyhub.features.quotes.rules.agreeing import agree
from aistrategyhub.features.quotes.rules.offers import OPEN, OfferChanged, check_offer_transition
from aistrategyhub.features.quotes.rules.writing import read_offer, slugs_in
from aistrategyhub.features.quotes.schemas.offers import OfferContent
from aistrategyhub.features.quotes.service.drafting import customer_of_offer
from aistrategyhub.features.quotes.service.keeping import mark_request
from aistrategyhub.features.vat.queries import seller_vat
from aistrategyhub.features.vat.rules import GoodsNotSoldAbroad
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.storage import Storage
from aistrategyhub.infra.work import enqueue

PRINT = "quotes.print_offer"
REMINDED_BEFORE = timedelta(days=3)


async def send_offer(session: AsyncSession, offer_id: UUID, *, revision: int, by: UUID | None) -> QuoteOffer:
    """Freezes the draft; it takes the place of the version before, and a worker prints and mails it.

    Raises InvalidInput with everything that is wrong, OfferChanged unless the draft was opened at `revision`, and
    IllegalOfferTransition for what is no draft any more.
    """
    request = await get_request(session, (await get_offer(session, offer_id)).request_id, lock=True)
    offer = await get_offer(session, offer_id, lock=True)
    check_offer_transition(offer.status, OfferStatus.SENT)
    if offer.revision != revision:
        raise OfferChanged
    content = read_offer(offer.typed, await items_of(session, slugs_in(offer.typed)), today=today_in_rome())
    try:
        agreement = agree(content, (), customer_of_offer(content), await seller_vat(session))
    except GoodsNotSoldAbroad as refusal:
        raise InvalidInput([FieldError("country", refusal.code, refusal.sentence)]) from refusal
    for before in await list_versions(session, request.id):
        if before.id != offer.id and before.status is not OfferStatus.SUPERSEDED:
            await put_offer(session, before, OfferStatus.SUPERSEDED)
    offer.content, offer.valid_until = content.model_dump(mode="json"), content.valid_until
    offer.net, offer.vat, offer.total = agreement.net, agreement.vat, agreement.total
    offer.sent_at = now()
    await put_offer(session, offer, OfferStatus.SENT)
    if request.status is not RequestStatus.QUOTED:
        await mark_request(session, request.id, RequestStatus.QUOTED, by=by)
    await enqueue(session, PRINT, {"offer_id": str(offer.id)}, key=f"{PRINT}:{offer.id}")
    return offer


async def put_offer(session: AsyncSession, offer: QuoteOffer, to: OfferStatus) -> None:
    """The one door through which an offer changes status. Raises IllegalOfferTransition."""
    before = offer.status
    check_offer_transition(before, to)
    offer.status = to
    await session.flush()
    await record(session, "quotes.offer_changed", "quote_offer", offer.id, before=before, after=to, total=offer.total)


async def print_offer(session: AsyncSession, offer_id: UUID, storage: Storage) -> None:
    """Prints an offer that was sent, keeps the PDF with its fingerprint, and mails both link and PDF.

    Repeating it after a crash keeps what was printed and queues no second mail.
    """
    offer = await get_offer(session, offer_id)
    if offer.status is OfferStatus.DRAFT:
        return
    request = await get_request(session, offer.request_id)
    paper = await find_paper(session, offer.id) or await _print(session, offer, storage)
    name = f"{offer.number}-v{offer.version}.pdf"
    await queue_mail(
        session,
        OfferSent.of(offer, request, offer_url(offer.id, offer.locale)),
        to=request.email,
        locale=offer.locale,
        attachments=(MailAttachment(storage_key=paper.storage_key, filename=name, content_type="application/pdf"),),
        key=f"quote-offer:{offer.id}",
        person_id=request.user_id,
    )


async def remind_of_offers(session: AsyncSession) -> int:
    """Mails the customers of open offers that end within three days, once; how many."""
    today = today_in_rome()
    reminded = 0
    for offer_id in await ids_to_remind(session, today=today, by=today + REMINDED_BEFORE):
        offer = await get_offer(session, offer_id, lock=True)
        if offer.status not in OPEN or offer.reminded_at is not None:
            continue
        request = await get_request(session, offer.request_id)
        offer.reminded_at = now()
        mail = OfferReminder.of(offer, request, offer_url(offer.id, offer.locale))
        key = f"quote-reminder:{offer.id}"
        await queue_mail(session, mail, to=request.email, locale=offer.locale, key=key, person_id=request.user_id)
        reminded += 1
    await session.flush()
    return reminded


async def expire_offers(session: AsyncSession, *, today: date) -> int:
    """Closes open offers whose last day is over; how many."""
    expired = 0
    for offer_id in await ids_to_expire(session, today=today):
        offer = await get_offer(session, offer_id, lock=True)
        if offer.status in OPEN:
            await put_offer(session, offer, OfferStatus.EXPIRED)
            expired += 1
    return expired


async def _print(session: AsyncSession, offer: QuoteOffer, storage: Storage) -> QuotePaper:
    content = OfferContent.model_validate(offer.content)
    sheet = await sheet_of(session, offer, content, offer_url(offer.id, offer.locale))
    pdf = await asyncio.to_thread(render_offer_pdf, sheet)
    key = f"{tenant_of(session)}/offers/{offer.id}.pdf"
    await storage.put(key, pdf, "application/pdf")
    kept = {"id": new_id(), "offer_id": offer.id, "storage_key": key, "sha256": hashlib.sha256(pdf).hexdigest()}
    await session.execute(
        insert(QuotePaper)
        .values(**kept, printed_at=now())
        .on_conflict_do_nothing(index_elements=["tenant_id", "offer_id"])
    )
    paper = await find_paper(session, offer.id)
    assert paper is not None
    return paper
