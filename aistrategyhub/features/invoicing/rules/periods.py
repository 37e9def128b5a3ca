"""Months, quarters and years of registers, and when the stamp duty of a quarter is due. Pure."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark

_PERIOD = re.compile(r"(20[0-9]{2})(?:-(0[1-9]|1[0-2])|-T([1-4]))?")
# Art. 6 DM 17 June 2014: month and day, in the year of the quarter or the one after.
_STAMP_DUE = {1: (0, 5, 31), 2: (0, 9, 30), 3: (0, 11, 30), 4: (1, 2, 28)}


class UnknownPeriod(DomainError):
    """These letters name no period."""

    code = "UNKNOWN_PERIOD"
    sentence = mark("Il periodo si scrive 2026, 2026-T4 o 2026-11.")


@dataclass(frozen=True, slots=True)
class Period:
    """The days of a register, the last one included; `name` is how it is written."""

    name: str
    first: date
    last: date


def read_period(text: str) -> Period:
    """`2026` is a year, `2026-T4` a quarter, `2026-11` a month. Raises UnknownPeriod."""
    match = _PERIOD.fullmatch(text.strip().upper())
    if match is None:
        raise UnknownPeriod
    year = int(match[1])
    if match[2]:
        return _between(match[0], year, int(match[2]), int(match[2]))
    if match[3]:
        last = 3 * int(match[3])
        return _between(match[0], year, last - 2, last)
    return _between(match[0], year, 1, 12)


def quarter_of(day: date) -> Period:
    """The quarter of the year that this day is in."""
    return read_period(f"{day.year}-T{(day.month + 2) // 3}")


def stamp_due_on(year: int, quarter: int) -> date:
    """By when the stamp duty of a quarter's electronic invoices is paid."""
    later, month, day = _STAMP_DUE[quarter]
    return date(year + later, month, day)


def _between(name: str, year: int, first: int, last: int) -> Period:
    return Period(name, date(year, first, 1), date(year, last, monthrange(year, last)[1]))
