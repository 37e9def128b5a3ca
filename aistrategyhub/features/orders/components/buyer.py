"""Who buys, as every checkout asks it, and where the purchase stands."""

import reflex as rx

from aistrategyhub.core.billing import BuyerKind
from aistrategyhub.core.territories import ITALY
from aistrategyhub.core.text import _
from aistrategyhub.features.orders.state.buyer import BuyerFormMixin
from aistrategyhub.ui.billing_fields import (
    address_fields,
    company_fields,
    country_field,
    fields_of,
    kind_choice,
    person_fiscal_code_field,
)
from aistrategyhub.ui.forms import field, field_row, form
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.figures import stepper


def checkout_steps(current: int | rx.Var[int]) -> rx.Component:
    """Where a purchase stands."""
    return stepper([_("Dati"), _("Riepilogo e pagamento"), _("Fatto")], current)


def buyer_form(state: type[BuyerFormMixin], *more: rx.Component) -> rx.Component:
    """Who buys, as the invoice wants it. Every field stays as it was typed when the answer is no. The state says what
    is done with it in `submit`."""
    return form(
        kind_choice(_("Chi acquista"), state.known, state.choose_kind),
        country_field(state, state.known, state.choose_country),
        fields_of(
            state,
            BuyerKind.COMPANY,
            [
                *company_fields(state, state.known, country=state.country),
                field(
                    _("Referente"),
                    "name",
                    state=state,
                    required=False,
                    autocomplete="name",
                    value=state.known.contact,
                ),
                when(state.asks_tender & (state.country == ITALY), _tender_fields(state)),
            ],
        ),
        fields_of(state, BuyerKind.PERSON, _person_fields(state)),
        _contact_fields(state),
        *more,
        on_submit=state.submit,
        state=state,
        submit_label=_("Continua al riepilogo"),
        other_actions=[
            rx.el.p(_("Il pagamento viene dopo: qui non si addebita nulla."), class_name="text-sm text-ink-faint")
        ],
        custom_attrs={"autoComplete": "on"},
    )


def _tender_fields(state: type[BuyerFormMixin]) -> rx.Component:
    return field_row(
        field(
            "CIG",
            "cig",
            state=state,
            required=False,
            hint=_("Solo per gli uffici pubblici: 10 caratteri, va in fattura."),
            value=state.known.cig,
        ),
        field("CUP", "cup", state=state, required=False, hint=_("15 caratteri, se c’è."), value=state.known.cup),
    )


def _person_fields(state: type[BuyerFormMixin]) -> list[rx.Component]:
    return [
        field_row(
            field(
                _("Nome e cognome"),
                "person_name",
                error=state.errors.get("name", "").to(str),
                autocomplete="name",
                value=state.known.contact,
            ),
            when(state.country == ITALY, person_fiscal_code_field(state, state.known)),
        )
    ]


def _contact_fields(state: type[BuyerFormMixin]) -> rx.Component:
    return rx.el.div(
        field(
            _("Indirizzo e-mail"),
            "email",
            kind="email",
            state=state,
            hint=_("Qui arriva la fattura."),
            autocomplete="email",
            value=state.known.email,
        ),
        *address_fields(state, state.known, country=state.country),
        class_name="grid gap-6",
    )
