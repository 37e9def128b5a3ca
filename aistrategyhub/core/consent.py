"""What of the site needs a visitor's consent before it may run (art. 122 D.Lgs. 196/2003). Rooms declare it.

While nothing is declared there is nothing to ask, so that no banner is shown.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

# How long a choice holds, also a refusal: nobody is asked again before (Garante, guidelines of 10 June 2021, par. 7.1).
CONSENT_LASTS = timedelta(days=182)


class Purpose(StrEnum):
    """What for. A choice is given for each."""

    EMBEDDED = "embedded"
    MARKETING = "marketing"
    STATISTICS = "statistics"


@dataclass(frozen=True)
class NeedsConsent:
    """Something that may not run before a visitor agreed. `title` and `description` are Italian message ids; the
    description names who gets what."""

    purpose: Purpose
    title: str
    description: str


_NEEDS: list[NeedsConsent] = []


def declare_need(need: NeedsConsent) -> NeedsConsent:
    """Makes visitors be asked for this. Declaring the same again changes nothing."""
    if need not in _NEEDS:
        _NEEDS.append(need)
    return need


def withdraw_need(need: NeedsConsent) -> None:
    """Lets nobody be asked for this any more."""
    _NEEDS.remove(need)


def declared_needs() -> tuple[NeedsConsent, ...]:
    """Everything that needs consent now."""
    return tuple(_NEEDS)


def wording_version(needs: Iterable[NeedsConsent]) -> str:
    """Changes with what is asked for: who agreed to other words is asked again."""
    said = "\n".join(f"{need.purpose}|{need.title}|{need.description}" for need in needs)
    return hashlib.sha256(said.encode()).hexdigest()[:12]
