"""Pieces of the checkout: what is bought, and who buys it."""

import reflex as rx

from aistrategyhub.core.billing import BuyerKind
from aistrategyhub.core.territories import ITALY
from aistrategyhub.core.text import _
from aistrategyhub.features.orders.state import CheckoutState
from aistrategyhub.ui.billing_fields import (
    address_fields,
    company_fields,
    country_field,
    fields_of,
    kind_choice,
    person_fiscal_code_field,
)
from aistrategyhub.ui.forms import field, field_row, form
from aistrategyhub.ui.parts.actions import link, link_button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.figures import stepper
from aistrategyhub.ui.parts.sums import sum_line
from aistrategyhub.ui.parts.words import empty_state


def checkout_steps(current: int | rx.Var[int]) -> rx.Component:
    """Where a purchase stands."""
    return stepper([_("Dati"), _("Riepilogo e pagamento"), _("Fatto")], current)


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


def checkout_form() -> rx.Component:
    """Who buys, as the invoice wants it. Every field stays as it was typed when the answer is no."""
    known = CheckoutState.known
    return form(
        kind_choice(_("Chi acquista"), known, CheckoutState.choose_kind),
        country_field(CheckoutState, known, CheckoutState.choose_country),
        fields_of(
            CheckoutState,
            BuyerKind.COMPANY,
            [
                *company_fields(CheckoutState, known, country=CheckoutState.country),
                field(
                    _("Referente"),
                    "name",
                    state=CheckoutState,
                    required=False,
                    autocomplete="name",
                    value=known.contact,
                ),
            ],
        ),
        fields_of(CheckoutState, BuyerKind.PERSON, _person_fields()),
        _contact_fields(),
        on_submit=CheckoutState.submit,
        state=CheckoutState,
        submit_label=_("Continua al riepilogo"),
        other_actions=[
            rx.el.p(_("Il pagamento viene dopo: qui non si addebita nulla."), class_name="text-sm text-ink-faint")
        ],
        custom_attrs={"autoComplete": "on"},
    )


def _person_fields() -> list[rx.Component]:
    return [
        field_row(
            field(
                _("Nome e cognome"),
                "person_name",
                error=CheckoutState.errors.get("name", "").to(str),
                autocomplete="name",
                value=CheckoutState.known.contact,
            ),
            when(
                CheckoutState.country == ITALY,
                person_fiscal_code_field(CheckoutState, CheckoutState.known),
            ),
        )
    ]


def _contact_fields() -> rx.Component:
    return rx.el.div(
        field(
            _("Indirizzo e-mail"),
            "email",
            kind="email",
            state=CheckoutState,
            hint=_("Qui arriva la fattura."),
            autocomplete="email",
            value=CheckoutState.known.email,
        ),
        *address_fields(CheckoutState, CheckoutState.known, country=CheckoutState.country),
        class_name="grid gap-6",
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
