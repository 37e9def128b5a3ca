"""Buying one item: what is bought, by whom, and what stands there when it is not sold so."""

import reflex as rx

from aistrategyhub.core.billing import BuyerKind
from aistrategyhub.core.territories import ITALY
from aistrategyhub.core.text import _
from aistrategyhub.features.orders.components.agreeing import agreements
from aistrategyhub.features.orders.components.buyer import buyer_form
from aistrategyhub.features.orders.state import CheckoutState
from aistrategyhub.ui.parts.actions import link, link_button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.sums import sum_line
from aistrategyhub.ui.parts.words import empty_state


def offer_summary() -> rx.Component:
    """What is bought, and what it costs in all."""
    offer = CheckoutState.offer
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(offer.name, class_name="display text-2xl"),
            rx.el.p(offer.short_description, class_name="text-ink-soft"),
            link(_("Rileggi che cosa comprende"), "/servizi/" + offer.slug),
            class_name="grid gap-2 justify-items-start",
        ),
        rx.el.dl(
            sum_line(_("Imponibile"), offer.net_label),
            sum_line(offer.vat_name, offer.vat_label, why=offer.vat_reason),
            sum_line(_("Totale"), offer.total_label, strong=True),
            class_name="grid",
        ),
        when(
            CheckoutState.country != ITALY,
            rx.el.p(
                _("Fuori dall’Italia l’IVA dipende da chi compra: la vedi nel riepilogo, prima di pagare."),
                class_name="text-sm text-ink-soft",
            ),
        ),
        aria_label=_("Riepilogo"),
        class_name="grid gap-6 border-t border-ink pt-5 lg:sticky lg:top-8",
    )


def order_form() -> rx.Component:
    """Who buys it, and what they agree to."""
    is_person = CheckoutState.kind == BuyerKind.PERSON.value
    return buyer_form(
        CheckoutState,
        *agreements(CheckoutState, rx.cond(is_person, CheckoutState.early_start, "")),
    )


def sold_by_quote() -> rx.Component:
    """Instead of the form, for a service whose price is agreed first."""
    return empty_state(
        CheckoutState.not_for_sale,
        _("Raccontaci la situazione: rispondiamo con un’offerta scritta, gratuita e senza impegno."),
        action=link_button(_("Richiedi un preventivo"), "/contatti?servizio=" + CheckoutState.slug),
    )


def nothing_to_buy() -> rx.Component:
    """Instead of the form, when nothing is sold at this address."""
    return empty_state(
        _("Qui non c’è nulla da acquistare"),
        _("L’indirizzo può contenere un errore, oppure il servizio non è più in vendita."),
        action=link_button(_("Tutti i servizi"), "/servizi"),
    )
