"""The staff's screen of one customer."""

import reflex as rx

from aistrategyhub.core.feature import Page, Shell
from aistrategyhub.core.text import mark
from aistrategyhub.features.backoffice.components.customers import customer_head, customer_parts, missing_customer
from aistrategyhub.features.backoffice.components.routes import CUSTOMERS_ROUTE
from aistrategyhub.features.backoffice.state.customers import AdminCustomerState
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.ui.parts.figures import loaded


def customer_page() -> rx.Component:
    return loaded(
        AdminCustomerState.is_loaded,
        lambda: rx.cond(AdminCustomerState.is_missing, missing_customer(), _customer()),
        lines=12,
    )


def _customer() -> rx.Component:
    return rx.el.div(customer_head(), customer_parts(), class_name="grid gap-10")


PAGES = (
    Page(
        route=f"{CUSTOMERS_ROUTE}/[customer_key]",
        title=mark("Cliente"),
        content=customer_page,
        shell=Shell.ADMIN,
        permission=OrdersPermission.READ,
        on_load=[AdminCustomerState.load],
    ),
)
