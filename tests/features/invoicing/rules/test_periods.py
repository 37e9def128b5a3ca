"""Periods of registers as people write them, and the days of the stamp duty."""

from datetime import date

import pytest

from aistrategyhub.features.invoicing.rules.periods import UnknownPeriod, quarter_of, read_period, stamp_due_on


@pytest.mark.parametrize(
    ("written", "name", "first", "last"),
    [
        ("2026", "2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-T1", "2026-T1", date(2026, 1, 1), date(2026, 3, 31)),
        (" 2026-t4 ", "2026-T4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2024-02", "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_periods(written: str, name: str, first: date, last: date) -> None:
    period = read_period(written)
    assert (period.name, period.first, period.last) == (name, first, last)


@pytest.mark.parametrize("written", ["", "2026-T5", "2026-13", "2026-1", "1926", "T4", "2026-11-22", "../2026"])
def test_what_names_no_period(written: str) -> None:
    with pytest.raises(UnknownPeriod):
        read_period(written)


@pytest.mark.parametrize(("day", "name"), [(date(2026, 11, 22), "2026-T4"), (date(2026, 3, 31), "2026-T1")])
def test_the_quarter_of_a_day(day: date, name: str) -> None:
    assert quarter_of(day).name == name


@pytest.mark.parametrize(
    ("quarter", "due"),
    [(1, date(2026, 5, 31)), (2, date(2026, 9, 30)), (3, date(2026, 11, 30)), (4, date(2027, 2, 28))],
)
def test_when_the_stamp_duty_is_due(quarter: int, due: date) -> None:
    assert stamp_due_on(2026, quarter) == due
