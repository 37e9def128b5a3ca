"""Buying: who buys, and for a cart the review of what is ordered."""

import reflex as rx

from aistrategyhub.core.feature import Page
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.carts.components.cart import empty_cart
from aistrategyhub.features.carts.links import CHECKOUT_ROUTE
from aistrategyhub.features.orders.components.buyer import buyer_form, checkout_steps
from aistrategyhub.features.orders.components.cart import cart_summary, order_act, reminder_choice, reviewed_buyer
from aistrategyhub.features.orders.components.item import (
    nothing_to_buy,
    offer_summary,
    order_form,
    sold_by_quote,
)
from aistrategyhub.features.orders.state import CartCheckoutState, CheckoutState
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
                order_form(),
                class_name="grid content-start gap-8 lg:col-span-7 max-lg:order-2",
            ),
            rx.el.div(offer_summary(), class_name="lg:col-span-4 lg:col-start-9 max-lg:order-1"),
            class_name="grid gap-x-8 gap-y-10 lg:grid-cols-12",
        ),
        class_name="grid gap-10",
    )


def cart_checkout_page() -> rx.Component:
    return loaded(
        CartCheckoutState.is_loaded,
        lambda: rx.cond(CartCheckoutState.is_empty, _nothing_to_order(), _cart_checkout()),
        lines=10,
    )


def _nothing_to_order() -> rx.Component:
    return rx.el.div(page_header(_("Cassa")), empty_cart(), class_name="grid gap-10")


def _cart_checkout() -> rx.Component:
    return rx.el.div(
        checkout_steps(rx.cond(CartCheckoutState.is_review, 1, 0)),
        rx.cond(CartCheckoutState.is_review, _review(), _cart_data()),
        class_name="grid gap-10",
    )


def _cart_data() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            page_header(_("A chi va la fattura")),
            buyer_form(CartCheckoutState, reminder_choice()),
            class_name="grid content-start gap-8 lg:col-span-7 max-lg:order-2",
        ),
        rx.el.div(cart_summary(), class_name="lg:col-span-4 lg:col-start-9 max-lg:order-1"),
        class_name="grid gap-x-8 gap-y-10 lg:grid-cols-12",
    )


def _review() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            page_header(_("Riepilogo dell’ordine")),
            reviewed_buyer(),
            class_name="grid content-start gap-8 lg:col-span-6",
        ),
        rx.el.div(cart_summary(), class_name="lg:col-span-5 lg:col-start-8"),
        rx.el.div(order_act(), class_name="lg:col-span-6"),
        class_name="grid gap-x-8 gap-y-10 lg:grid-cols-12",
    )


PAGES = (
    Page(
        route="/acquista/[service_slug]",
        title=mark("Acquisto"),
        content=checkout_page,
        on_load=[CheckoutState.load],
    ),
    Page(route=CHECKOUT_ROUTE, title=mark("Cassa"), content=cart_checkout_page, on_load=[CartCheckoutState.load]),
)
