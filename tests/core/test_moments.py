"""What people typed as days and moments."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from aistrategyhub.core import moments
from aistrategyhub.core.errors import InvalidInput

NOT_DAYS = ["", " ", "21/11/2026", "2026-02-30", "2026-13-01", "domani", "2026-1-1", "20261121", "٢٠٢٦-١١-٢١"]
NOT_DAYS += ["0001-01-01", "9999-12-31", "2026-11-21T10:00", "2026-11-21\n2026", "x" * 100_000]


def refusal(error: pytest.ExceptionInfo[InvalidInput]) -> tuple[str, str]:
    (only,) = error.value.fields
    return only.field, only.code


@pytest.mark.parametrize("text", ["2026-11-21", " 2026-11-21 "])
def test_a_day_is_read(text: str) -> None:
    assert moments.read_day(text, "due") == date(2026, 11, 21)


@pytest.mark.parametrize("text", NOT_DAYS)
def test_what_is_no_day_is_refused_beside_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as error:
        moments.read_day(text, "due")
    assert refusal(error) == ("due", "NO_DATE")


@pytest.mark.parametrize(("text", "code"), [("2026-11-20", "TOO_EARLY"), ("2026-12-02", "TOO_LATE")])
def test_a_day_outside_its_limits_is_refused(text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as error:
        moments.read_day(text, "due", first=date(2026, 11, 21), last=date(2026, 12, 1))
    assert refusal(error) == ("due", code)


@pytest.mark.parametrize(
    ("text", "zone", "at"),
    [
        ("2026-12-01T09:30", "Europe/Rome", datetime(2026, 12, 1, 8, 30, tzinfo=UTC)),
        ("2026-07-01T09:30", "Europe/Rome", datetime(2026, 7, 1, 7, 30, tzinfo=UTC)),
        ("2026-07-01T00:30", "Europe/Rome", datetime(2026, 6, 30, 22, 30, tzinfo=UTC)),
        # The hour that autumn repeats is the first of the two, still on summer time.
        ("2026-10-25T02:30", "Europe/Rome", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-12-01T09:30", "Asia/Kathmandu", datetime(2026, 12, 1, 3, 45, tzinfo=UTC)),
    ],
)
def test_a_moment_is_on_the_clocks_of_its_zone(text: str, zone: str, at: datetime) -> None:
    found = moments.read_moment(text, "at", zone=ZoneInfo(zone))
    assert found == at
    assert found.tzinfo is UTC
    assert moments.wall_time(found, ZoneInfo(zone)) == text


@pytest.mark.parametrize("text", [*NOT_DAYS[:-3], "2026-11-21", "2026-11-21T", "2026-11-21T25:00", "2026-11-21T9:30"])
def test_what_is_no_moment_is_refused_beside_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as error:
        moments.read_moment(text, "publish_at")
    assert refusal(error) == ("publish_at", "NO_DATE")


def test_the_hour_that_spring_skips_is_refused() -> None:
    with pytest.raises(InvalidInput) as error:
        moments.read_moment("2027-03-28T02:30", "at")
    assert refusal(error) == ("at", "SKIPPED_HOUR")


@pytest.mark.parametrize(("text", "code"), [("2026-12-01T09:29", "TOO_EARLY"), ("2026-12-01T09:41", "TOO_LATE")])
def test_a_moment_outside_its_limits_is_refused(text: str, code: str) -> None:
    first, last = datetime(2026, 12, 1, 8, 30, tzinfo=UTC), datetime(2026, 12, 1, 8, 40, tzinfo=UTC)
    with pytest.raises(InvalidInput) as error:
        moments.read_moment(text, "at", first=first, last=last)
    assert refusal(error) == ("at", code)
