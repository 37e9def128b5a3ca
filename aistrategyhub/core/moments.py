"""Days and moments that people typed, as the trade uses them: dates, and instants in UTC."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from aistrategyhub.core.clock import ROME
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark, moment_label, short_date_label

_DAY = re.compile(r"^\d{4}-\d\d-\d\d$", re.ASCII)
_MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d$", re.ASCII)


def read_day(text: str, field: str, *, first: date | None = None, last: date | None = None) -> date:
    """The day that a date field sent: `2026-11-21`.

    Raises InvalidInput beside `field` when it is no day, or before `first` or after `last`.
    """
    day = _parsed(text, _DAY, field, mark("Scrivi una data come 21/11/2026.")).date()
    if first is not None and day < first:
        values = {"day": short_date_label(first)}
        raise InvalidInput([FieldError(field, "TOO_EARLY", mark("Il primo giorno possibile è il {day}."), values)])
    if last is not None and day > last:
        values = {"day": short_date_label(last)}
        raise InvalidInput([FieldError(field, "TOO_LATE", mark("L'ultimo giorno possibile è il {day}."), values)])
    return day


def read_moment(
    text: str, field: str, *, zone: ZoneInfo = ROME, first: datetime | None = None, last: datetime | None = None
) -> datetime:
    """The instant, in UTC, when the clocks of `zone` show what a moment field sent: `2026-12-01T09:30`.

    Raises InvalidInput beside `field` when it is none, outside `first` and `last`, or in the hour that the clocks
    skip in spring. Of the hour that they repeat in autumn it is the first.
    """
    wall = _parsed(text, _MOMENT, field, mark("Scrivi data e ora come 21/11/2026 09:30.")).replace(tzinfo=zone)
    at = wall.astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        skipped = mark("A quell'ora gli orologi passano all'ora legale: scegli un'ora prima o dopo.")
        raise InvalidInput([FieldError(field, "SKIPPED_HOUR", skipped)])
    if first is not None and at < first:
        values = {"moment": moment_label(first)}
        raise InvalidInput([FieldError(field, "TOO_EARLY", mark("Scegli un momento dopo il {moment}."), values)])
    if last is not None and at > last:
        values = {"moment": moment_label(last)}
        raise InvalidInput([FieldError(field, "TOO_LATE", mark("Scegli un momento prima del {moment}."), values)])
    return at


def wall_time(at: datetime, zone: ZoneInfo = ROME) -> str:
    """What a moment field shows of an instant: `2026-12-01T09:30` on the clocks of `zone`."""
    return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def _parsed(text: str, form: re.Pattern[str], field: str, sentence: str) -> datetime:
    try:
        if not form.match(text.strip()):
            raise ValueError
        found = datetime.fromisoformat(text.strip())
        # Years at the edge leave the calendar once a time zone is counted in.
        if not datetime.min + timedelta(days=1) < found < datetime.max - timedelta(days=1):
            raise ValueError
    except ValueError:
        raise InvalidInput([FieldError(field, "NO_DATE", sentence)]) from None
    return found
