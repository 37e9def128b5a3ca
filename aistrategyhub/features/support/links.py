"""Addresses of the room's pages, and the key of a ticket."""

from uuid import UUID

from aistrategyhub.core.paths import in_language
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.signing import read_signed_id, sign_id

TICKETS_ROUTE = "/admin/ticket"
OWN_ROUTE = "/area-clienti/assistenza"
HOLDER_ROUTE = "/assistenza"
PRIVACY_ROUTE = "/privacy"

_PURPOSE = "support.ticket"


def ticket_key(ticket_id: UUID) -> str:
    """The key of a ticket: whoever holds it may read what was said and write more."""
    return sign_id(_PURPOSE, ticket_id)


def read_ticket_key(key: str) -> UUID | None:
    """Which ticket a key opens; None for a key that was not made here."""
    return read_signed_id(_PURPOSE, key[:100]) if key else None


def holder_path(ticket_id: UUID, locale: str = "it") -> str:
    """Where a ticket opens for whoever holds its key."""
    return in_language(f"{HOLDER_ROUTE}/{ticket_key(ticket_id)}", locale)


def holder_url(ticket_id: UUID, locale: str = "it") -> str:
    """The same for a mail."""
    return get_settings().base_url + holder_path(ticket_id, locale)


def staff_url(ticket_number: str) -> str:
    """Where staff answer, for a mail to the firm."""
    return f"{get_settings().base_url}{TICKETS_ROUTE}/{ticket_number}"
