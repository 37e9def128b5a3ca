"""When periods end, and when whoever leaves is free. By the calendar of Rome, at the hour at which it began."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta

from aistrategyhub.core.clock import ROME
from aistrategyhub.features.catalog.models import PlanInterval

_MONTHS = {PlanInterval.MONTH: 1, PlanInterval.YEAR: 12}


def end_of_period(start: datetime, interval: PlanInterval, count: int, anchor_day: int) -> datetime:
    """The end of a period that begins at `start`. A month without the `anchor_day` ends on its last day, and the next
    one is back on it: 31 January, 28 February, 31 March."""
    local = start.astimezone(ROME)
    if interval is PlanInterval.WEEK:
        day = local.date() + timedelta(weeks=count)
    else:
        months = local.year * 12 + local.month - 1 + count * _MONTHS[interval]
        year, month = divmod(months, 12)
        day = local.date().replace(year=year, month=month + 1, day=min(anchor_day, monthrange(year, month + 1)[1]))
    return datetime.combine(day, local.time(), ROME).astimezone(UTC)


def leaving_day(
    at: datetime, period_end: datetime, notice_days: int, interval: PlanInterval, count: int, anchor_day: int
) -> datetime:
    """The end of the first period, this one or a later one, that leaves `notice_days` to whoever says so `at`."""
    earliest, leaves = at + timedelta(days=notice_days), period_end
    while leaves < earliest:
        leaves = end_of_period(leaves, interval, count, anchor_day)
    return leaves
