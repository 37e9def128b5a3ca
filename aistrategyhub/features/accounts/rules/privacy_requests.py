"""How long a request about personal data takes, and where it can go from where it is. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.models import RequestOrigin, RequestStatus

EXPORT_LASTS = timedelta(days=7)
# Time to think again, or to notice that somebody else asked.
ERASURE_WAITS: Mapping[RequestOrigin, timedelta] = {
    RequestOrigin.PERSON: timedelta(days=7),
    RequestOrigin.IDLE_ACCOUNT: timedelta(days=30),
}
POSTPONED_BY = timedelta(days=7)
OPEN = frozenset({RequestStatus.REQUESTED, RequestStatus.WORKING})

ALLOWED_NEXT: Mapping[RequestStatus, frozenset[RequestStatus]] = {
    RequestStatus.REQUESTED: frozenset({RequestStatus.WORKING, RequestStatus.DONE, RequestStatus.CANCELLED}),
    RequestStatus.WORKING: frozenset({RequestStatus.READY, RequestStatus.CANCELLED}),
    RequestStatus.READY: frozenset({RequestStatus.EXPIRED}),
    RequestStatus.DONE: frozenset(),
    RequestStatus.CANCELLED: frozenset(),
    RequestStatus.EXPIRED: frozenset(),
}


class RequestNotFound(DomainError):
    """No such request, or not the caller's."""

    code = "PRIVACY_REQUEST_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa richiesta non c’è.")


class IllegalRequestTransition(DomainError):
    """The request is closed, or was overtaken."""

    code = "PRIVACY_REQUEST_CLOSED"
    sentence = mark("La richiesta è già conclusa: non si può più cambiare.")


class ExportNotReady(DomainError):
    """The file is being made, or was removed after its week."""

    code = "EXPORT_NOT_AVAILABLE"
    kind = Kind.NOT_FOUND
    sentence = mark("La copia dei tuoi dati non è disponibile: se è scaduta, chiedine un’altra.")


class NothingToCancel(DomainError):
    """No erasure waits."""

    code = "NO_ERASURE_WAITING"
    kind = Kind.NOT_FOUND
    sentence = mark("Non c’è nessuna cancellazione in attesa.")


class LastSuperAdmin(DomainError):
    """Without this person nobody could look after the installation."""

    code = "LAST_SUPER_ADMIN"
    sentence = mark(
        "Sei l’unica persona con tutti i permessi: prima assegnali a un’altra, poi cancella il tuo account."
    )


class ConfirmationMismatch(DomainError):
    """What was typed to confirm is not the account's address."""

    code = "CONFIRMATION_MISMATCH"
    kind = Kind.INVALID
    sentence = mark("Per confermare scrivi il tuo indirizzo e-mail esattamente com’è.")


def check_transition(current: RequestStatus, target: RequestStatus) -> None:
    """Raises IllegalRequestTransition unless a request may go from `current` to `target`."""
    if target not in ALLOWED_NEXT[current]:
        raise IllegalRequestTransition


def check_confirmation(typed: str, email: str) -> None:
    """Raises ConfirmationMismatch unless the account's own address was typed."""
    if typed.strip().lower() != email:
        raise ConfirmationMismatch


def one_month_after(moment: datetime) -> datetime:
    """By when the law wants an answer (art. 12(3) GDPR; Reg. 1182/71): the same day of the next month, or its last."""
    year, month = (moment.year + 1, 1) if moment.month == 12 else (moment.year, moment.month + 1)
    for day in range(moment.day, 27, -1):
        try:
            return moment.replace(year=year, month=month, day=day)
        except ValueError:
            continue
    return moment.replace(year=year, month=month)
