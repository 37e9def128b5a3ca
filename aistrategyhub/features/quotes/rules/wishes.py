"""What a request must say. Pure."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.fields import TOO_LONG, UNPRINTABLE, Fields
from aistrategyhub.core.text import mark
from aistrategyhub.features.catalog.schemas import Question
from aistrategyhub.features.contact.rules import tidy_lines
from aistrategyhub.features.quotes.rules import LONGEST_WORDS
from aistrategyhub.features.quotes.rules.asking import read_answers
from aistrategyhub.features.quotes.schemas import Wish

KNOWN = frozenset({"name", "email", "phone", "company", "message", "consent"})
_PHONE_SIGNS = frozenset("0123456789+ ()/.-")


def read_wish(data: Mapping[str, Any], questions: Sequence[Question], answers: Mapping[str, Any]) -> Wish:
    """The request that these fields hold. Raises InvalidInput with every wrong field.

    Without questions to answer, the message has to say what is wanted.
    """
    fields = Fields(data, KNOWN, "request")
    name, email = fields.text("name", 120), fields.email("email")
    if not name:
        fields.refuse("name", "REQUIRED", mark("Scrivi il tuo nome."))
    if not email:
        fields.refuse("email", "REQUIRED", mark("Scrivi l’indirizzo e-mail a cui mandare il preventivo."))
    phone, company, words = _phone(fields), fields.text("company", 160), _words(fields, is_required=not questions)
    if data.get("consent") is not True:
        fields.refuse("consent", "REQUIRED", mark("Senza questa conferma non possiamo rispondere: spuntala."))
    answered, errors = read_answers(questions, answers)
    if fields.errors or errors:
        raise InvalidInput([*fields.errors.values(), *errors])
    return Wish(name, email, phone, company, words, answered)


def form_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the form of a page sends, without its questions; a ticked box is a yes."""
    return {name: data.get(name) for name in KNOWN - {"consent"}} | {"consent": bool(data.get("consent"))}


def _phone(fields: Fields) -> str:
    phone = fields.text("phone", 40)
    digits = sum(sign.isdigit() for sign in phone)
    if phone and (not _PHONE_SIGNS.issuperset(phone) or not 5 <= digits <= 16):
        fields.refuse("phone", "INVALID_PHONE", mark("Il numero non è valido: scrivilo come +39 02 0000 0000."))
    return phone


def _words(fields: Fields, *, is_required: bool) -> str:
    value = fields.data.get("message")
    words = tidy_lines(value) if isinstance(value, str) else ""
    if is_required and not words:
        fields.refuse("message", "REQUIRED", mark("Scrivi in poche righe di che cosa hai bisogno."))
    if len(words) > LONGEST_WORDS:
        fields.refuse("message", "TOO_LONG", TOO_LONG, longest=LONGEST_WORDS)
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn"} for sign in words.replace("\n", "")):
        fields.refuse("message", "INVALID_CHARACTERS", UNPRINTABLE)
    return words
