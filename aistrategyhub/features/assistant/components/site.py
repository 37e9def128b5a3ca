"""The way to the assistant in the corner of a public page: a link, which a touch makes into a window."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.assistant.rules.addresses import CHAT_ROUTE
from aistrategyhub.features.assistant.state.site import SiteAssistantState
from aistrategyhub.ui.parts.actions import plain_anchor
from aistrategyhub.ui.parts.base import localized, when


def assistant_corner(route: str) -> rx.Component:
    """Nothing where the assistant does not answer, and nothing on its own page."""
    if route == CHAT_ROUTE:
        return rx.fragment()
    link = plain_anchor(
        _("Chiedi all’assistente"),
        href=localized(CHAT_ROUTE),
        class_name="assistant-link no-print",
        custom_attrs={"data-assistant": ""},
    )
    return when(SiteAssistantState.is_open, link)
