"""The assistant over HTTP: asking, what was said, bots and what they know."""

from aistrategyhub.features.assistant.api import (
    bots,
    chat,
    conversations,
    documents,
    events,
    passages,
    widget,
    widget_files,
)

ROUTERS = (
    chat.router,
    events.router,
    passages.router,
    widget.router,
    bots.router,
    documents.router,
    conversations.router,
)
"""Of the room, in the order in which the page of the API lists them."""

ROOT_ROUTERS = (widget_files.router,)
