"""How long a session lives. Pure: no database, no clock.

Staff reach everybody's data, so theirs follow NIST SP 800-63B-4 for AAL2: shown again after half a day at the latest,
or after three idle hours, rather than its one, because a working day has meetings. Customers reach their own data only:
AAL1's thirty days, cut to a week of idleness (ASVS 5.0, 7.1.1 and 7.3).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from aistrategyhub.core.access import Role


@dataclass(frozen=True)
class Lifetime:
    """The longest a session lasts in all, and without being used."""

    absolute: timedelta
    idle: timedelta


_STAFF = Lifetime(absolute=timedelta(hours=12), idle=timedelta(hours=3))
_CUSTOMER = Lifetime(absolute=timedelta(days=30), idle=timedelta(days=7))

# A program's session ends this long after its last refresh, and in all after a month.
REFRESH_LASTS = timedelta(days=7)
PROGRAM_LASTS = timedelta(days=30)
ACCESS_LASTS = timedelta(minutes=15)
# Two calls of one program may refresh at the same moment: the second is told so, and nothing is revoked.
REFRESH_RACE = timedelta(seconds=10)

# `last_used_at` is written no more often than this; an idle session therefore ends up to as much earlier.
USE_NOTED_EVERY = timedelta(minutes=5)


def lifetime(role: Role) -> Lifetime:
    """How long sessions of this role last."""
    return _CUSTOMER if role in (Role.CUSTOMER, Role.GUEST) else _STAFF


def ends_at(role: Role, opened_at: datetime, used_at: datetime) -> datetime:
    """When a browser's session that was used at this moment ends, unless it is used again."""
    lasts = lifetime(role)
    return min(opened_at + lasts.absolute, used_at + lasts.idle)


def program_ends_at(opened_at: datetime, refreshed_at: datetime) -> datetime:
    """When a program's session ends, unless it is refreshed again."""
    return min(opened_at + PROGRAM_LASTS, refreshed_at + REFRESH_LASTS)
