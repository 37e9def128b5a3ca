"""Addresses of the room's pages and routes."""

BOTS_ROUTE = "/admin/assistente"
BOTS_ADDRESS = "/api/v1/bots"
CHAT_ROUTE = "/chat"
CONTACT_ROUTE = "/contatti"


def handover_path(reference: str) -> str:
    """The contact form of somebody whom a bot could not help, with the reference of what was said."""
    return f"{CONTACT_ROUTE}?riferimento={reference}" if reference else CONTACT_ROUTE
