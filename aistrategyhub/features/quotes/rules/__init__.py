"""Decisions of the requests for a quote. Pure: no database, no clock."""

from datetime import timedelta

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import _, mark, speaking
from aistrategyhub.features.quotes.models import RequestStatus

CONSENT_VERSION = "2026-11-21"
CONSENT_WORDS = mark("Ho letto l’informativa sulla privacy e chiedo di ricevere un preventivo.")
REQUESTS_LAST = timedelta(days=730)
SPAM_LASTS = timedelta(days=30)
PREFILLS_LAST = timedelta(days=365)

ALLOWED = {
    RequestStatus.NEW: frozenset(
        {RequestStatus.IN_REVIEW, RequestStatus.QUOTED, RequestStatus.REJECTED, RequestStatus.SPAM}
    ),
    RequestStatus.IN_REVIEW: frozenset(
        {
            RequestStatus.NEW,
            RequestStatus.QUOTED,
            RequestStatus.ACCEPTED,
            RequestStatus.REJECTED,
            RequestStatus.SPAM,
        }
    ),
    RequestStatus.QUOTED: frozenset(
        {RequestStatus.IN_REVIEW, RequestStatus.ACCEPTED, RequestStatus.REJECTED, RequestStatus.SPAM}
    ),
    RequestStatus.ACCEPTED: frozenset(),
    RequestStatus.REJECTED: frozenset({RequestStatus.IN_REVIEW, RequestStatus.QUOTED}),
    RequestStatus.SPAM: frozenset({RequestStatus.NEW}),
}


class IllegalRequestTransition(DomainError):
    """A request cannot be put there from where it is."""

    code = "ILLEGAL_REQUEST_TRANSITION"
    sentence = mark("La richiesta è cambiata nel frattempo: ricarica la pagina.")


def check_transition(present: RequestStatus, wanted: RequestStatus) -> None:
    """Raises IllegalRequestTransition."""
    if wanted not in ALLOWED[present]:
        raise IllegalRequestTransition


def consent_words(locale: str) -> str:
    """The words beside the tick, as whoever reads this language sees them."""
    with speaking(locale):
        return _(CONSENT_WORDS)


def request_number(year: int, sequence: int) -> str:
    """The number that people quote: QR-2026-00001."""
    return f"QR-{year}-{sequence:05d}"
