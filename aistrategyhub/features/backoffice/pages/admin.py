"""The owner's screens: today, orders, invoices, mails, work."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.backoffice.components import dashboard, orders
from aistrategyhub.features.backoffice.components.amending import order_amending
from aistrategyhub.features.backoffice.components.disputes import order_disputes
from aistrategyhub.features.backoffice.components.drafts import invoice_ways
from aistrategyhub.features.backoffice.components.invoices import channel_notice, invoice_tools, invoices_table
from aistrategyhub.features.backoffice.components.mails import mail_tools, mails_table, sender_notice
from aistrategyhub.features.backoffice.components.refunds import order_refunds
from aistrategyhub.features.backoffice.components.routes import (
    DASHBOARD_ROUTE,
    INVOICES_ROUTE,
    MAILS_ROUTE,
    NEW_ORDER_ROUTE,
    ORDERS_ROUTE,
    WORK_ROUTE,
)
from aistrategyhub.features.backoffice.components.steps import order_work
from aistrategyhub.features.backoffice.components.work import job_processes, work_parts, work_table
from aistrategyhub.features.backoffice.permissions import BackofficePermission
from aistrategyhub.features.backoffice.state.dashboard import DashboardState
from aistrategyhub.features.backoffice.state.invoices import AdminInvoicesState
from aistrategyhub.features.backoffice.state.mails import AdminMailsState
from aistrategyhub.features.backoffice.state.orders import AdminOrdersState, AdminOrderState
from aistrategyhub.features.backoffice.state.work import AdminWorkState
from aistrategyhub.features.invoicing.permissions import InvoicingPermission
from aistrategyhub.features.mailing.permissions import MailingPermission
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.ui.parts.actions import link_button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header
from aistrategyhub.ui.viewer import may


def dashboard_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Cruscotto"), kicker=DashboardState.today_label, size="2xl"),
        loaded(DashboardState.is_loaded, _dashboard, lines=9),
        class_name="grid gap-8",
    )


def _dashboard() -> rx.Component:
    return rx.el.div(
        dashboard.month_figures(),
        dashboard.vat_notices(),
        dashboard.revenue_chart(),
        dashboard.newest_orders(),
        dashboard.nothing_for_this_role(),
        class_name="grid gap-10",
    )


def orders_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Ordini"), size="2xl", actions=[_new_order()]),
        orders.order_tools(),
        loaded(AdminOrdersState.is_loaded, orders.orders_table, lines=12),
        class_name="grid gap-6",
    )


def _new_order() -> rx.Component:
    return when(may(OrdersPermission.MANAGE), link_button(_("Nuovo ordine"), NEW_ORDER_ROUTE, kind="secondary"))


def order_page() -> rx.Component:
    return loaded(
        AdminOrderState.is_loaded,
        lambda: rx.cond(AdminOrderState.is_missing, orders.missing_order(), _order()),
        lines=12,
    )


def _order() -> rx.Component:
    return rx.el.div(
        orders.order_head(),
        rx.el.div(
            rx.el.div(
                orders.order_lines(),
                order_amending(),
                order_work(),
                orders.order_payments(),
                order_disputes(),
                order_refunds(),
                orders.order_buyer(),
                class_name="grid min-w-0 content-start gap-10 xl:col-span-8",
            ),
            rx.el.div(
                orders.order_invoice(),
                orders.order_history(),
                class_name="grid content-start gap-10 xl:col-span-4",
            ),
            class_name="grid gap-10 xl:grid-cols-12",
        ),
        class_name="grid gap-8",
    )


def invoices_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Fatture"), size="2xl", actions=invoice_ways()),
        channel_notice(),
        invoice_tools(),
        loaded(AdminInvoicesState.is_loaded, invoices_table, lines=12),
        class_name="grid gap-6",
    )


def mails_page() -> rx.Component:
    return rx.el.div(
        page_header(_("E-mail"), size="2xl"),
        sender_notice(),
        mail_tools(),
        loaded(AdminMailsState.is_loaded, mails_table, lines=12),
        class_name="grid gap-6",
    )


def work_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Lavori"), size="2xl"),
        loaded(AdminWorkState.is_loaded, _work, lines=12),
        class_name="grid gap-6",
    )


def _work() -> rx.Component:
    return rx.el.div(
        rx.el.div(work_parts(), work_table(), class_name="grid gap-6"), job_processes(), class_name="grid gap-12"
    )


PAGES = (
    Page(
        route=DASHBOARD_ROUTE,
        title=mark("Cruscotto"),
        content=dashboard_page,
        shell=Shell.ADMIN,
        permission=BackofficePermission.ENTER,
        on_load=[DashboardState.load],
    ),
    Page(
        route=ORDERS_ROUTE,
        title=mark("Ordini"),
        content=orders_page,
        shell=Shell.ADMIN,
        permission=OrdersPermission.READ,
        on_load=[AdminOrdersState.arrive],
    ),
    Page(
        route=f"{ORDERS_ROUTE}/[order_number]",
        title=mark("Ordine"),
        content=order_page,
        shell=Shell.ADMIN,
        permission=OrdersPermission.READ,
        on_load=[AdminOrderState.load],
    ),
    Page(
        route=INVOICES_ROUTE,
        title=mark("Fatture"),
        content=invoices_page,
        shell=Shell.ADMIN,
        permission=InvoicingPermission.READ,
        on_load=[AdminInvoicesState.arrive],
    ),
    Page(
        route=MAILS_ROUTE,
        title=mark("E-mail"),
        content=mails_page,
        shell=Shell.ADMIN,
        permission=MailingPermission.READ,
        on_load=[AdminMailsState.arrive],
    ),
    Page(
        route=WORK_ROUTE,
        title=mark("Lavori"),
        content=work_page,
        shell=Shell.ADMIN,
        permission=BackofficePermission.READ_WORK,
        on_load=[AdminWorkState.arrive],
    ),
)
NAVIGATION = (
    NavEntry(Shell.ADMIN, mark("Cruscotto"), DASHBOARD_ROUTE, 10, "layout-dashboard", BackofficePermission.ENTER),
    NavEntry(Shell.ADMIN, mark("Ordini"), ORDERS_ROUTE, 40, "shopping-bag", OrdersPermission.READ, NavGroup.SALES),
    NavEntry(Shell.ADMIN, mark("Fatture"), INVOICES_ROUTE, 50, "receipt", InvoicingPermission.READ, NavGroup.SALES),
    NavEntry(Shell.ADMIN, mark("E-mail"), MAILS_ROUTE, 10, "mail", MailingPermission.READ, NavGroup.SYSTEM),
    NavEntry(
        Shell.ADMIN, mark("Lavori"), WORK_ROUTE, 20, "list-checks", BackofficePermission.READ_WORK, NavGroup.SYSTEM
    ),
)
