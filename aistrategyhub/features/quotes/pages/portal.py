"""A customer's own requests."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.quotes.components.listing import own_offers, own_requests
from aistrategyhub.features.quotes.links import OWN_ROUTE
from aistrategyhub.features.quotes.permissions import QuotesPermission
from aistrategyhub.features.quotes.state.listing import OwnOffersState, OwnRequestsState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header, section


def own_requests_page() -> rx.Component:
    return rx.el.div(
        page_header(_("I tuoi preventivi"), lead=_("Ciò che hai chiesto, e a che punto è.")),
        section(_("Offerte"), loaded(OwnOffersState.is_loaded, own_offers, lines=3)),
        section(_("Richieste"), loaded(OwnRequestsState.is_loaded, own_requests, lines=6)),
        class_name="grid gap-10",
    )


PAGES = (
    Page(
        route=OWN_ROUTE,
        title=mark("I tuoi preventivi"),
        content=own_requests_page,
        shell=Shell.PORTAL,
        permission=QuotesPermission.READ_OWN,
        on_load=[OwnRequestsState.arrive, OwnOffersState.load],
    ),
)
NAVIGATION = (
    NavEntry(Shell.PORTAL, mark("I tuoi preventivi"), OWN_ROUTE, order=20, permission=QuotesPermission.READ_OWN),
)
