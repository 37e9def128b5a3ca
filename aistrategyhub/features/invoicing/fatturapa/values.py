"""Values as the schema writes them: amounts, quantities, rates and Latin text."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from aistrategyhub.core.latin import latin
from aistrategyhub.core.money import CENT, round_half_up

_LATIN = re.compile(r"[\x20-\x7e\xa0-\xff]*")
_NOTHING = Decimal("0.00")
_ASCII = re.compile(r"[\x20-\x7e]*")


def amount(value: Decimal) -> str:
    """`Amount2DecimalType`: cents, rounded half up, never a negative zero."""
    return str(round_half_up(value) or _NOTHING)


def fine_amount(value: Decimal) -> str:
    """`Amount8DecimalType` and `QuantitaType`: two decimals at least, eight at most, no idle zeros after the second."""
    cents = value.quantize(CENT)
    if cents == value:
        return str(cents or _NOTHING)
    digits = _plain(round_half_up(value, 8))
    whole, _, decimals = digits.partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


@lru_cache(maxsize=256)
def rate(value: Decimal) -> str:
    """`RateType`: a percentage with two decimals."""
    return str(round_half_up(value) or _NOTHING)


def text(value: str, longest: int) -> str:
    """`String...LatinType`: to the letter where it fits, otherwise transliterated; too long a text ends in dots."""
    if len(value) <= longest and _LATIN.fullmatch(value):
        return value
    written = latin(value)
    return written if len(written) <= longest else f"{written[: longest - 3]}..."


def ascii_text(value: str, longest: int) -> str:
    """`String10Type`, `String20Type` and their like: Basic Latin only, accents dropped."""
    if len(value) <= longest and _ASCII.fullmatch(value):
        return value
    letters = unicodedata.normalize("NFKD", latin(value))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain.encode("ascii", "replace").decode()[:longest]


def slices(value: str, longest: int) -> list[str]:
    """A long Latin text in pieces the schema accepts, cut at line ends and between words where there are any."""
    return [piece for line in value.split("\n") for piece in _slices(line, longest)]


def _slices(value: str, longest: int) -> list[str]:
    if 0 < len(value) <= longest and _LATIN.fullmatch(value):
        return [value]
    pieces: list[str] = []
    rest = latin(value)
    while len(rest) > longest:
        cut = rest.rfind(" ", 1, longest + 1)
        cut = cut if cut > 0 else longest
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest] if rest else pieces


def _plain(value: Decimal) -> str:
    return format(value if value else abs(value), "f")
