"""Where the firm answers."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.support.components import admin
from aistrategyhub.features.support.links import TICKETS_ROUTE
from aistrategyhub.features.support.permissions import SupportPermission
from aistrategyhub.features.support.state.admin import AdminTicketsState, AdminTicketState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def tickets_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Ticket"), size="2xl"),
        admin.ticket_tools(),
        loaded(AdminTicketsState.is_loaded, admin.tickets_table, lines=12),
        class_name="grid gap-6",
    )


def ticket_page() -> rx.Component:
    return loaded(
        AdminTicketState.is_loaded,
        lambda: rx.cond(AdminTicketState.is_missing, admin.missing_ticket(), admin.one_ticket()),
        lines=12,
    )


PAGES = (
    Page(
        route=TICKETS_ROUTE,
        title=mark("Ticket"),
        content=tickets_page,
        shell=Shell.ADMIN,
        permission=SupportPermission.READ,
        on_load=[AdminTicketsState.arrive],
    ),
    Page(
        route=f"{TICKETS_ROUTE}/[ticket_number]",
        title=mark("Ticket"),
        content=ticket_page,
        shell=Shell.ADMIN,
        permission=SupportPermission.READ,
        on_load=[AdminTicketState.load],
    ),
)
NAVIGATION = (
    NavEntry(Shell.ADMIN, mark("Ticket"), TICKETS_ROUTE, 12, "life-buoy", SupportPermission.READ, NavGroup.SALES),
)
