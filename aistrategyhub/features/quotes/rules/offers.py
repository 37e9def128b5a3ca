"""Where an offer can go, and why it cannot be accepted any more. Pure: reads no clock, no database."""

from datetime import date

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.quotes.models import OfferStatus

OPEN = frozenset({OfferStatus.SENT, OfferStatus.VIEWED})
_CLOSED = frozenset({OfferStatus.ACCEPTED, OfferStatus.REJECTED, OfferStatus.SUPERSEDED, OfferStatus.EXPIRED})

ALLOWED_NEXT: dict[OfferStatus, frozenset[OfferStatus]] = {
    OfferStatus.DRAFT: frozenset({OfferStatus.SENT}),
    OfferStatus.SENT: _CLOSED | {OfferStatus.VIEWED},
    OfferStatus.VIEWED: _CLOSED,
    OfferStatus.ACCEPTED: frozenset(),
    OfferStatus.REJECTED: frozenset({OfferStatus.SUPERSEDED}),
    OfferStatus.SUPERSEDED: frozenset(),
    OfferStatus.EXPIRED: frozenset({OfferStatus.SUPERSEDED}),
}


class OfferNotFound(DomainError):
    """No such offer, or one that was never sent."""

    code = "OFFER_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa offerta non c’è, o non c’è più.")


class OfferChanged(DomainError):
    """Somebody else saved or sent the draft after this person had opened it."""

    code = "OFFER_CHANGED"
    sentence = mark("Qualcun altro ha cambiato l’offerta nel frattempo: ricarica la pagina.")


class OfferNotReady(DomainError):
    """Its PDF is not printed yet: nothing can be accepted whose words are not frozen."""

    code = "OFFER_NOT_READY"
    sentence = mark("L’offerta è ancora in preparazione: riprova fra un minuto.")


class OfferAlreadyAccepted(DomainError):
    code = "OFFER_ALREADY_ACCEPTED"
    sentence = mark("L’offerta {number} è già stata accettata: non serve altro.")


class OfferAlreadyRejected(DomainError):
    code = "OFFER_ALREADY_REJECTED"
    sentence = mark("L’offerta {number} è stata rifiutata: se hai cambiato idea, scrivici qui sotto.")


class OfferSuperseded(DomainError):
    """A later version took its place."""

    code = "OFFER_SUPERSEDED"
    sentence = mark("C’è una versione più recente dell’offerta {number}: la trovi nell’ultima e-mail.")


class OfferExpired(DomainError):
    code = "OFFER_EXPIRED"
    sentence = mark("L’offerta {number} è scaduta: chiedici di rinnovarla, basta una riga qui sotto.")


class TotalChanged(DomainError):
    """With the buyer's data, or with other options, the sum is not the one that was read."""

    code = "OFFER_TOTAL_CHANGED"
    sentence = mark("Con questi dati il totale è {total}: rileggi il riepilogo e conferma di nuovo.")


class InstalmentNotDue(DomainError):
    """There is no such payment to ask for, or it was asked for already."""

    code = "INSTALMENT_NOT_DUE"
    sentence = mark("Per questa offerta non c’è un pagamento di questo tipo da chiedere.")


class IllegalOfferTransition(DomainError):
    code = "ILLEGAL_OFFER_TRANSITION"
    sentence = mark("L’offerta è cambiata nel frattempo: ricarica la pagina.")


_REFUSALS: dict[OfferStatus, type[DomainError]] = {
    OfferStatus.DRAFT: OfferNotFound,
    OfferStatus.ACCEPTED: OfferAlreadyAccepted,
    OfferStatus.REJECTED: OfferAlreadyRejected,
    OfferStatus.SUPERSEDED: OfferSuperseded,
    OfferStatus.EXPIRED: OfferExpired,
}


def check_offer_transition(present: OfferStatus, wanted: OfferStatus) -> None:
    """Raises IllegalOfferTransition."""
    if wanted not in ALLOWED_NEXT[present]:
        raise IllegalOfferTransition


def check_open(status: OfferStatus, number: str, valid_until: date | None, today: date) -> None:
    """Raises the reason why an offer can no longer be decided on; its last day still counts."""
    if refusal := _REFUSALS.get(status):
        raise refusal(number=number)
    if valid_until is not None and valid_until < today:
        raise OfferExpired(number=number)


def offer_number(year: int, sequence: int) -> str:
    """The number that people quote: OFF-2026-00001. A version is said beside it."""
    return f"OFF-{year}-{sequence:05d}"
