"""Addresses of the room's pages and routes."""

from uuid import UUID

from aistrategyhub.infra.signing import read_signed_id, sign_id

QUOTE_ROUTE = "/preventivo"
ADMIN_ROUTE = "/admin/richieste"
OWN_ROUTE = "/area-clienti/preventivi"
PRIVACY_ROUTE = "/privacy"
CHALLENGE_ADDRESS = "/api/v1/contact/challenge"
FORM_ACTION = "/api/v1/quote-requests/form"
EXPORT_ADDRESS = "/api/v1/quote-requests/export"
PREFILL_PARAMETER = "da"

_PREFILL = "quotes.prefill"


def quote_route(slug: str = "") -> str:
    """Where a quote is asked for: of a service, or of something to be agreed."""
    return f"{QUOTE_ROUTE}/{slug}" if slug else QUOTE_ROUTE


def prefill_key(prefill_id: UUID) -> str:
    """The key that brings prepared words into the form."""
    return sign_id(_PREFILL, prefill_id)


def read_prefill_key(key: str) -> UUID | None:
    """Which words a key brings; None for a key that was not made here."""
    return read_signed_id(_PREFILL, key[:100]) if key else None
