"""An offer on screen: the customer's page, lists, and the thread. Pure; speaks the language of the moment."""

from collections.abc import Collection, Sequence
from datetime import date

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import _, date_label, mark, moment_label, money_label, short_date_label
from aistrategyhub.features.quotes.models import Instalment, OfferStatus, QuoteOffer, QuoteOrder, QuoteRequest
from aistrategyhub.features.quotes.rules.offers import check_open
from aistrategyhub.features.quotes.rules.sheet import paragraphs, subject_of
from aistrategyhub.features.quotes.rules.words import (
    INSTALMENT_LABELS,
    STATUS_LABELS,
    acceptance_words,
    offer_rows,
    payment_rows,
    step_rows,
    sum_rows,
)
from aistrategyhub.features.quotes.schemas.offers import Agreement, OfferContent, ThreadLine
from aistrategyhub.features.quotes.schemas.sheets import AskRow, MessageRow, OfferListRow, OfferView, PartRow

OFFER_FILTERS: dict[str, tuple[str, tuple[OfferStatus, ...]]] = {
    "tutte": (mark("Tutte"), ()),
    "bozze": (mark("Bozze"), (OfferStatus.DRAFT,)),
    "aperte": (mark("Aperte"), (OfferStatus.SENT, OfferStatus.VIEWED)),
    "da-seguire": (mark("Da seguire"), (OfferStatus.SENT, OfferStatus.VIEWED)),
    "vinte": (mark("Accettate"), (OfferStatus.ACCEPTED,)),
    "perse": (mark("Rifiutate o scadute"), (OfferStatus.REJECTED, OfferStatus.EXPIRED)),
}
_ASKING = {
    Instalment.FULL: mark("Chiedi di nuovo il pagamento"),
    Instalment.DEPOSIT: mark("Chiedi di nuovo l’acconto"),
    Instalment.BALANCE: mark("Chiedi il saldo"),
}


def offer_view(
    offer: QuoteOffer, request: QuoteRequest, content: OfferContent, agreement: Agreement, *, today: date
) -> OfferView:
    """The offer as its customer reads it, with what they ticked added up."""
    label, tone = STATUS_LABELS[offer.status]
    problem = why_closed(offer, today)
    rows = offer_rows(content, agreement, offer.currency)
    return OfferView(
        number=offer.number,
        version_label=_("Versione {version}", version=offer.version),
        subject=subject_of(request),
        status=offer.status.value,
        status_label=_("Da decidere") if not problem else _(label),
        status_tone="waiting" if not problem else tone,
        sent_label=date_label(offer.sent_at.date()) if offer.sent_at else "",
        valid_label=date_label(content.valid_until),
        intro=list(paragraphs(content.intro)),
        rows=[row for row in rows if not row.is_optional],
        options=[row for row in rows if row.is_optional],
        sums=sum_rows(content, agreement, offer.currency),
        payments=payment_rows(agreement, offer.currency),
        steps=step_rows(content),
        terms=list(paragraphs(content.terms)),
        words=acceptance_words(offer, agreement.total),
        seen_total=str(agreement.total),
        total_label=money_label(agreement.total, offer.currency),
        problem=problem,
        is_open=not problem,
    )


def why_closed(offer: QuoteOffer, today: date) -> str:
    """Why nothing can be decided on the offer any more; empty while it can."""
    try:
        check_open(offer.status, offer.number, offer.valid_until, today)
    except DomainError as refusal:
        return _(refusal.sentence, **refusal.values)
    return ""


def message_rows(thread: Sequence[ThreadLine], *, is_staff: bool) -> list[MessageRow]:
    """The thread as the customer or the firm reads it."""
    return [
        MessageRow(
            author=_("Tu") if line.is_staff == is_staff else _("Lo studio") if line.is_staff else _("Il cliente"),
            words=line.words,
            at_label=moment_label(line.sent_at),
            is_own=line.is_staff == is_staff,
        )
        for line in thread
    ]


def part_rows(collected: Sequence[QuoteOrder], currency: str) -> list[PartRow]:
    """The orders that collect what was agreed."""
    return [
        PartRow(
            instalment=row.instalment.value,
            name=_(INSTALMENT_LABELS[row.instalment]),
            total_label=money_label(row.total, currency),
            order_number=row.order_number,
            closed_label=_closed_label(row),
        )
        for row in collected
    ]


def ask_rows(parts: Collection[Instalment]) -> list[AskRow]:
    """What the firm may ask for now, each with the words of its button."""
    return [AskRow(part.value, _(_ASKING[part])) for part in Instalment if part in parts]


def _closed_label(row: QuoteOrder) -> str:
    if row.paid_at:
        return _("Pagato il {day}", day=moment_label(row.paid_at))
    return "" if row.order_id else _("Annullato")


def offer_list_row(offer: QuoteOffer, request: QuoteRequest) -> OfferListRow:
    """A line of a list of offers."""
    label, tone = STATUS_LABELS[offer.status]
    return OfferListRow(
        offer_id=str(offer.id),
        number=offer.number,
        version_label=_("v{version}", version=offer.version),
        customer=request.company or request.name,
        email=request.email,
        subject=subject_of(request),
        sent_label=short_date_label(offer.sent_at.date()) if offer.sent_at else "",
        valid_label=short_date_label(offer.valid_until) if offer.valid_until else "",
        total_label=money_label(offer.total, offer.currency),
        status_label=_(label),
        status_tone=tone,
    )
