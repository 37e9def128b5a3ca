"""When something is published or withdrawn: moments that an editor writes in the time of Rome. Pure."""

from datetime import UTC, date, datetime, time

from babel.dates import format_datetime, get_timezone_gmt

from aistrategyhub.core.clock import ROME
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import _, current_locale, mark

_NO_DAY = mark("Scegli un giorno, come 2026-11-24.")
_NO_TIME = mark("Scegli un’ora, come 09:30.")
_SKIPPED = mark("Quest’ora non esiste: quella notte si passa all’ora legale. Scegline un’altra.")
_PAST = mark("Questo momento è già passato: scegline uno futuro.")
_ORDER = mark("Il ritiro deve venire dopo la pubblicazione.")
_ZONE = mark("{moment} (ora di Roma, {offset})")


def read_moment(day: str, hour: str, field: str) -> datetime | None:
    """The instant, in UTC, at which clocks in Rome show this day (2026-11-24) and hour (09:30); None without a day.

    Of an hour that comes twice the first is meant. Raises InvalidInput naming `field` for what no clock shows.
    """
    if not day.strip():
        return None
    try:
        on = date.fromisoformat(day.strip())
    except ValueError:
        raise InvalidInput([FieldError(field, "INVALID_DAY", _NO_DAY)]) from None
    try:
        at = time.fromisoformat(hour.strip())
    except ValueError:
        raise InvalidInput([FieldError(field, "INVALID_TIME", _NO_TIME)]) from None
    local = datetime.combine(on, at.replace(tzinfo=None, second=0, microsecond=0), tzinfo=ROME)
    try:
        instant = local.astimezone(UTC)
    except OverflowError:
        raise InvalidInput([FieldError(field, "INVALID_DAY", _NO_DAY)]) from None
    if instant.astimezone(ROME).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise InvalidInput([FieldError(field, "SKIPPED_HOUR", _SKIPPED)])
    return instant


def check_plan(publish_at: datetime | None, unpublish_at: datetime | None, *, now: datetime) -> None:
    """Raises InvalidInput (`publish_at`, `unpublish_at`) for what is past, or withdrawn before it is published."""
    errors = [
        FieldError(field, "IN_THE_PAST", _PAST)
        for field, at in (("publish_at", publish_at), ("unpublish_at", unpublish_at))
        if at is not None and at <= now
    ]
    if publish_at and unpublish_at and unpublish_at <= publish_at:
        errors.append(FieldError("unpublish_at", "BEFORE_PUBLISHING", _ORDER))
    if errors:
        raise InvalidInput(errors)


def zoned_label(at: datetime) -> str:
    """`martedì 24 novembre 2026, 09:30 (ora di Roma, UTC+01:00)`."""
    locale = {"it": "it_IT", "en": "en_GB"}[current_locale()]
    local = at.astimezone(ROME)
    moment = format_datetime(local, format="EEEE d MMMM y, HH:mm", locale=locale)
    return _(_ZONE, moment=moment, offset=get_timezone_gmt(local, locale="en_GB").replace("GMT", "UTC"))
