"""Buying a service: the first step, in which the buyer says who they are."""

import reflex as rx

from aistrategyhub.core.feature import Page
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.orders.components import (
    checkout_form,
    checkout_steps,
    nothing_to_buy,
    offer_summary,
    sold_by_quote,
)
from aistrategyhub.features.orders.state import CheckoutState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def checkout_page() -> rx.Component:
    return loaded(CheckoutState.is_loaded, _loaded_page, lines=10)


def _loaded_page() -> rx.Component:
    no_form = rx.cond(CheckoutState.is_missing, nothing_to_buy(), sold_by_quote())
    return rx.cond(CheckoutState.is_missing | (CheckoutState.not_for_sale != ""), no_form, _checkout())


def _checkout() -> rx.Component:
    return rx.el.div(
        checkout_steps(0),
        rx.el.div(
            rx.el.div(
                page_header(_("A chi va la fattura")),
                checkout_form(),
                class_name="grid content-start gap-8 lg:col-span-7 max-lg:order-2",
            ),
            rx.el.div(offer_summary(), class_name="lg:col-span-4 lg:col-start-9 max-lg:order-1"),
            class_name="grid gap-x-8 gap-y-10 lg:grid-cols-12",
        ),
        class_name="grid gap-10",
    )


PAGES = (
    Page(
        route="/acquista/[service_slug]",
        title=mark("Acquisto"),
        content=checkout_page,
        on_load=[CheckoutState.load],
    ),
)
