"""The assistant over HTTP: asking, what was said, bots and what they know."""

from aistrategyhub.features.assistant.api import (
    analytics,
    bots,
    chat,
    conversations,
    documents,
    events,
    passages,
    web,
    widget,
    widget_files,
)

ROUTERS = (
    chat.router,
    events.router,
    passages.router,
    widget.router,
    bots.router,
    web.router,
    documents.router,
    conversations.router,
    analytics.router,
)
"""Of the room, in the order in which the page of the API lists them."""

ROOT_ROUTERS = (widget_files.router,)
