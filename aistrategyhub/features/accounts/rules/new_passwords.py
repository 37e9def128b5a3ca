"""Which passwords somebody may choose, by NIST SP 800-63B-4, 3.1.1. Pure: no database, no clock, no network."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD_BYTES = 1024

PASSWORD_SENTENCES = {
    "PASSWORD_TOO_SHORT": mark("La password è di almeno {shortest} caratteri: va bene anche una frase."),
    "PASSWORD_TOO_LONG": mark("La password supera la lunghezza massima di {longest} byte."),
    "PASSWORD_REPETITIVE": mark("Questa password ripete o mette in fila pochi caratteri: scegline un'altra."),
    "PASSWORD_COMMON": mark("Questa password è tra le più usate, e le più provate: scegline un'altra."),
    "PASSWORD_PREDICTABLE": mark("La password non può essere il tuo indirizzo, il tuo nome o quello del sito."),
}
PASSWORD_VALUES = {"shortest": SHORTEST_PASSWORD, "longest": LONGEST_PASSWORD_BYTES}
_LEGAL_FORM = re.compile(
    r"\b(s\.?\s?r\.?\s?l\.?s?|s\.?\s?p\.?\s?a|s\.?\s?n\.?\s?c|s\.?\s?a\.?\s?s)\b\.?", re.IGNORECASE
)


class PasswordRefused(InvalidInput):
    """A new password that is too short, too long, widely used, or easily thought of."""

    def __init__(self, code: str) -> None:
        values = PASSWORD_VALUES
        super().__init__([FieldError("password", code, PASSWORD_SENTENCES[code], values)])
        self.sentence = PASSWORD_SENTENCES[code]  # type: ignore[misc]
        self.values = values


def normal_password(password: str) -> str:
    """The password as it is hashed and compared: NFKC, as 800-63B-4 asks of a verifier that takes Unicode.

    The same keys make `è` one character on one machine and two on another, and full-width letters on a third; without
    it a person would be locked out of one device by the keyboard of another.
    """
    return unicodedata.normalize("NFKC", password)


def check_new_password(password: str, email: str, own_words: Iterable[str] = ()) -> None:
    """Raises PasswordRefused. Length is what counts: no rule asks for symbols, digits or capitals.

    `own_words` are what an attacker thinks of first: the person's names, the firm's.
    """
    plain = normal_password(password)
    if len(plain) < SHORTEST_PASSWORD:
        raise PasswordRefused("PASSWORD_TOO_SHORT")
    if len(plain.encode()) > LONGEST_PASSWORD_BYTES:
        raise PasswordRefused("PASSWORD_TOO_LONG")
    folded = plain.casefold()
    if _is_repetitive(folded):
        raise PasswordRefused("PASSWORD_REPETITIVE")
    if _derives_from(folded, _common_passwords()):
        raise PasswordRefused("PASSWORD_COMMON")
    if _derives_from(folded, _expected_words(email, own_words)):
        raise PasswordRefused("PASSWORD_PREDICTABLE")


def _is_repetitive(folded: str) -> bool:
    """Whether it is a few characters again and again, or a row of neighbours such as `abcdefghijkl`."""
    if re.fullmatch(r"(.{1,4}?)\1+.{0,3}", folded, re.DOTALL):
        return True
    # Digits go round, as on a keyboard: 7890123.
    circle = 10 if folded.isascii() and folded.isdigit() else 0x110000
    steps = {(ord(after) - ord(before)) % circle for before, after in pairwise(folded)}
    return steps in ({1}, {circle - 1})


def _derives_from(folded: str, words: frozenset[str]) -> bool:
    """Whether it is one of the words, also with digits and symbols around it that are not the greater part."""
    core = folded.strip("0123456789!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ ")
    is_most_of_it = 2 * len(core) >= len(folded)
    return folded in words or folded.strip() in words or (is_most_of_it and core in words)


def _expected_words(email: str, own_words: Iterable[str]) -> frozenset[str]:
    address = email.strip().casefold()
    local_part, _at, domain = address.partition("@")
    names = [_LEGAL_FORM.sub("", normal_password(word).casefold()).strip(" .,") for word in own_words]
    spelled = [form for name in names for form in (name, re.sub(r"[\W_]", "", name), *re.findall(r"\w+", name))]
    whole = {address, local_part, domain, "aistrategyhub", re.sub(r"[\W_]", "", local_part), *spelled}
    return frozenset(word for word in whole if len(word) >= 3)


@cache
def _common_passwords() -> frozenset[str]:
    """The 30,000 passwords most often found in leaks, as zxcvbn counted them."""
    return frozenset(word.casefold() for word in FREQUENCY_LISTS["passwords"])
