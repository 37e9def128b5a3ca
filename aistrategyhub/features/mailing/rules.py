"""Where a mail may go from where it is, and when it is its turn. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.features.mailing.models import EmailStatus, EmailType

ALLOWED_NEXT: dict[EmailStatus, frozenset[EmailStatus]] = {
    EmailStatus.QUEUED: frozenset({EmailStatus.SENDING, EmailStatus.SENT, EmailStatus.FAILED}),
    EmailStatus.SENDING: frozenset({EmailStatus.SENT, EmailStatus.FAILED, EmailStatus.BOUNCED}),
    EmailStatus.SENT: frozenset({EmailStatus.BOUNCED}),
    EmailStatus.FAILED: frozenset({EmailStatus.QUEUED}),
    EmailStatus.BOUNCED: frozenset(),
}

# Within this time after its sending was asked for, a message may still look like a draft at the carrier.
SETTLES_WITHIN = timedelta(seconds=60)
MINUTE = timedelta(seconds=60)
# A mail under way for longer belonged to a process that died.
LONGEST_DEPARTURE = timedelta(seconds=150)
# Of each minute's places the last fifth is kept for mails that somebody waits for.
_BULK_SHARE = (4, 5)


class IllegalMailTransition(DomainError):
    """A mail cannot go from where it is to there."""

    code = "ILLEGAL_MAIL_TRANSITION"
    sentence = mark("L'e-mail è nello stato «{current}» e non può passare a «{target}».")


def check_transition(current: EmailStatus, target: EmailStatus) -> None:
    """Raises IllegalMailTransition unless a mail may go from `current` to `target`."""
    if target not in ALLOWED_NEXT[current]:
        raise IllegalMailTransition(current=current.value, target=target.value)


@dataclass(frozen=True)
class Traffic:
    """What one sender has on the road at the moment `at`.

    `ended` are the ends of the last minute's departures, the oldest first; `line` is until when the places of this
    kind of mail are booked.
    """

    at: datetime
    under_way: int
    ended: Sequence[datetime]
    paused_until: datetime | None = None
    line: datetime | None = None


@dataclass(frozen=True)
class Turn:
    """Whether a mail may leave now. If not: when it may ask again, and whether that moment is booked for it."""

    may_leave: bool
    at: datetime
    is_booked: bool = False


def places_per_minute(per_minute: int, email_type: EmailType) -> int:
    """How many of a minute's places a mail of this type may compete for."""
    if email_type is EmailType.TRANSACTIONAL:
        return per_minute
    part, whole = _BULK_SHARE
    return max(1, per_minute * part // whole)


def turn(traffic: Traffic, *, places: int, parallel: int, has_booking: bool, spread: float) -> Turn:
    """When a mail may leave. A departure counts until a minute after its end, so that the carrier, which counts when
    it accepts, never counts more than we do.

    Whoever finds no place books the next one behind all others; a booking that came at a bad moment (a pause, a
    standstill) keeps its right and asks again shortly after. `spread` (0 to 1) keeps those from asking all at once.
    """
    at, gap = traffic.at, MINUTE / places
    if traffic.paused_until and traffic.paused_until > at:
        return _later(traffic, traffic.paused_until, gap, has_booking, spread)
    waits_in_line = traffic.line is not None and traffic.line > at and not has_booking
    if traffic.under_way + len(traffic.ended) >= places or waits_in_line:
        free_at = traffic.ended[0] + MINUTE if traffic.ended else at + gap
        return _later(traffic, free_at, gap, has_booking, spread)
    if traffic.under_way >= parallel:
        return Turn(False, at + timedelta(seconds=0.2 + spread))
    return Turn(True, at)


def _later(traffic: Traffic, free_at: datetime, gap: timedelta, has_booking: bool, spread: float) -> Turn:
    if has_booking:
        return Turn(False, max(free_at, traffic.at) + timedelta(seconds=1 + 10 * spread))
    behind_all = traffic.line + gap if traffic.line else free_at
    return Turn(False, max(free_at, behind_all, traffic.at + timedelta(seconds=1)), is_booked=True)
