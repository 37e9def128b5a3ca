"""What a message must say, and where it may be put. Pure: no database, no clock."""

import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from aistrategyhub.core.errors import DomainError, InvalidInput
from aistrategyhub.core.fields import TOO_LONG, UNPRINTABLE, Fields
from aistrategyhub.core.text import _, mark, speaking
from aistrategyhub.features.contact.models import MessageStatus
from aistrategyhub.features.contact.schemas import Inquiry

LONGEST_MESSAGE = 5000
# Nobody writes a message and ticks a box in less.
QUICKEST = timedelta(seconds=3)
# How long a page may lie open before its form is stale.
FORM_LASTS = timedelta(hours=12)

CONSENT_VERSION = "2026-11-21"
CONSENT_WORDS = mark("Ho letto l’informativa sulla privacy e chiedo di essere ricontattato.")

_KNOWN = frozenset({"name", "email", "phone", "message", "consent"})
_PHONE_SIGNS = frozenset("0123456789+ ()/.-")

ALLOWED = {
    MessageStatus.NEW: frozenset({MessageStatus.READ, MessageStatus.ANSWERED, MessageStatus.SPAM}),
    MessageStatus.READ: frozenset({MessageStatus.NEW, MessageStatus.ANSWERED, MessageStatus.SPAM}),
    MessageStatus.ANSWERED: frozenset({MessageStatus.READ, MessageStatus.SPAM}),
    MessageStatus.SPAM: frozenset({MessageStatus.NEW}),
}


class IllegalMessageTransition(DomainError):
    """A message cannot be put there from where it is."""

    code = "ILLEGAL_MESSAGE_TRANSITION"
    sentence = mark("Il messaggio è cambiato nel frattempo: ricarica la pagina.")


def check_transition(present: MessageStatus, wanted: MessageStatus) -> None:
    """Raises IllegalMessageTransition."""
    if wanted not in ALLOWED[present]:
        raise IllegalMessageTransition


def consent_words(locale: str) -> str:
    """The words beside the tick, as whoever reads this language sees them."""
    with speaking(locale):
        return _(CONSENT_WORDS)


def form_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a form of a page sends, without what is not part of the message; a ticked box is a yes."""
    return {name: data.get(name) for name in _KNOWN - {"consent"}} | {"consent": bool(data.get("consent"))}


def read_inquiry(data: Mapping[str, Any]) -> Inquiry:
    """The message that these fields hold. Raises InvalidInput with every wrong field."""
    fields = Fields(data, _KNOWN, "message")
    inquiry = Inquiry(
        name=_name(fields),
        email=_email(fields),
        phone=read_phone(fields),
        words=read_words(fields, mark("Scrivi il messaggio.")),
    )
    if data.get("consent") is not True:
        fields.refuse("consent", "REQUIRED", mark("Senza questa conferma non possiamo rispondere: spuntala."))
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return inquiry


def _name(fields: Fields) -> str:
    name = fields.text("name", 120)
    if not name:
        fields.refuse("name", "REQUIRED", mark("Scrivi il tuo nome."))
    return name


def _email(fields: Fields) -> str:
    email = fields.email("email")
    if not email:
        fields.refuse("email", "REQUIRED", mark("Scrivi l’indirizzo e-mail a cui rispondere."))
    return email


def read_phone(fields: Fields) -> str:
    """The field `phone` as a person may write it, in any country; empty when absent or refused."""
    phone = fields.text("phone", 40)
    digits = sum(sign.isdigit() for sign in phone)
    if phone and (not _PHONE_SIGNS.issuperset(phone) or not 5 <= digits <= 16):
        fields.refuse("phone", "INVALID_PHONE", mark("Il numero non è valido: scrivilo come +39 02 0000 0000."))
    return phone


def read_words(fields: Fields, required: str = "") -> str:
    """The field `message`, tidy; `required` is the sentence that asks for it where it may not be missing."""
    value = fields.data.get("message")
    words = tidy_lines(value) if isinstance(value, str) else ""
    if required and not words:
        fields.refuse("message", "REQUIRED", required)
    if len(words) > LONGEST_MESSAGE:
        fields.refuse("message", "TOO_LONG", TOO_LONG, longest=LONGEST_MESSAGE)
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn"} for sign in words.replace("\n", "")):
        fields.refuse("message", "INVALID_CHARACTERS", UNPRINTABLE)
    return words


def tidy_lines(text: str) -> str:
    """The text composed (NFC), its lines ended by a newline alone, without invisible formatting characters, tabs,
    trailing spaces and more than one empty line in a row."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    visible = "".join(sign for sign in composed if unicodedata.category(sign) != "Cf")
    lines: list[str] = []
    for line in (line.rstrip() for line in visible.split("\n")):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip()
