"""A person's subscriptions, one of them, and the page on which one subscribes."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.subscriptions.components import joining, own
from aistrategyhub.features.subscriptions.permissions import SubscriptionsPermission
from aistrategyhub.features.subscriptions.rules.addresses import SUBSCRIBE_ROUTE, SUBSCRIPTIONS_ROUTE
from aistrategyhub.features.subscriptions.state.joining import SubscribeState
from aistrategyhub.features.subscriptions.state.own import OwnSubscriptionsState, SubscriptionState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def subscriptions_page() -> rx.Component:
    return rx.el.div(
        page_header(_("I tuoi abbonamenti"), lead=_("Che cosa si rinnova, quando e a quanto.")),
        loaded(OwnSubscriptionsState.is_loaded, own.own_subscriptions, lines=6),
        class_name="grid gap-10",
    )


def subscription_page() -> rx.Component:
    return loaded(
        SubscriptionState.is_loaded,
        lambda: rx.cond(SubscriptionState.is_missing, own.missing_subscription(), _subscription()),
        lines=10,
    )


def _subscription() -> rx.Component:
    return rx.el.div(
        own.subscription_head(),
        rx.el.div(
            rx.el.div(
                own.subscription_terms(), own.other_plans(), class_name="grid content-start gap-10 lg:col-span-7"
            ),
            rx.el.div(
                own.subscription_acts(),
                own.subscription_history(),
                class_name="grid content-start gap-10 lg:col-span-4 lg:col-start-9",
            ),
            class_name="grid gap-x-8 gap-y-12 lg:grid-cols-12",
        ),
        class_name="grid gap-10",
    )


def subscribe_page() -> rx.Component:
    return loaded(
        SubscribeState.is_loaded,
        lambda: rx.cond(SubscribeState.is_missing, joining.not_offered(), _subscribe()),
        lines=8,
    )


def _subscribe() -> rx.Component:
    return rx.el.div(
        page_header(SubscribeState.offer.name, kicker=_("Abbonamento"), lead=SubscribeState.offer.short_description),
        rx.el.div(
            joining.plan_choices(), joining.card_to_charge(), joining.agreement(), class_name="grid max-w-prose gap-10"
        ),
        class_name="grid gap-10",
    )


def _page(route: str, title: str, content: object, state: type[rx.State]) -> Page:
    return Page(
        route=route,
        title=title,
        content=content,
        shell=Shell.PORTAL,
        permission=SubscriptionsPermission.USE_OWN,
        on_load=[getattr(state, "arrive", None) or state.load],
    )


PAGES = (
    _page(SUBSCRIPTIONS_ROUTE, mark("I tuoi abbonamenti"), subscriptions_page, OwnSubscriptionsState),
    _page(
        f"{SUBSCRIPTIONS_ROUTE}/[subscription_number]", mark("Il tuo abbonamento"), subscription_page, SubscriptionState
    ),
    _page(f"{SUBSCRIBE_ROUTE}/[service_slug]", mark("Abbonati"), subscribe_page, SubscribeState),
)
NAVIGATION = (
    NavEntry(
        Shell.PORTAL,
        mark("Abbonamenti"),
        SUBSCRIPTIONS_ROUTE,
        order=20,
        permission=SubscriptionsPermission.USE_OWN,
    ),
)
