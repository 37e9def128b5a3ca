"""Addresses of the room's pages and routes."""

from uuid import UUID

BOTS_ROUTE = "/admin/assistente"
BOTS_ADDRESS = "/api/v1/bots"
CHAT_ROUTE = "/chat"
CONTACT_ROUTE = "/contatti"
PRIVACY_ROUTE = "/privacy"


def conversation_route(bot_number: int, conversation_id: UUID) -> str:
    """Where staff read a conversation and come into it."""
    return f"{BOTS_ROUTE}/{bot_number}/conversazioni/{conversation_id}"
