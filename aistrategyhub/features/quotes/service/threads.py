"""Questions and answers about a request, by mail both ways."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import DEFAULT_LOCALE, mark
from aistrategyhub.features.contact.rules import tidy_lines
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.quotes.emails.offers import OfferAnswer, OfferQuestion
from aistrategyhub.features.quotes.links import editor_url, offer_url
from aistrategyhub.features.quotes.models import Author, OfferStatus, QuoteMessage
from aistrategyhub.features.quotes.queries import get_request
from aistrategyhub.features.quotes.queries.offers import get_offer
from aistrategyhub.features.quotes.rules.offers import OfferNotFound
from aistrategyhub.features.site_settings.queries import address_of_firm

_LONGEST = 4000
_NO_WORDS = mark("Scrivi qui la tua domanda.")
_TOO_LONG = mark("Il testo supera i {longest} caratteri ammessi.")


async def write_about_offer(
    session: AsyncSession, offer_id: UUID, words: str, *, author: Author, person_id: UUID | None
) -> QuoteMessage:
    """Adds to the thread, and mails the other side. Raises InvalidInput (`words`) and OfferNotFound."""
    said = tidy_lines(words)
    if not said:
        raise InvalidInput([FieldError("words", "REQUIRED", _NO_WORDS)])
    if len(said) > _LONGEST:
        raise InvalidInput([FieldError("words", "TOO_LONG", _TOO_LONG, {"longest": _LONGEST})])
    offer = await get_offer(session, offer_id)
    if offer.status is OfferStatus.DRAFT:
        raise OfferNotFound
    request = await get_request(session, offer.request_id)
    message = QuoteMessage(request_id=request.id, author=author, person_id=person_id, words=said)
    session.add(message)
    await session.flush()
    key = f"quote-message:{message.id}"
    if author is Author.STAFF:
        mail = OfferAnswer(**OfferAnswer.facts(offer, request, offer_url(offer.id, offer.locale)), words=said)
        await queue_mail(session, mail, to=request.email, locale=offer.locale, key=key, person_id=request.user_id)
    elif firm := await address_of_firm(session):
        asked = OfferQuestion(**OfferQuestion.facts(offer, request, editor_url(offer.id)), words=said)
        await queue_mail(session, asked, to=firm, locale=DEFAULT_LOCALE, reply_to=request.email, key=key)
    return message
