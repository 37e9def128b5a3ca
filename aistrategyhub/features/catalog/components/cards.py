"""Items as lists show them."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.catalog.components.prices import price
from aistrategyhub.features.catalog.rules import COMPARE_WORD
from aistrategyhub.features.catalog.schemas import ServiceCard
from aistrategyhub.ui.parts.actions import link

COMPARE_FORM = "confronto"


def service_cards(cards: rx.Var[list[ServiceCard]], *, compared: bool = False) -> rx.Component:
    """Services as one compares them: name, what it is for, price. With `compared` each can be put side by side with
    others, in a form of the id `COMPARE_FORM`."""
    return rx.el.ul(
        rx.foreach(cards, lambda card: service_card(card, compared=compared)),
        class_name="grid gap-x-8 gap-y-10 sm:grid-cols-2 lg:grid-cols-3",
    )


def service_card(card: rx.Var[ServiceCard], *, compared: bool = False) -> rx.Component:
    """One service; the whole card leads to its page."""
    return rx.el.li(
        rx.el.p(card.category_name, class_name="text-sm text-ink-faint"),
        rx.el.h3(
            link(card.name, card.route, kind="quiet"),
            lang=card.lang,
            class_name="display covering text-xl",
        ),
        rx.el.p(card.short_description, lang=card.lang, class_name="text-ink-soft"),
        rx.el.div(
            price(card.price), _compared(card) if compared else rx.fragment(), class_name="mt-auto grid gap-2 pt-3"
        ),
        class_name="relative flex flex-col gap-2 border-t border-ink pt-4",
    )


def _compared(card: rx.Var[ServiceCard]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            class_name="choice-mark",
            custom_attrs={"name": COMPARE_WORD, "value": card.slug, "form": COMPARE_FORM},
        ),
        rx.el.span(_("Confronta"), rx.el.span(" ", card.name, class_name="sr-only")),
        # Above the link that covers the card.
        class_name="choice relative z-10 justify-self-start text-sm text-ink-soft",
    )
