"""Invented Italian buyers whose codes are right in form. Pure: the same block has the same buyers.

Their partita IVA begins where no office has arrived yet, and their addresses are in the reserved domain `.example`.
"""

import re
import string
import unicodedata
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from stdnum import luhn
from stdnum.it import codicefiscale

from aistrategyhub.core.billing import Buyer, read_buyer
from aistrategyhub.core.tax_ids import name_letters
from aistrategyhub.features.accounts.seed import CUSTOMERS, DemoPerson, demo_email
from aistrategyhub.features.orders.seed.italy import FIRMS, MEN, STREETS, SURNAMES, TOWNS, WOMEN, Town

BUYERS_IN_BLOCK = 45
# Blocks beyond these sell to the same people again, except to those with an account.
_KINDS_OF_BLOCK = 50
_PERSONS, _PROFESSIONALS = 6, 4

# Where the customers with an account work; who is not here buys as a private person.
_EMPLOYERS = {
    "brentameccanica.example": ("Brenta Meccanica S.r.l.", "Padova"),
    "cantinemonferrine.example": ("Cantine Monferrine Società Agricola S.r.l.", "Asti"),
    "clinicapartenope.example": ("Clinica Partenope S.p.A.", "Napoli"),
}
_TOWN_OF = {town.name: town for town in TOWNS}
_MONTH_LETTERS = "ABCDEHLMPRST"


@lru_cache(maxsize=64)
def buyers_of_block(block: int) -> tuple[Buyer, ...]:
    """The buyers of one block; the first ones have an account."""
    random = Random(f"customers of the demo firm, block {block}")
    customers = [_customer(random, person, block) for person in CUSTOMERS]
    return (*(read_buyer(data) for data in customers), *_strangers(block % _KINDS_OF_BLOCK))


@lru_cache(maxsize=_KINDS_OF_BLOCK)
def _strangers(kind: int) -> tuple[Buyer, ...]:
    """Those who buy without an account."""
    random = Random(f"buyers of the demo firm, kind {kind}")
    persons = [_person(random) for _ in range(_PERSONS)]
    professionals = [_professional(random) for _ in range(_PROFESSIONALS)]
    others = BUYERS_IN_BLOCK - len(CUSTOMERS) - len(persons) - len(professionals)
    firms = [_firm(random, name) for name in random.sample(range(len(FIRMS) * len(SURNAMES)), others)]
    random.shuffle(everybody := [*firms, *persons, *professionals])
    return tuple(read_buyer(data) for data in everybody)


def partita_iva(random: Random, town: Town) -> str:
    """Eleven digits with a right check digit, of a number that the town's office has not reached."""
    digits = f"{random.randint(4_000_000, 6_999_999)}{town.office}"
    return digits + luhn.calc_check_digit(digits)


def fiscal_code(random: Random, first_name: str, last_name: str, *, is_woman: bool, born_in: Town) -> str:
    """The codice fiscale of somebody born between 1955 and 1999 (DM 23 December 1976)."""
    born = date(1955, 1, 1) + timedelta(days=random.randrange(45 * 365))
    day = born.day + (40 if is_woman else 0)
    code = f"{name_letters(first_name, last_name)}{born:%y}{_MONTH_LETTERS[born.month - 1]}{day:02d}{born_in.cadastre}"
    return code + codicefiscale.calc_check_digit(code)


def _customer(random: Random, person: DemoPerson, block: int) -> dict[str, Any]:
    email = demo_email(person, block)
    domain = person.email.split("@")[1]
    if domain not in _EMPLOYERS:
        return _natural_person(random, person.first_name, person.last_name, email, is_woman=False)
    company_name, town_name = _EMPLOYERS[domain]
    contact = {"first_name": person.first_name, "last_name": person.last_name, "email": email}
    return _company(random, company_name, _TOWN_OF[town_name], domain) | contact


def _firm(random: Random, number: int) -> dict[str, Any]:
    pattern, surname = divmod(number, len(SURNAMES))
    name = FIRMS[pattern].format(surname=SURNAMES[surname])
    short_name = re.sub(r" (S\.\w\.\w\.|Società|e Associati).*", "", name)
    return _company(random, name, random.choice(TOWNS), _slug(short_name) + ".example")


def _company(random: Random, name: str, town: Town, domain: str) -> dict[str, Any]:
    by_code = random.random() < 0.6
    number = partita_iva(random, town)
    return {
        "company_name": name,
        "email": f"{random.choice(('amministrazione', 'info', 'acquisti', 'direzione'))}@{domain}",
        "vat_number": number,
        "fiscal_code": number,
        "sdi_code": "".join(random.choices(string.ascii_uppercase + string.digits, k=7)) if by_code else "",
        "pec_email": "" if by_code else f"{domain.removesuffix('.example')}@pec.example",
        "billing_address": _address(random, town),
    }


def _person(random: Random) -> dict[str, Any]:
    first_name, last_name, is_woman = _full_name(random)
    email = f"{_slug(first_name)}.{_slug(last_name)}@posta.example"
    return _natural_person(random, first_name, last_name, email, is_woman=is_woman)


def _natural_person(random: Random, first_name: str, last_name: str, email: str, *, is_woman: bool) -> dict[str, Any]:
    town = random.choice(TOWNS)
    return {
        "first_name": first_name,
        "last_name": last_name,
        "email": email,
        "fiscal_code": fiscal_code(random, first_name, last_name, is_woman=is_woman, born_in=town),
        "billing_address": _address(random, town),
    }


def _professional(random: Random) -> dict[str, Any]:
    """Somebody who works alone: named as a person, with a partita IVA and a PEC."""
    person = _person(random)
    name = f"{_slug(person['first_name'])}.{_slug(person['last_name'])}"
    contacts = {"email": f"studio@{name.replace('.', '-')}.example", "pec_email": f"{name}@pec.example"}
    return person | contacts | {"vat_number": partita_iva(random, random.choice(TOWNS))}


def _full_name(random: Random) -> tuple[str, str, bool]:
    is_woman = random.random() < 0.5
    return random.choice(WOMEN if is_woman else MEN), random.choice(SURNAMES), is_woman


def _address(random: Random, town: Town) -> dict[str, str]:
    return {
        "street": f"{random.choice(STREETS)} {random.randint(1, 180)}",
        "city": town.name,
        "zip": town.zip,
        "province": town.province,
        "country": "IT",
    }


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "", plain)
