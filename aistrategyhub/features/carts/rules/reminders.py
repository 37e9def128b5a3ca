"""The one mail about a cart that was left: which words are agreed to, when it goes, how often at most."""

from datetime import timedelta

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.fields import Fields
from aistrategyhub.core.text import mark

REMINDER_WORDS = mark("Se lascio qui il carrello, scrivetemi una volta per ricordarmelo.")
QUIET = timedelta(days=1)
GIVEN_UP = timedelta(days=7)
MOST_A_MONTH = 2
MONTH = timedelta(days=30)

_ASK = mark("Indica l’indirizzo a cui scriverti.")


def read_reminder_address(typed: str) -> str:
    """Where to write, in small letters. Raises InvalidInput for what is no address."""
    fields = Fields({"email": typed}, frozenset({"email"}), whole="reminder")
    address = fields.email("email")
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    if not address:
        raise InvalidInput([FieldError("email", "REQUIRED", _ASK)])
    return address.lower()
