"""A request for whoever holds its link."""

import reflex as rx

from aistrategyhub.core.feature import Page
from aistrategyhub.core.text import mark
from aistrategyhub.features.support.components import asking
from aistrategyhub.features.support.links import HOLDER_ROUTE
from aistrategyhub.features.support.state.asking import HeldTicketState
from aistrategyhub.ui.parts.figures import loaded


def held_ticket_page() -> rx.Component:
    return loaded(
        HeldTicketState.is_loaded,
        lambda: rx.cond(HeldTicketState.is_missing, asking.missing_held(), asking.one_ticket(HeldTicketState)),
        lines=12,
    )


PAGES = (
    Page(
        route=f"{HOLDER_ROUTE}/[ticket_key]",
        title=mark("La tua richiesta"),
        content=held_ticket_page,
        on_load=[HeldTicketState.load],
    ),
)
