"""What a customer does with an offer: reads it, accepts it with all that proves it, or says no."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.billing import read_buyer
from aistrategyhub.core.clock import now, today_in_rome
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.latin import has_control_characters, one_line
from aistrategyhub.core.text import DEFAULT_LOCALE, mark, money_label
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.contact.rules import tidy_lines
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.quotes.emails.offers import OfferDecided
from aistrategyhub.features.quotes.events import OfferAccepted
from aistrategyhub.features.quotes.links import editor_url
from aistrategyhub.features.quotes.models import OfferStatus, QuoteAcceptance, QuoteOffer, QuoteRequest, RequestStatus
from aistrategyhub.features.quotes.queries import get_request
from aistrategyhub.features.quotes.queries.offers import find_paper, get_offer
from aistrategyhub.features.quotes.rules.agreeing import agree
from aistrategyhub.features.quotes.rules.offers import OfferNotReady, TotalChanged, check_open
from aistrategyhub.features.quotes.rules.words import acceptance_words
from aistrategyhub.features.quotes.schemas.offers import Agreement, OfferContent, Signature
from aistrategyhub.features.quotes.service.keeping import mark_request
from aistrategyhub.features.quotes.service.sending import put_offer
from aistrategyhub.features.site_settings.queries import address_of_firm
from aistrategyhub.features.vat.models import VatCheck
from aistrategyhub.features.vat.queries import seller_vat, sells_to_offices
from aistrategyhub.features.vat.rules import customer_of
from aistrategyhub.infra.outbox import publish

_LONGEST_REASON, _LONGEST_NAME = 2000, 160
_NO_SIGNATURE = mark("Scrivi il tuo nome e cognome: vale come firma.")
_NOT_AGREED = mark("Per accettare, spunta la casella.")
_UNKNOWN_OPTION = mark("Una delle opzioni non è in questa offerta: ricarica la pagina.")
_NO_REASON = mark("Scrivi in una riga perché: ci aiuta a capire.")
_TOO_LONG = mark("Il testo supera i {longest} caratteri ammessi.")


async def view_offer(session: AsyncSession, offer_id: UUID) -> None:
    """Notes that the customer has opened the offer, the first time."""
    offer = await get_offer(session, offer_id, lock=True)
    if offer.status is OfferStatus.SENT:
        offer.viewed_at = now()
        await put_offer(session, offer, OfferStatus.VIEWED)


async def accept_offer(
    session: AsyncSession,
    offer_id: UUID,
    signature: Signature,
    buyer_data: Mapping[str, Any],
    *,
    vat_check: VatCheck | None = None,
) -> QuoteAcceptance:
    """Makes the offer an agreement, once, and keeps what proves it; an order follows from the fact.

    Raises InvalidInput with every wrong field, TotalChanged when the sum for this buyer is not the one they saw, and
    why it cannot be accepted any more: OfferAlreadyAccepted, OfferAlreadyRejected, OfferSuperseded, OfferExpired,
    OfferNotReady.
    """
    offer, request = await _lock_open(session, offer_id)
    paper = await find_paper(session, offer.id)
    if paper is None:
        raise OfferNotReady
    content = OfferContent.model_validate(offer.content)
    name = _check_signature(signature, content)
    buyer = read_buyer(buyer_data, may_be_office=await sells_to_offices(session))
    agreement = agree(content, signature.chosen, customer_of(buyer, vat_check), await seller_vat(session))
    if signature.seen_total != str(agreement.total):
        raise TotalChanged(total=money_label(agreement.total, offer.currency))
    acceptance = QuoteAcceptance(
        offer_id=offer.id,
        signed_name=name,
        buyer=buyer.model_dump(mode="json"),
        agreed=agreement.model_dump(mode="json"),
        words=acceptance_words(offer, agreement.total),
        sha256=paper.sha256,
        vat_check_id=vat_check.id if vat_check else None,
        person_id=signature.person_id,
        ip_address=signature.ip_address[:45],
        user_agent=signature.user_agent[:500],
        net=agreement.net,
        vat=agreement.vat,
        total=agreement.total,
    )
    session.add(acceptance)
    await _close(session, offer, request, OfferStatus.ACCEPTED, agreement)
    await publish(session, OfferAccepted(offer_id=offer.id))
    return acceptance


async def reject_offer(session: AsyncSession, offer_id: UUID, reason: str) -> None:
    """Says no, with the reason. Raises InvalidInput (`reason`), and why nothing can be decided any more."""
    words = tidy_lines(reason)
    if not words:
        raise InvalidInput([FieldError("reason", "REQUIRED", _NO_REASON)])
    if len(words) > _LONGEST_REASON:
        raise InvalidInput([FieldError("reason", "TOO_LONG", _TOO_LONG, {"longest": _LONGEST_REASON})])
    offer, request = await _lock_open(session, offer_id)
    offer.reason = words
    await _close(session, offer, request, OfferStatus.REJECTED, None)


async def _lock_open(session: AsyncSession, offer_id: UUID) -> tuple[QuoteOffer, QuoteRequest]:
    request = await get_request(session, (await get_offer(session, offer_id)).request_id, lock=True)
    offer = await get_offer(session, offer_id, lock=True)
    check_open(offer.status, offer.number, offer.valid_until, today_in_rome())
    return offer, request


def _check_signature(signature: Signature, content: OfferContent) -> str:
    name = one_line(signature.name)
    errors = []
    if len(name) < 2 or len(name) > _LONGEST_NAME or has_control_characters(name):
        errors.append(FieldError("signed_name", "REQUIRED", _NO_SIGNATURE))
    if not signature.has_agreed:
        errors.append(FieldError("agreed", "REQUIRED", _NOT_AGREED))
    if not set(signature.chosen) <= {line.key for line in content.lines if line.is_optional}:
        errors.append(FieldError("chosen", "UNKNOWN_OPTION", _UNKNOWN_OPTION))
    if errors:
        raise InvalidInput(errors)
    return name


async def _close(
    session: AsyncSession, offer: QuoteOffer, request: QuoteRequest, to: OfferStatus, agreement: Agreement | None
) -> None:
    offer.decided_at = now()
    await put_offer(session, offer, to)
    await mark_request(session, request.id, RequestStatus(to.value), by=None)
    event = "quotes.offer_accepted" if agreement else "quotes.offer_rejected"
    total = agreement.total if agreement else offer.total
    await record(session, event, "quote_offer", offer.id, number=offer.number, version=offer.version, total=str(total))
    if firm := await address_of_firm(session):
        mail = OfferDecided.of(offer, request, editor_url(offer.id), total)
        key = f"quote-decided:{offer.id}"
        await queue_mail(session, mail, to=firm, locale=DEFAULT_LOCALE, reply_to=request.email, key=key)
