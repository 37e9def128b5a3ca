"""What somebody gives to have an account. Pure: no database, no clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aistrategyhub.core.email_addresses import canonical_address
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.fields import INVALID_EMAIL, Fields
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.rules.new_passwords import PasswordRefused, check_new_password

LONGEST_NAME = 100
ASK_EMAIL = mark("Scrivi il tuo indirizzo e-mail.")
WRONG_PASSWORD = mark("La password attuale non è corretta.")
ASK_CONSENT = mark("Per aprire un account serve accettare le condizioni e confermare di aver letto l'informativa.")

_FIELDS = frozenset({"email", "password", "first_name", "last_name"})
ASK_FIRST_NAME = mark("Scrivi il tuo nome.")
ASK_LAST_NAME = mark("Scrivi il tuo cognome.")


@dataclass(frozen=True)
class Registration:
    """Who wants an account, tidied up. The password is checked and not kept here."""

    email: str
    first_name: str
    last_name: str


def read_registration(data: Mapping[str, Any], firm_words: Iterable[str] = ()) -> Registration:
    """The registration that this body describes. Raises InvalidInput with one error for each wrong field."""
    fields = Fields(data, _FIELDS, whole="body")
    first_name, last_name = read_names(fields)
    email = read_address(fields, "email")
    try:
        check_new_password(str(data.get("password") or ""), email, [first_name, last_name, *firm_words])
    except PasswordRefused as refusal:
        for error in refusal.fields:
            fields.refuse(error.field, error.code, error.sentence, **error.values)
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return Registration(email, first_name, last_name)


def read_names(fields: Fields) -> tuple[str, str]:
    """First and last name, both wanted; what is wrong with them is kept among the errors of `fields`."""
    first_name, last_name = fields.text("first_name", LONGEST_NAME), fields.text("last_name", LONGEST_NAME)
    if not first_name:
        fields.refuse("first_name", "REQUIRED", ASK_FIRST_NAME)
    if not last_name:
        fields.refuse("last_name", "REQUIRED", ASK_LAST_NAME)
    return first_name, last_name


def read_address(fields: Fields, name: str) -> str:
    """The address in its one form; empty when it is missing or none, which is kept among the errors of `fields`."""
    written = fields.data.get(name)
    if not isinstance(written, str) or not written.strip():
        fields.refuse(name, "REQUIRED", ASK_EMAIL)
        return ""
    address = canonical_address(written)
    if address is None:
        fields.refuse(name, "INVALID_EMAIL", INVALID_EMAIL)
    return address or ""


def read_new_address(written: str) -> str:
    """The address in its one form. Raises InvalidInput with the error of the field `email`."""
    fields = Fields({"email": written}, frozenset({"email"}), whole="body")
    address = read_address(fields, "email")
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return address


def refused(name: str, code: str, sentence: str) -> InvalidInput:
    """The refusal of one field."""
    return InvalidInput([FieldError(name, code, sentence)])
