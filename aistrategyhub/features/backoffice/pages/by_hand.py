"""The staff's screen that makes an order for a customer."""

import reflex as rx

from aistrategyhub.core.feature import Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.backoffice.components.by_hand import hand_buyer, hand_lines
from aistrategyhub.features.backoffice.components.routes import NEW_ORDER_ROUTE, ORDERS_ROUTE
from aistrategyhub.features.backoffice.state.by_hand import HandLinesState, HandOrderState
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def new_order_page() -> rx.Component:
    return rx.el.div(
        page_header(
            _("Ordine per un cliente"),
            lead=_("L’IVA si decide dai dati di chi compra; il cliente riceve il collegamento per pagare."),
            crumbs=[(_("Ordini"), ORDERS_ROUTE)],
            size="2xl",
        ),
        loaded(HandOrderState.is_loaded, _form, lines=12),
        class_name="grid gap-8",
    )


def _form() -> rx.Component:
    return rx.el.div(hand_lines(), hand_buyer(), class_name="grid items-start gap-12 xl:grid-cols-2")


PAGES = (
    Page(
        route=NEW_ORDER_ROUTE,
        title=mark("Ordine per un cliente"),
        content=new_order_page,
        shell=Shell.ADMIN,
        permission=OrdersPermission.MANAGE,
        on_load=[HandLinesState.arrive, HandOrderState.arrive],
    ),
)
