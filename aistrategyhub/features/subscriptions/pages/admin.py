"""The owner's screens of subscriptions."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.subscriptions.components import admin
from aistrategyhub.features.subscriptions.permissions import SubscriptionsPermission
from aistrategyhub.features.subscriptions.rules.addresses import ADMIN_ROUTE
from aistrategyhub.features.subscriptions.state.admin import AdminSubscriptionsState, AdminSubscriptionState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def subscriptions_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Abbonamenti"), size="2xl"),
        admin.subscription_tools(),
        loaded(AdminSubscriptionsState.is_loaded, admin.subscriptions_table, lines=12),
        class_name="grid gap-6",
    )


def subscription_page() -> rx.Component:
    return loaded(
        AdminSubscriptionState.is_loaded,
        lambda: rx.cond(AdminSubscriptionState.is_missing, admin.missing_subscription(), _subscription()),
        lines=12,
    )


def _subscription() -> rx.Component:
    return rx.el.div(
        admin.subscription_head(),
        rx.el.div(
            rx.el.div(
                admin.subscription_facts(),
                admin.subscription_acts(),
                class_name="grid min-w-0 content-start gap-8 xl:col-span-8",
            ),
            rx.el.div(admin.subscription_history(), class_name="xl:col-span-4"),
            class_name="grid gap-x-8 gap-y-10 xl:grid-cols-12",
        ),
        class_name="grid gap-8",
    )


PAGES = (
    Page(
        route=ADMIN_ROUTE,
        title=mark("Abbonamenti"),
        content=subscriptions_page,
        shell=Shell.ADMIN,
        permission=SubscriptionsPermission.READ,
        on_load=[AdminSubscriptionsState.arrive],
    ),
    Page(
        route=f"{ADMIN_ROUTE}/[subscription_number]",
        title=mark("Abbonamento"),
        content=subscription_page,
        shell=Shell.ADMIN,
        permission=SubscriptionsPermission.READ,
        on_load=[AdminSubscriptionState.load],
    ),
)
NAVIGATION = (
    NavEntry(
        Shell.ADMIN,
        mark("Abbonamenti"),
        ADMIN_ROUTE,
        order=25,
        icon="repeat",
        permission=SubscriptionsPermission.READ,
        group=NavGroup.SALES,
    ),
)
