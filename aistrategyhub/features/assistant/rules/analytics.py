"""The time that is looked at, and its figures in words. Pure."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.moments import read_day
from aistrategyhub.core.text import _, mark, number_label, percent_label, short_date_label
from aistrategyhub.features.assistant.schemas.analytics import (
    BotCountsBody,
    BotLine,
    Bucket,
    Counts,
    DayBody,
    Drawn,
    OftenBody,
    OftenLine,
    Period,
    Point,
    Tiles,
)
from aistrategyhub.features.prompts.rules.views import cents_label

LONGEST_PERIOD = 366
USUAL_PERIOD = 30
PERIODS = {"7": mark("7 giorni"), "30": mark("30 giorni"), "90": mark("90 giorni"), "365": mark("12 mesi")}
_FIRST_DAY = date(2020, 1, 1)
_MOST_DAYS, _MOST_DAYS_OF_WEEKS = 31, 190
_NOTHING = "–"


def read_period(since: str, until: str, *, today: date) -> Period:
    """The time between two days as they were typed. Raises InvalidInput beside what is wrong."""
    first = read_day(since, "since", first=_FIRST_DAY, last=today)
    return checked(Period(first, read_day(until, "until", first=first, last=today)))


def period_of(since: date | None, until: date | None, *, today: date) -> Period:
    """The same for days that a program names; by itself the last month. Raises InvalidInput."""
    last = until or today
    if last < _FIRST_DAY or (since and since < _FIRST_DAY):
        raise InvalidInput([FieldError("since", "TOO_EARLY", mark("Prima del 2020 non c’era nulla da contare."))])
    first = since or last - timedelta(days=USUAL_PERIOD - 1)
    if last > today:
        raise InvalidInput([FieldError("until", "TOO_LATE", mark("Questo giorno non c’è ancora stato."))])
    if first > last:
        raise InvalidInput([FieldError("since", "TOO_LATE", mark("Il periodo finisce prima di cominciare."))])
    return checked(Period(first, last))


def checked(period: Period) -> Period:
    """The period. Raises InvalidInput for one that is longer than conversations are kept."""
    if period.days > LONGEST_PERIOD:
        words = mark("Scegli al massimo un anno: le conversazioni non si tengono più a lungo.")
        raise InvalidInput([FieldError("since", "TOO_LONG", words)])
    return period


def last_days(count: int, *, today: date) -> Period:
    """So many days up to today."""
    return Period(today - timedelta(days=count - 1), today)


def bucket_for(period: Period) -> Bucket:
    """How finely a period is drawn, so that a chart stays legible."""
    if period.days <= _MOST_DAYS:
        return "day"
    return "week" if period.days <= _MOST_DAYS_OF_WEEKS else "month"


def tiles_of(counts: Counts) -> Tiles:
    """The figures at a glance; a share of nothing is a dash."""
    return Tiles(
        questions=number_label(counts.questions),
        answered=_share(counts.answered, counts.questions),
        handed_over=_share(counts.handed_over, counts.conversations),
        helpful=_share(counts.helpful, counts.helpful + counts.unhelpful),
        seconds=_seconds(counts.median_seconds) if counts.median_seconds is not None else _NOTHING,
        cost=cents_label(counts.cost_cents),
        is_empty=not counts.questions and not counts.conversations,
    )


def drawn(days: Sequence[DayBody]) -> Drawn:
    """The series of the charts."""

    def counted(figure: Callable[[DayBody], int]) -> list[Point]:
        return [_point(one, figure(one), number_label(figure(one))) for one in days]

    def waited(figure: Callable[[DayBody], float | None]) -> list[Point]:
        return [_point(one, figure(one) or 0, _seconds(figure(one))) for one in days]

    return Drawn(
        answered=counted(lambda one: one.answered),
        unknown=counted(lambda one: one.unknown),
        declined=counted(lambda one: one.declined),
        conversations=counted(lambda one: one.conversations),
        handed_over=counted(lambda one: one.handed_over),
        helpful=counted(lambda one: one.helpful),
        unhelpful=counted(lambda one: one.unhelpful),
        median=waited(lambda one: one.median_seconds),
        slowest=waited(lambda one: one.p95_seconds),
        cost=[_point(one, float(one.cost_cents), cents_label(one.cost_cents)) for one in days],
    )


def bot_line(bot: BotCountsBody) -> BotLine:
    return BotLine(
        str(bot.number),
        bot.name,
        number_label(bot.questions),
        _share(bot.answered, bot.questions),
        number_label(bot.handed_over),
        cents_label(bot.cost_cents),
    )


def often_line(asked: OftenBody) -> OftenLine:
    return OftenLine(" ".join(asked.words.split()), number_label(asked.count))


def _point(day: DayBody, value: float, label: str) -> Point:
    return Point(short_date_label(day.day)[:5], value, label)


def _share(part: int, whole: int) -> str:
    return percent_label(Decimal(round(100 * part / whole))) if whole else _NOTHING


def _seconds(seconds: float | None) -> str:
    if seconds is None:
        return _NOTHING
    return _("{seconds} s", seconds=number_label(round(Decimal(seconds), 1)))
