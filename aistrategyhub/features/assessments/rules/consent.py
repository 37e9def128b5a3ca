"""The words that somebody agrees to before a report is sent to them, and the address it goes to. Pure."""

from collections.abc import Mapping
from typing import Any

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.fields import Fields
from aistrategyhub.core.text import _, mark, speaking

CONSENT_VERSION = "2026-11-21"
CONSENT_WORDS = mark("Ho letto l’informativa sulla privacy e chiedo di ricevere il rapporto a questo indirizzo.")


def consent_words(locale: str) -> str:
    """The words beside the tick, as whoever reads this language sees them."""
    with speaking(locale):
        return _(CONSENT_WORDS)


def read_address(data: Mapping[str, Any]) -> str:
    """The address to send the report to. Raises InvalidInput without it or without the tick."""
    given = {"email": data.get("email"), "consent": bool(data.get("consent"))}
    fields = Fields(given, frozenset(given), "report")
    email = fields.email("email")
    if not email:
        fields.refuse("email", "REQUIRED", mark("Scrivi l’indirizzo e-mail a cui mandare il rapporto."))
    if not given["consent"]:
        fields.refuse("consent", "REQUIRED", mark("Senza questa conferma non possiamo mandare il rapporto: spuntala."))
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return email
