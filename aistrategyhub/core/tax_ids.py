"""Tax identifiers: what their digits alone can prove. Whether they exist is for SdI and VIES to say."""

import re
import unicodedata
from collections.abc import Iterator

from stdnum import luhn
from stdnum.eu import vat as eu_vat
from stdnum.it import codicefiscale

from aistrategyhub.core.territories import EU_COUNTRIES

_VOWELS = "AEIOU"

# Words that open a family name: "Anna De Luca", "Maria della Valle".
_PARTICLES = re.compile(
    "D|DA|DALL?|DALLA|DALLE|DE|DEI|DEGL|DEGLI|DELL?|DELLA|DELLE|DELLO|DI|DO|DOS|DU|EL|L|LA|LE|LI|LO|SAN|SANTA|SANTO"
    "|VAN|VON|ZU"
)


def is_partita_iva(number: str) -> bool:
    """Whether these are 11 digits with the right check digit.

    Digits 8-10 (the office that gave the number) are left to SdI, whose registry knows offices added since.
    """
    return _is_digits(number, 11) and int(number[:7]) > 0 and luhn.is_valid(number)


def is_personal_fiscal_code(code: str) -> bool:
    """Whether this is a person's codice fiscale: 16 characters, a real birth date, a right check character."""
    return len(code) == 16 and code.isascii() and codicefiscale.is_valid(code)


def is_association_code(code: str) -> bool:
    """Whether this is the codice fiscale of an association or condominium without partita IVA (8 or 9 first)."""
    return code[:1] in {"8", "9"} and is_partita_iva(code)


def compact(code: str) -> str:
    """The code as registries write it: upper case, without spaces, dots, dashes or slashes."""
    return re.sub(r"[\s.\-/·]", "", code).upper()


def without_country(number: str, country: str) -> str:
    """A VAT number without its country prefix (`IT`, `EL` for Greece), if it had one."""
    prefix = "EL" if country == "GR" else country
    rest = number.removeprefix(prefix).removeprefix(country)
    if country in EU_COUNTRIES or rest.isdigit():
        return rest
    return number


def is_foreign_tax_id(number: str, country: str) -> bool:
    """Whether the number may name a firm of that country: EU numbers by their own rule, others by length."""
    if country in EU_COUNTRIES:
        prefix = "EL" if country == "GR" else country
        return eu_vat.is_valid(prefix + number)
    return bool(re.fullmatch(r"[A-Z0-9]{1,28}", number))


def split_name(full_name: str, fiscal_code: str = "") -> tuple[str, str]:
    """First and last name, as FatturaPA wants them apart; the last name is empty when there is one word.

    The first six letters of the codice fiscale decide where one ends, in either order ("Rossi Mario");
    without them the last word, with the particles before it, is the last name.
    """
    words = full_name.split()
    if len(words) < 2:
        return full_name.strip(), ""
    for first, last in _possible_names(words):
        if fiscal_code and name_letters(first, last) == fiscal_code[:6].upper():
            return first, last
    start = len(words) - 1
    while start > 1 and _PARTICLES.fullmatch(_letters(words[start - 1])):
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def name_letters(first_name: str, last_name: str) -> str:
    """The six letters with which a person's codice fiscale begins."""
    last = _consonants_first(_letters(last_name))
    first = _letters(first_name)
    consonants = [letter for letter in first if letter not in _VOWELS]
    if len(consonants) > 3:
        return last + consonants[0] + consonants[2] + consonants[3]
    return last + _consonants_first(first)


def _possible_names(words: list[str]) -> Iterator[tuple[str, str]]:
    for cut in range(len(words) - 1, 0, -1):
        yield " ".join(words[:cut]), " ".join(words[cut:])
    for cut in range(1, len(words)):
        yield " ".join(words[cut:]), " ".join(words[:cut])


def _consonants_first(letters: str) -> str:
    consonants = [letter for letter in letters if letter not in _VOWELS]
    vowels = [letter for letter in letters if letter in _VOWELS]
    return "".join([*consonants, *vowels, "XXX"])[:3]


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.upper())
    return "".join(letter for letter in plain if "A" <= letter <= "Z")


def _is_digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()
