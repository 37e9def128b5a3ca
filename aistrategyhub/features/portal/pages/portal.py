"""The home of a customer who signed in."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.accounts.components.profile import unverified_notice
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.features.portal.components import own_orders
from aistrategyhub.features.portal.state import CustomerHomeState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header

_ROUTE = "/area-clienti"


def customer_home_page() -> rx.Component:
    return rx.el.div(
        page_header(_("I tuoi ordini"), lead=_("Stato, fatture e documenti di ogni lavoro.")),
        unverified_notice(),
        loaded(CustomerHomeState.is_loaded, own_orders, lines=6),
        class_name="grid gap-10",
    )


PAGES = (
    Page(
        route=_ROUTE,
        title=mark("Area clienti"),
        content=customer_home_page,
        shell=Shell.PORTAL,
        permission=OrdersPermission.READ_OWN,
        on_load=[CustomerHomeState.load],
    ),
)
NAVIGATION = (
    NavEntry(shell=Shell.PORTAL, label=mark("I tuoi ordini"), route=_ROUTE, order=10),
    NavEntry(shell=Shell.PORTAL, label=mark("Servizi"), route="/servizi", order=90),
)
