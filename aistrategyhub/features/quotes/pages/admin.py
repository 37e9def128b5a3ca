"""The firm's requests and offers."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.quotes.components import analysis, editor, follow_up, listing, offers
from aistrategyhub.features.quotes.links import ADMIN_ROUTE, OFFERS_ROUTE
from aistrategyhub.features.quotes.permissions import QuotesPermission
from aistrategyhub.features.quotes.state.editor import AdminOfferState
from aistrategyhub.features.quotes.state.listing import AdminRequestsState
from aistrategyhub.features.quotes.state.offers import AdminOffersState
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header
from aistrategyhub.ui.viewer import may


def requests_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Richieste di preventivo"), size="2xl"),
        rx.el.div(listing.request_tools(), analysis.pasting(), class_name="flex flex-wrap items-end gap-3"),
        loaded(AdminRequestsState.is_loaded, listing.request_table, lines=12),
        listing.request_drawer(),
        when(may(QuotesPermission.MANAGE), analysis.analysis_drawer()),
        class_name="grid gap-6",
    )


def offers_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Offerte"), size="2xl"),
        offers.offer_figures(),
        offers.offer_tools(),
        loaded(AdminOffersState.is_loaded, offers.offer_table, lines=12),
        class_name="grid gap-6",
    )


def offer_page() -> rx.Component:
    return loaded(
        AdminOfferState.is_loaded,
        lambda: rx.cond(AdminOfferState.is_missing, editor.missing_offer(), _offer()),
        lines=12,
    )


def _offer() -> rx.Component:
    return rx.el.div(
        page_header(AdminOfferState.number_label, size="2xl", crumbs=[(_("Offerte"), OFFERS_ROUTE)]),
        editor.offer_facts(),
        rx.el.div(
            rx.el.div(
                rx.cond(AdminOfferState.status == "draft", editor.offer_editor(), follow_up.offer_read()),
                class_name="min-w-0 lg:col-span-8",
            ),
            rx.el.div(follow_up.offer_bill(), class_name="min-w-0 lg:col-span-4"),
            class_name="grid gap-x-8 gap-y-10 lg:grid-cols-12",
        ),
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
    Page(
        route=OFFERS_ROUTE,
        title=mark("Offerte"),
        content=offers_page,
        shell=Shell.ADMIN,
        permission=QuotesPermission.READ,
        on_load=[AdminOffersState.arrive],
    ),
    Page(
        route=f"{OFFERS_ROUTE}/[offer_id]",
        title=mark("Offerta"),
        content=offer_page,
        shell=Shell.ADMIN,
        permission=QuotesPermission.READ,
        on_load=[AdminOfferState.load],
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
    NavEntry(Shell.ADMIN, mark("Offerte"), OFFERS_ROUTE, 16, "file-pen-line", QuotesPermission.READ, NavGroup.SALES),
)
