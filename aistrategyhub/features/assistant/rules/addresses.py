"""Addresses of the room's pages and routes."""

from uuid import UUID

BOTS_ROUTE = "/admin/assistente"
BOTS_ADDRESS = "/api/v1/bots"
ANALYTICS_ADDRESS = "/api/v1/analytics"
ANALYTICS_ROUTE = "/admin/assistente/analisi"
PASSAGES_ADDRESS = "/api/v1/chat/passages"
LOADER_PATH = "/widget.js"
PANELS_PATH = "/widget"
WIDGET_PREVIEW = "/widget/preview"
CHAT_ROUTE = "/chat"
CONTACT_ROUTE = "/contatti"
PRIVACY_ROUTE = "/privacy"


def conversation_route(bot_number: int, conversation_id: UUID) -> str:
    """Where staff read a conversation and come into it."""
    return f"{BOTS_ROUTE}/{bot_number}/conversazioni/{conversation_id}"
