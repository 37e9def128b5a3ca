"""What time it is. Everybody asks here, so that a test can decide."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def today_in_rome(at: datetime | None = None) -> date:
    """The calendar day that an Italian document issued at this instant carries."""
    return (at or now()).astimezone(ROME).date()


def start_of_day(day: date) -> datetime:
    """The instant at which a calendar day begins in Rome."""
    return datetime.combine(day, time(), ROME)
