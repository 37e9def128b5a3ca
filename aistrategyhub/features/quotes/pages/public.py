"""Where visitors ask for a quote, and where whoever holds its key reads an offer."""

import reflex as rx

from aistrategyhub.core.feature import Page
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.quotes.components.form import quote_form, subject_aside
from aistrategyhub.features.quotes.components.offer import (
    missing_offer,
    offer_answer,
    offer_body,
    offer_head,
    offer_sums,
    offer_thread,
)
from aistrategyhub.features.quotes.links import OFFER_ROUTE, QUOTE_ROUTE
from aistrategyhub.features.quotes.state.form import DESCRIPTION, TITLE, QuoteFormState
from aistrategyhub.features.quotes.state.offer import OfferPageState
from aistrategyhub.ui.parts.actions import link_button
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import empty_state, page_header


def quote_page() -> rx.Component:
    return loaded(QuoteFormState.is_loaded, lambda: rx.cond(QuoteFormState.is_missing, _missing(), _asked()), lines=10)


def _asked() -> rx.Component:
    subject = QuoteFormState.subject
    return rx.el.div(
        page_header(
            _("Richiedi un preventivo"),
            lead=_("Rispondi a quello che sai: il resto lo chiariamo insieme. È gratuito e non impegna."),
        ),
        rx.el.div(
            rx.el.div(quote_form(), class_name="min-w-0 lg:col-span-7"),
            rx.cond(
                subject.slug != "",
                rx.el.div(subject_aside(), class_name="min-w-0 max-lg:order-first lg:col-span-4 lg:col-start-9"),
                rx.fragment(),
            ),
            class_name="grid gap-x-8 gap-y-10 lg:grid-cols-12",
        ),
        class_name="grid gap-10",
    )


def offer_page() -> rx.Component:
    return loaded(OfferPageState.is_loaded, lambda: rx.cond(OfferPageState.is_missing, missing_offer(), _offer()))


def _offer() -> rx.Component:
    return rx.el.div(
        offer_head(),
        rx.el.div(
            rx.el.div(offer_body(), class_name="min-w-0 lg:col-span-7"),
            rx.el.div(offer_sums(), class_name="min-w-0 lg:col-span-4 lg:col-start-9"),
            rx.el.div(offer_answer(), offer_thread(), class_name="grid min-w-0 gap-12 lg:col-span-7"),
            class_name="grid gap-x-8 gap-y-12 lg:grid-cols-12",
        ),
        class_name="grid gap-10",
    )


def _missing() -> rx.Component:
    return empty_state(
        _("Questo servizio non c’è"),
        _("L’indirizzo può contenere un errore, oppure il servizio non è più in vendita."),
        action=link_button(_("Chiedi comunque un preventivo"), QUOTE_ROUTE),
    )


PAGES = (
    Page(
        route=QUOTE_ROUTE,
        title=TITLE,
        description=DESCRIPTION,
        content=quote_page,
        on_load=[QuoteFormState.load],
    ),
    Page(
        route=f"{QUOTE_ROUTE}/[quote_slug]",
        title=TITLE,
        description=DESCRIPTION,
        content=quote_page,
        on_load=[QuoteFormState.load],
    ),
    Page(
        route=f"{OFFER_ROUTE}/[offer_key]",
        title=mark("La nostra offerta"),
        content=offer_page,
        on_load=[OfferPageState.load],
    ),
)
