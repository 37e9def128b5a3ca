"""When a colleague may act in a customer's name. Pure: no database, no clock."""

from datetime import datetime, timedelta

from aistrategyhub.core.access import Role
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.models import Person

SUPPORT_ACCESS_LASTS = timedelta(hours=24)
IMPERSONATION_LASTS = timedelta(minutes=30)
SHORTEST_REASON = 10
LONGEST_REASON = 500


class ReasonMissing(DomainError):
    """Acting in somebody's name needs a reason that they can read afterwards."""

    code = "REASON_MISSING"
    kind = Kind.INVALID
    sentence = mark("Scrivi perché agisci per suo conto, in almeno {shortest} caratteri: la persona potrà leggerlo.")


class NotLetIn(DomainError):
    """The person does not let the staff act in their name at this moment, or is not a customer."""

    code = "NOT_LET_IN"
    kind = Kind.FORBIDDEN
    sentence = mark("Questa persona ora non permette all’assistenza di agire per suo conto.")


def support_is_open(person: Person, now: datetime) -> bool:
    """Whether the person lets the staff act in their name at this moment."""
    return person.support_access_until is not None and person.support_access_until > now


def impersonation_ends(person: Person, now: datetime) -> datetime:
    """Until when a session in this person's name may last: half an hour, and never longer than they allow.

    Raises NotLetIn: for staff, for an account that is shut, and without the person's leave.
    """
    may_be = person.role is Role.CUSTOMER and person.is_active and person.erased_at is None
    if not may_be or not support_is_open(person, now):
        raise NotLetIn
    return min(now + IMPERSONATION_LASTS, person.support_access_until)


def tidy_reason(reason: str) -> str:
    """The reason on one line. Raises ReasonMissing when it says too little."""
    tidy = " ".join(reason.split())[:LONGEST_REASON]
    if len(tidy) < SHORTEST_REASON or not tidy.isprintable():
        raise ReasonMissing(shortest=SHORTEST_REASON)
    return tidy
