"""A customer's own requests."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.support.components import asking
from aistrategyhub.features.support.links import OWN_ROUTE
from aistrategyhub.features.support.permissions import SupportPermission
from aistrategyhub.features.support.state.asking import NewTicketState, OwnTicketsState, OwnTicketState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header, section


def own_tickets_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Assistenza"), lead=_("Ciò che ci hai chiesto, e le risposte.")),
        loaded(OwnTicketsState.is_loaded, asking.own_tickets, lines=6),
        section(_("Una nuova richiesta"), asking.new_ticket()),
        class_name="grid gap-10",
    )


def own_ticket_page() -> rx.Component:
    return loaded(
        OwnTicketState.is_loaded,
        lambda: rx.cond(OwnTicketState.is_missing, asking.missing_own(), asking.one_ticket(OwnTicketState)),
        lines=12,
    )


PAGES = (
    Page(
        route=OWN_ROUTE,
        title=mark("Assistenza"),
        content=own_tickets_page,
        shell=Shell.PORTAL,
        permission=SupportPermission.ASK_OWN,
        on_load=[NewTicketState.arrive, OwnTicketsState.arrive],
    ),
    Page(
        route=f"{OWN_ROUTE}/[ticket_number]",
        title=mark("Assistenza"),
        content=own_ticket_page,
        shell=Shell.PORTAL,
        permission=SupportPermission.ASK_OWN,
        on_load=[OwnTicketState.load],
    ),
)
NAVIGATION = (NavEntry(Shell.PORTAL, mark("Assistenza"), OWN_ROUTE, order=35, permission=SupportPermission.ASK_OWN),)
