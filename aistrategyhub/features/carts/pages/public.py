"""The cart, and the page on which no more mails about it are wanted."""

import reflex as rx

from aistrategyhub.core.feature import Page
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.carts.components.cart import (
    cart_lines,
    cart_sums,
    changed_prices,
    empty_cart,
    refusal_act,
    what_was_said,
)
from aistrategyhub.features.carts.links import CART_ROUTE
from aistrategyhub.features.carts.state import CartState, StopRemindersState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def cart_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Carrello")), loaded(CartState.is_loaded, _loaded_page, lines=9), class_name="grid gap-8"
    )


def _loaded_page() -> rx.Component:
    return rx.el.div(
        what_was_said(),
        rx.cond(CartState.cart.lines.length() > 0, _cart(), empty_cart()),
        class_name="grid gap-8",
    )


def _cart() -> rx.Component:
    return rx.el.div(
        rx.el.div(changed_prices(), cart_lines(), class_name="grid content-start gap-6 lg:col-span-7"),
        rx.el.div(cart_sums(), class_name="lg:col-span-4 lg:col-start-9"),
        class_name="grid gap-x-8 gap-y-10 lg:grid-cols-12",
    )


def stop_reminders_page() -> rx.Component:
    return rx.el.div(
        page_header(
            _("E-mail sul carrello"),
            lead=_("Scriviamo una volta sola, e solo a chi l’ha chiesto. Se preferisci, mai più."),
        ),
        refusal_act(),
        class_name="grid gap-8",
    )


PAGES = (
    Page(route=CART_ROUTE, title=mark("Carrello"), content=cart_page, on_load=[CartState.load]),
    Page(
        route=f"{CART_ROUTE}/non-scrivermi/[reminder_key]",
        title=mark("E-mail sul carrello"),
        content=stop_reminders_page,
        on_load=[StopRemindersState.arrive],
    ),
)
