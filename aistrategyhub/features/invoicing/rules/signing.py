"""Which documents are signed, and when a certificate that is about to expire is worth a word. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aistrategyhub.infra.settings import SignatureFormat, SignatureScope

# Days left at which the firm is told, each once.
WARNED_AT = (30, 7, 1)


def is_for_public_office(document: Mapping[str, Any]) -> bool:
    """Whether a frozen document is for a public office, whose codes have six characters."""
    return len(document["recipient"]["code"]) == 6


def is_to_be_signed(*, is_public: bool, scope: SignatureScope, has_key: bool) -> bool:
    """What goes to a public office is signed (DM 55/2013, annex A 3); everything else where the firm chose so and has a
    key: between private parties the channel vouches for the file (provvedimento 89757/2018)."""
    return is_public or (has_key and scope is SignatureScope.ALL)


def signed_name(name: str, form: SignatureFormat) -> str:
    """The name under which a signed file leaves: an envelope adds `.p7m`, a signature inside the XML nothing."""
    return f"{name}.p7m" if form is SignatureFormat.CADES else name


def days_until(end: datetime, now: datetime) -> int:
    """Whole days that are left, below zero when it is over."""
    return (end - now).days


def warning_of(days: int) -> int | None:
    """The nearest moment of WARNED_AT that has come, 0 once the certificate has expired, None while there is time."""
    if days < 0:
        return 0
    return min((step for step in WARNED_AT if days <= step), default=None)
