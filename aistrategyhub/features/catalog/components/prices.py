"""Prices as both kinds of buyers are told them, and the switch between the two.

Both stand in the page. Which of them comes first is decided by `data-prices` of the document, which a script in the
head sets from what the browser remembers before anything is drawn: no cookie, and nothing moves.
"""

from typing import Any, Literal

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.catalog.schemas import AskedPrice, PriceView
from aistrategyhub.ui.parts.actions import button

Buyer = Literal["firms", "people"]


class _PriceSwitch(rx.Component):
    library = "$/utils/prices"
    tag = "PriceSwitch"
    alias = "HousePriceSwitch"


def price_switch() -> rx.Component:
    """Firms see prices before VAT first, people those with it."""
    return _PriceSwitch.create(
        rx.el.p(
            rx.el.span(_("Prezzi per imprese, IVA esclusa"), class_name="price-firms"),
            rx.el.span(_("Prezzi per privati, IVA inclusa"), class_name="price-people"),
            aria_live="polite",
        ),
        _choice("people", _("Mostra i prezzi per privati")),
        _choice("firms", _("Mostra i prezzi per imprese")),
        custom_attrs={"className": "price-switch"},
    )


def _choice(buyer: Buyer, label: str) -> rx.Component:
    # Each is offered while the other is chosen.
    other = "price-firms" if buyer == "people" else "price-people"
    return rx.el.span(button(label, kind="quiet", custom_attrs={"data-prices": buyer}), class_name=other)


def price(view: rx.Var[PriceView], *, is_large: bool = False) -> rx.Component:
    """The price of an item, its two readings in the order of the switch."""
    both = rx.el.div(
        _asked(view.firms, "firms", is_large),
        _asked(view.people, "people", is_large),
        class_name="price price-large" if is_large else "price",
    )
    return rx.cond(view.is_quoted, rx.el.p(view.firms.label, class_name="price-quoted"), both)


def _asked(asked: rx.Var[AskedPrice], buyer: Buyer, is_large: bool) -> rx.Component:
    most: Any = rx.cond(asked.most != "", rx.el.span(" ", asked.most, class_name="price-most"), rx.fragment())
    return rx.el.div(
        rx.cond(
            asked.full != "",
            rx.el.p(
                rx.el.span(_("Prezzo senza sconto:"), " ", class_name="sr-only"),
                rx.el.s(asked.full),
                class_name="price-full",
            ),
            rx.fragment(),
        ),
        rx.el.p(asked.label, most if is_large else rx.fragment(), class_name="price-label"),
        rx.cond(asked.lowest != "", rx.el.p(asked.lowest, class_name="price-lowest"), rx.fragment()),
        rx.cond(asked.until != "", rx.el.p(asked.until, class_name="price-lowest"), rx.fragment()),
        class_name=f"price-of-{buyer}",
    )
