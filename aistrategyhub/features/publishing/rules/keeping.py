"""Which autosaves are kept: all of a day, one an hour for a week, one a day for a quarter, none after it. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from aistrategyhub.core.clock import ROME

TRASH_LASTS = timedelta(days=30)
ALL_LAST = timedelta(days=1)
_HOURLY_LAST = timedelta(days=7)
_DAILY_LAST = timedelta(days=90)


def superfluous(autosaves: Iterable[tuple[UUID, UUID, datetime]], *, now: datetime) -> list[UUID]:
    """The ids of the autosaves (id, publication, when) that go: of each hour or day the newest stays."""
    kept: set[Any] = set()
    gone = []
    for version_id, publication_id, at in sorted(autosaves, key=lambda row: row[2], reverse=True):
        place = _place(at, now - at)
        if place is None or (publication_id, place) in kept:
            gone.append(version_id)
        elif place != "all":
            kept.add((publication_id, place))
    return gone


def _place(at: datetime, age: timedelta) -> str | None:
    local = at.astimezone(ROME)
    if age < ALL_LAST:
        return "all"
    if age < _HOURLY_LAST:
        return local.strftime("%Y-%m-%d %H")
    return local.strftime("%Y-%m-%d") if age < _DAILY_LAST else None
