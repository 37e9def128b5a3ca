"""Words for people: translations, euro, dates. Italian is the source language; English is a catalogue.

The locale of the moment is a ContextVar. An edge sets it (`speaking("en")`); everybody else just asks.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent

from aistrategyhub.core.clock import ROME

LOCALES = ("it", "en")
DEFAULT_LOCALE = "it"

_LOCALE: ContextVar[str] = ContextVar("locale", default=DEFAULT_LOCALE)
_CATALOGUES = Path(__file__).parent.parent / "locale"


def current_locale() -> str:
    """`it` or `en`."""
    return _LOCALE.get()


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Speaks this language inside the block; an unknown one falls back to Italian."""
    token = _LOCALE.set(locale if locale in LOCALES else DEFAULT_LOCALE)
    try:
        yield
    finally:
        _LOCALE.reset(token)


def set_locale(locale: str) -> None:
    """Speaks this language for the rest of the task. Only edges call it."""
    _LOCALE.set(locale if locale in LOCALES else DEFAULT_LOCALE)


def mark(message: str) -> str:
    """Marks a message id for extraction without translating it yet."""
    return message


def _(message: str, **values: object) -> str:
    """The message in the language of the moment, `{placeholders}` filled."""
    text = _catalogue(current_locale()).get(message, message)
    return text.format(**values) if values else text


def ngettext(singular: str, plural: str, count: int, **values: object) -> str:
    """The right form for the count, which also fills `{count}`."""
    return _(singular if count == 1 else plural, count=count, **values)


def money_label(amount: Decimal, currency: str = "EUR") -> str:
    """`1.220,00 €` in Italian, `€1,220.00` in English."""
    return format_currency(amount, currency, locale=_babel_locale())


def number_label(value: Decimal | int) -> str:
    """A number as people write it: `1.220,5`."""
    return format_decimal(value, locale=_babel_locale())


def percent_label(rate: Decimal) -> str:
    """`22%` for a rate of 22 (percent, not a fraction)."""
    return format_percent(rate / 100, locale=_babel_locale(), format="#,##0.##%")


def date_label(day: date) -> str:
    """`21 novembre 2026`."""
    return format_date(day, format="d MMMM y", locale=_babel_locale())


def short_date_label(day: date) -> str:
    """`21/11/2026`."""
    return format_date(day, format="dd/MM/y", locale=_babel_locale())


def moment_label(at: datetime) -> str:
    """`21 nov 2026, 10:05`, in Rome."""
    return format_datetime(at.astimezone(ROME), format="d MMM y, HH:mm", locale=_babel_locale())


def month_label(day: date) -> str:
    """`nov`, for the foot of a chart."""
    return format_date(day, format="LLL", locale=_babel_locale())


def month_name(day: date) -> str:
    """`novembre`, within a sentence."""
    return format_date(day, format="LLLL", locale=_babel_locale())


def ago_label(since: timedelta) -> str:
    """`3 minuti fa`, `3 minutes ago`; for a negative time `tra 3 minuti`."""
    return format_timedelta(-since, add_direction=True, locale=_babel_locale())


def country_name(code: str) -> str:
    """`Germania` for `DE`; the code itself where the language has no name for it."""
    return str(Locale.parse(_babel_locale()).territories.get(code, code))


def _babel_locale() -> str:
    return {"it": "it_IT", "en": "en_GB"}[current_locale()]


@cache
def _catalogue(locale: str) -> dict[str, str]:
    path = _CATALOGUES / locale / "LC_MESSAGES" / "messages.po"
    if locale == DEFAULT_LOCALE or not path.exists():
        return {}
    with path.open("rb") as file:
        messages = read_po(file, locale=locale)
    return dict(pair for message in messages for pair in _pairs(message.id, message.string))


def _pairs(ids: str | tuple[str, ...], strings: str | tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Message ids with their translations; Italian and English both have one singular and one plural."""
    if isinstance(ids, str):
        ids, strings = (ids,), (str(strings),)
    yield from ((one, text) for one, text in zip(ids, strings, strict=False) if one and text)
