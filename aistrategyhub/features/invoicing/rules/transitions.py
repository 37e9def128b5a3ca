"""Where a file may go next on its way through SdI, what each receipt makes of it, and the days one has. Pure."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.invoicing.models import TransmissionStatus as S
from aistrategyhub.integrations.sdi.receipts import Receipt, ReceiptKind

ALREADY_RECEIVED = "00002"
DAYS_TO_CORRECT = 5
# SdI answers within five days (provvedimento 89757/2018, 2.4).
ANSWER_EXPECTED_WITHIN = timedelta(days=5)
# What an interrupted sending may still be settling at the provider.
SETTLES_WITHIN = timedelta(minutes=10)

ISSUED = frozenset({S.DELIVERED, S.UNDELIVERABLE, S.ATTESTED, S.ACCEPTED, S.REFUSED, S.EXPIRED})
UNSENT = frozenset({S.GENERATED, S.BLOCKED, S.SENDING, S.FAILED})
# What a person has to do something about.
NEEDS_SOMEBODY = frozenset({S.BLOCKED, S.FAILED, S.REJECTED, S.REFUSED})

# What we ourselves do with a file.
ALLOWED_NEXT: Mapping[S, frozenset[S]] = {
    S.GENERATED: frozenset({S.SENDING, S.BLOCKED, S.SENT, S.FAILED}),
    S.BLOCKED: frozenset({S.GENERATED}),
    S.SENDING: frozenset({S.SENT, S.FAILED, S.GENERATED}),
    S.FAILED: frozenset({S.GENERATED}),
    S.REJECTED: frozenset({S.RESENT}),
}

_BEFORE_ANY_ANSWER = {S.GENERATED, S.SENDING, S.SENT, S.FAILED}
_AFTER_DELIVERY = {S.DELIVERED, S.UNDELIVERABLE}
# What each receipt makes of a file that stands like this. Anything else changes nothing: receipts come late, twice and
# in any order, and the last word about a file is never taken back.
_ANSWERS: Mapping[S, frozenset[S]] = {
    S.DELIVERED: frozenset(_BEFORE_ANY_ANSWER | {S.UNDELIVERABLE}),
    S.UNDELIVERABLE: frozenset(_BEFORE_ANY_ANSWER),
    S.REJECTED: frozenset(_BEFORE_ANY_ANSWER),
    S.ATTESTED: frozenset(_BEFORE_ANY_ANSWER | {S.UNDELIVERABLE}),
    S.ACCEPTED: frozenset(_BEFORE_ANY_ANSWER | _AFTER_DELIVERY | {S.ATTESTED}),
    S.REFUSED: frozenset(_BEFORE_ANY_ANSWER | _AFTER_DELIVERY | {S.ATTESTED}),
    S.EXPIRED: frozenset(_BEFORE_ANY_ANSWER | _AFTER_DELIVERY),
}
_MEANINGS: Mapping[ReceiptKind, S] = {
    ReceiptKind.DELIVERED: S.DELIVERED,
    ReceiptKind.UNDELIVERED: S.UNDELIVERABLE,
    ReceiptKind.REJECTED: S.REJECTED,
    ReceiptKind.ATTESTED: S.ATTESTED,
    ReceiptKind.EXPIRED: S.EXPIRED,
}


class IllegalTransmission(DomainError):
    """The file is not where this could be done with it."""

    code = "ILLEGAL_TRANSMISSION"
    kind = Kind.CONFLICT
    sentence = mark("Con questo file non si può fare ora: nel frattempo è cambiato qualcosa. Ricarica la pagina.")


def check_next(status: S, target: S) -> None:
    """Raises IllegalTransmission unless a file that stands like this may get there by our own doing."""
    if target not in ALLOWED_NEXT.get(status, ()):
        raise IllegalTransmission


def after_receipt(status: S, receipt: Receipt) -> S:
    """How a file stands once this receipt about it was read; the same when it says nothing new."""
    target = _meaning(receipt)
    return target if target and status in _ANSWERS[target] else status


def _meaning(receipt: Receipt) -> S | None:
    """A file that SdI has already is no reason to take the first one back (00002)."""
    if receipt.kind is ReceiptKind.OUTCOME:
        return S.ACCEPTED if receipt.is_accepted else S.REFUSED
    if receipt.kind is ReceiptKind.REJECTED and {error.code for error in receipt.errors} == {ALREADY_RECEIVED}:
        return None
    return _MEANINGS.get(receipt.kind)


def last_day_to_correct(rejected_on: date) -> date:
    """Until when a rejected document may be sent again with its number and date (circolare 13/E 2018, 1.6)."""
    return rejected_on + timedelta(days=DAYS_TO_CORRECT)


def days_left(rejected_on: date, today: date) -> int:
    """How many days are left to send a rejected document again; below zero when they are over."""
    return (last_day_to_correct(rejected_on) - today).days


def is_overdue(status: S, sent_at: datetime | None, now: datetime) -> bool:
    """Whether SdI has been silent for longer than it may."""
    return status is S.SENT and sent_at is not None and now - sent_at > ANSWER_EXPECTED_WITHIN
