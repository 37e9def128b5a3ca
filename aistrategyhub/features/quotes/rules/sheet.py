"""What stands on the paper of an offer. Pure; speaks the language of the moment."""

from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.text import _, current_locale, date_label
from aistrategyhub.features.quotes.models import QuoteOffer, QuoteRequest
from aistrategyhub.features.quotes.rules.words import offer_rows, payment_rows, step_rows, sum_rows
from aistrategyhub.features.quotes.schemas.offers import Agreement, OfferContent
from aistrategyhub.features.quotes.schemas.sheets import OfferSheet, SheetParty


def lay_out(
    offer: QuoteOffer,
    request: QuoteRequest,
    content: OfferContent,
    agreement: Agreement,
    seller: SheetParty,
    url: str,
) -> OfferSheet:
    """The sheet of an offer; a draft's carries the day of today."""
    rows = offer_rows(content, agreement, offer.currency)
    day = today_in_rome(offer.sent_at)
    return OfferSheet(
        locale=current_locale(),
        number=offer.number,
        version=offer.version,
        subject=subject_of(request),
        sent_label=date_label(day),
        sent_iso=day.isoformat(),
        valid_label=date_label(content.valid_until),
        wordmark=seller.name,
        seller=seller,
        customer=SheetParty(request.company or request.name, (request.name,) if request.company else ()),
        intro=paragraphs(content.intro),
        rows=[row for row in rows if not row.is_optional],
        options=[row for row in rows if row.is_optional],
        sums=sum_rows(content, agreement, offer.currency),
        payments=payment_rows(agreement, offer.currency),
        steps=step_rows(content),
        terms=paragraphs(content.terms),
        url=url,
        has_discount=bool(content.discount_percent),
    )


def subject_of(request: QuoteRequest) -> str:
    """What is offered: the service that was asked for, or what was asked for in words."""
    return request.item_name or _("Consulenza su richiesta {number}", number=request.number)


def paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("\n\n") if part.strip())
