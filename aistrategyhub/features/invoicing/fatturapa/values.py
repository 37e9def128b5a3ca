"""Values as the schema writes them: amounts, quantities, rates and Latin text."""

import unicodedata
from decimal import Decimal

from aistrategyhub.core.latin import latin
from aistrategyhub.core.money import round_half_up


def amount(value: Decimal) -> str:
    """`Amount2DecimalType`: cents, rounded half up, never a negative zero."""
    return _plain(round_half_up(value, 2))


def fine_amount(value: Decimal) -> str:
    """`Amount8DecimalType` and `QuantitaType`: two decimals at least, eight at most, no idle zeros after the second."""
    digits = _plain(round_half_up(value, 8))
    whole, _, decimals = digits.partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def rate(value: Decimal) -> str:
    """`RateType`: a percentage with two decimals."""
    return _plain(round_half_up(value, 2))


def text(value: str, longest: int) -> str:
    """`String...LatinType`: transliterated; what goes beyond the length ends in three dots."""
    written = latin(value)
    return written if len(written) <= longest else f"{written[: longest - 3]}..."


def ascii_text(value: str, longest: int) -> str:
    """`String10Type`, `String20Type` and their like: Basic Latin only, accents dropped."""
    letters = unicodedata.normalize("NFKD", latin(value))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain.encode("ascii", "replace").decode()[:longest]


def slices(value: str, longest: int) -> list[str]:
    """A long Latin text in pieces the schema accepts, cut between words where there are any."""
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
