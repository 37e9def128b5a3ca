"""The assistant over HTTP: asking, what was said, bots and what they know."""

from aistrategyhub.features.assistant.api import bots, chat, conversations, documents, events

ROUTERS = (chat.router, events.router, bots.router, documents.router, conversations.router)
"""Of the room, in the order in which the page of the API lists them."""
