"""Addresses of the room's pages and routes."""

from uuid import UUID

from aistrategyhub.core.paths import in_language
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.signing import read_signed_id, sign_id

QUOTE_ROUTE = "/preventivo"
ADMIN_ROUTE = "/admin/richieste"
OWN_ROUTE = "/area-clienti/preventivi"
PRIVACY_ROUTE = "/privacy"
CHALLENGE_ADDRESS = "/api/v1/contact/challenge"
FORM_ACTION = "/api/v1/quote-requests/form"
EXPORT_ADDRESS = "/api/v1/quote-requests/export"
FILES_ADDRESS = "/api/v1/quote-requests/files"
STAFF_FILES = FILES_ADDRESS
OWN_FILES = "/api/v1/quote-requests/own-files"
PREFILL_PARAMETER = "da"

OFFERS_ROUTE = "/admin/offerte"
OFFER_ROUTE = "/offerta"
OFFER_ADDRESS = "/api/v1/quotes/offers"

_PREFILL = "quotes.prefill"
_OFFER = "quotes.offer"
_FILE = "quotes.file"


def quote_route(slug: str = "") -> str:
    """Where a quote is asked for: of a service, or of something to be agreed."""
    return f"{QUOTE_ROUTE}/{slug}" if slug else QUOTE_ROUTE


def prefill_key(prefill_id: UUID) -> str:
    """The key that brings prepared words into the form."""
    return sign_id(_PREFILL, prefill_id)


def read_prefill_key(key: str) -> UUID | None:
    """Which words a key brings; None for a key that was not made here."""
    return read_signed_id(_PREFILL, key[:100]) if key else None


def file_key(file_id: UUID) -> str:
    """The key of a file that waits for its request: whoever holds it may send it along, or take it away."""
    return sign_id(_FILE, file_id)


def read_file_key(key: str) -> UUID | None:
    """Which file a key stands for; None for a key that was not made here."""
    return read_signed_id(_FILE, key[:100]) if key else None


def offer_key(offer_id: UUID) -> str:
    """The key of an offer: whoever holds it may read it, ask about it and decide on it."""
    return sign_id(_OFFER, offer_id)


def read_offer_key(key: str) -> UUID | None:
    """Which offer a key opens; None for a key that was not made here."""
    return read_signed_id(_OFFER, key[:100]) if key else None


def offer_path(offer_id: UUID, locale: str = "it") -> str:
    """The path of the offer's page for its customer."""
    return in_language(f"{OFFER_ROUTE}/{offer_key(offer_id)}", locale)


def offer_url(offer_id: UUID, locale: str = "it") -> str:
    """The same for a mail."""
    return get_settings().base_url + offer_path(offer_id, locale)


def pdf_address(offer_id: UUID) -> str:
    """Where the offer's PDF is fetched with its key."""
    return f"{OFFER_ADDRESS}/{offer_key(offer_id)}/pdf"


def editor_route(offer_id: UUID) -> str:
    """Where staff write an offer and see what became of it."""
    return f"{OFFERS_ROUTE}/{offer_id}"


def editor_url(offer_id: UUID) -> str:
    """The same for a mail to the firm."""
    return get_settings().base_url + editor_route(offer_id)


def payment_address(offer_id: UUID, instalment: str) -> str:
    """What leads to the order that collects this part; it belongs to the room of orders."""
    return f"{OFFER_ADDRESS}/{offer_key(offer_id)}/orders/{instalment}"
