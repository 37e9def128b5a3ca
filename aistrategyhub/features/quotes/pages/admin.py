"""The firm's requests."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.quotes.components import listing
from aistrategyhub.features.quotes.links import ADMIN_ROUTE
from aistrategyhub.features.quotes.permissions import QuotesPermission
from aistrategyhub.features.quotes.state.listing import AdminRequestsState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def requests_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Richieste di preventivo"), size="2xl"),
        listing.request_tools(),
        loaded(AdminRequestsState.is_loaded, listing.request_table, lines=12),
        listing.request_drawer(),
        class_name="grid gap-6",
    )


PAGES = (
    Page(
        route=ADMIN_ROUTE,
        title=mark("Richieste di preventivo"),
        content=requests_page,
        shell=Shell.ADMIN,
        permission=QuotesPermission.READ,
        on_load=[AdminRequestsState.arrive],
    ),
)
NAVIGATION = (
    NavEntry(
        Shell.ADMIN,
        mark("Richieste di preventivo"),
        ADMIN_ROUTE,
        15,
        "file-question",
        QuotesPermission.READ,
        NavGroup.SALES,
    ),
)
