"""The simple types of the schema, from text to value and back."""

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum

from aistrategyhub.features.invoicing.fatturapa.binding import Type, escaped
from aistrategyhub.features.invoicing.fatturapa.values import amount, ascii_text, fine_amount, rate, text

# What is written to the letter, with nothing to escape.
_PLAIN_LATIN = re.compile(r"[\x20-%\x27-;=?-\x7e\xa0-\xff]*").fullmatch
_PLAIN_ASCII = re.compile(r"[\x20-%\x27-;=?-\x7e]*").fullmatch
_NUMBER = re.compile(r"\s*[-+]?[0-9]{1,20}(\.[0-9]{1,20})?\s*")


def _number(written: str) -> Decimal:
    if not _NUMBER.fullmatch(written):
        raise ValueError(written)
    return Decimal(written.strip())


def _day(written: str) -> date:
    """`xs:date` may carry an offset from UTC, which says nothing about a calendar day."""
    return date.fromisoformat(written.strip()[:10])


def latin(longest: int) -> Type:
    """`String...LatinType` of at most so many characters."""

    def write(value: str) -> str:
        if len(value) <= longest and _PLAIN_LATIN(value):
            return value
        return escaped(text(value, longest))

    return Type(str, write)


def basic(longest: int) -> Type:
    """`String...Type` of at most so many characters of Basic Latin."""

    def write(value: str) -> str:
        if len(value) <= longest and _PLAIN_ASCII(value):
            return value
        return escaped(ascii_text(value, longest))

    return Type(str, write)


def one_of(codes: type[StrEnum]) -> Type:
    """A list of codes."""
    return Type(codes, str)


def word(yes: str, no: str) -> Type:
    """Two words for a truth."""
    return Type(lambda written: written == yes, lambda value: yes if value else no)


VERBATIM = Type(str, escaped)
AMOUNT = Type(_number, amount)
FINE_AMOUNT = Type(_number, fine_amount)
RATE = Type(_number, rate)
NUMBER = Type(_number, lambda value: format(value, "f"))
WHOLE = Type(int, str)
BASE64 = Type(lambda written: "".join(written.split()), escaped)
YES = Type(lambda written: written == "SI", lambda _value: "SI")
DAY = Type(_day, lambda value: value.isoformat())
