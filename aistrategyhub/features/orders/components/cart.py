"""Ordering a cart: what is in it, who buys, what they agree to."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.carts.components.cart import total_of
from aistrategyhub.features.carts.links import CART_ROUTE, CHECKOUT_ROUTE
from aistrategyhub.features.carts.rules.reminders import REMINDER_WORDS
from aistrategyhub.features.carts.schemas.views import CartLineRow
from aistrategyhub.features.orders.components.agreeing import agreements
from aistrategyhub.features.orders.state.cart import CartCheckoutState
from aistrategyhub.ui.forms import checkbox, form
from aistrategyhub.ui.parts.actions import button, link
from aistrategyhub.ui.parts.base import is_given, when
from aistrategyhub.ui.parts.words import notice, section

_STATE = CartCheckoutState
_CART = CartCheckoutState.cart


def cart_summary() -> rx.Component:
    """What is ordered, line by line, down to the total."""
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(_("Nel carrello"), class_name="display text-2xl"),
            link(_("Modifica il carrello"), CART_ROUTE, kind="quiet", reload_document=True),
            class_name="flex flex-wrap items-baseline justify-between gap-3",
        ),
        rx.el.ul(rx.foreach(_CART.lines, _line), class_name="grid"),
        when(is_given(_CART.coupon_problem), _coupon_problem()),
        total_of(_CART),
        aria_label=_("Riepilogo"),
        class_name="grid content-start gap-5 border-t border-ink pt-5",
    )


def _line(row: rx.Var[CartLineRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(row.name, " ", rx.el.span("× ", row.quantity, class_name="whitespace-nowrap text-ink-soft")),
            rx.cond(
                row.is_for_sale,
                rx.el.span(row.firms_label, class_name="whitespace-nowrap tabular-nums"),
                rx.el.span(_("non disponibile"), class_name="text-ink-soft"),
            ),
            class_name="flex justify-between gap-4",
        ),
        when(is_given(row.notice), rx.el.p(row.notice, class_name="text-sm text-waiting")),
        key=row.item_id,
        class_name="grid gap-1 border-b border-line py-2.5 last:border-b-0",
    )


def _coupon_problem() -> rx.Component:
    return notice(
        rx.el.p(_CART.coupon_code, ": ", _CART.coupon_problem),
        rx.el.div(button(_("Togli il codice"), kind="quiet", on_click=_STATE.drop_coupon)),
        tone="waiting",
    )


def reminder_choice() -> rx.Component:
    """May one mail be sent if the order is not placed?"""
    return checkbox(
        rx.el.span(_(REMINDER_WORDS), " ", rx.el.span("(", _("facoltativo"), ")", class_name="field-optional")),
        "reminder",
        checked=_STATE.is_reminded,
    )


def reviewed_buyer() -> rx.Component:
    """Who is invoiced, and the way back to mend it."""
    return section(
        _("A chi va la fattura"),
        rx.el.div(rx.foreach(_STATE.buyer_lines, lambda line: rx.el.p(line)), class_name="grid gap-1 wrap-anywhere"),
        rx.el.p(link(_("Correggi i dati"), CHECKOUT_ROUTE)),
    )


def order_act() -> rx.Component:
    """What is agreed to, and the button that the law wants to say what it does (art. 51(2) Codice del consumo)."""
    return form(
        *agreements(_STATE, _STATE.early_start),
        on_submit=_STATE.place,
        state=_STATE,
        submit_label=_("Ordina con obbligo di pagare"),
        other_actions=[rx.el.p(_("Si paga nella pagina che segue."), class_name="text-sm text-ink-faint")],
    )
