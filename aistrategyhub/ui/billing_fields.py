"""The questions of an electronic invoice, for every form that asks them: who buys, with which codes, from where.

`state` has `errors` by field and `kind`, the `core.billing.BuyerKind` that is chosen; `values` is a
`core.billing_form.BillingView` that fills the fields when they appear.
"""

from typing import Any

import reflex as rx

from aistrategyhub.core.billing import BuyerKind
from aistrategyhub.core.latin import latin
from aistrategyhub.core.territories import COUNTRIES, ITALY
from aistrategyhub.core.text import _, country_name
from aistrategyhub.ui.forms import field, field_row, radio_group, select
from aistrategyhub.ui.parts.base import Text, classes, when


def kind_choice(label: str, values: Any, on_change: Any) -> rx.Component:
    """Whether a firm or a person is invoiced."""
    return radio_group(
        label,
        "kind",
        [
            (BuyerKind.COMPANY.value, _("Azienda o professionista")),
            (BuyerKind.PERSON.value, _("Persona")),
        ],
        value=values.kind,
        on_change=on_change,
    )


def fields_of(state: Any, kind: BuyerKind, fields: list[rx.Component]) -> rx.Component:
    """The questions for one kind of buyer. Those of the other kind keep their answers and are not sent."""
    is_other = state.kind != kind.value
    return rx.el.fieldset(*fields, disabled=is_other, class_name=rx.cond(is_other, "hidden", "grid gap-6"))


def company_fields(state: Any, values: Any, *, required: bool = True, country: Text = ITALY) -> list[rx.Component]:
    """Name and codes of a firm. Outside Italy it has its VAT number alone: the SdI brings no invoice there."""
    is_italian = country == ITALY
    return [
        field(
            _("Ragione sociale"),
            "company_name",
            state=state,
            hint=_("Chi lavora in proprio scrive nome e cognome."),
            autocomplete="organization",
            value=values.company_name,
            required=required,
        ),
        when(
            is_italian,
            rx.el.div(*_italian_codes(state, values, required=required), class_name="grid gap-6"),
            _foreign_number(state, values, required=required),
        ),
    ]


def _foreign_number(state: Any, values: Any, *, required: bool) -> rx.Component:
    return field(
        _("Numero IVA"),
        "vat_number",
        state=state,
        hint=_("Nell’Unione lo controlliamo nel VIES: se è valido non paghi l’IVA italiana."),
        value=values.vat_number,
        required=required,
    )


def _italian_codes(state: Any, values: Any, *, required: bool) -> list[rx.Component]:
    return [
        field_row(
            field(
                _("Partita IVA"),
                "vat_number",
                state=state,
                inputmode="numeric",
                hint=_("11 cifre."),
                value=values.vat_number,
                required=required,
            ),
            field(
                _("Codice fiscale"),
                "fiscal_code",
                state=state,
                required=False,
                hint=_("Solo se è diverso dalla partita IVA."),
                value=rx.cond(values.kind == BuyerKind.COMPANY.value, values.fiscal_code, ""),
            ),
        ),
        field_row(
            field(
                _("Codice destinatario"),
                "sdi_code",
                state=state,
                required=False,
                hint=_("7 caratteri, dal commercialista. In alternativa basta la PEC."),
                value=values.sdi_code,
            ),
            field(
                _("PEC"),
                "pec_email",
                kind="email",
                state=state,
                required=False,
                hint=_("Serve se manca il codice destinatario."),
                value=values.pec_email,
            ),
        ),
    ]


def person_fiscal_code_field(state: Any, values: Any, *, required: bool = True) -> rx.Component:
    """The codice fiscale of a private person."""
    return field(
        _("Codice fiscale"),
        "person_fiscal_code",
        error=state.errors.get("fiscal_code", "").to(str),
        hint=_("16 caratteri."),
        value=rx.cond(values.kind == BuyerKind.PERSON.value, values.fiscal_code, ""),
        required=required,
    )


def country_choices() -> list[tuple[str, str]]:
    """Italy first, then every country by its name."""
    others = sorted(((code, country_name(code)) for code in COUNTRIES - {ITALY}), key=lambda one: latin(one[1]).lower())
    return [(ITALY, country_name(ITALY)), *others]


def country_field(state: Any, values: Any, on_change: Any) -> rx.Component:
    """Where the buyer has its seat."""
    return select(
        _("Paese"),
        "billing_address.country",
        country_choices(),
        state=state,
        value=values.country,
        on_change=on_change,
        autocomplete="country",
    )


def address_fields(state: Any, values: Any, *, required: bool = True, country: Text = ITALY) -> list[rx.Component]:
    """The buyer's address. Outside Italy there is no province, and a postal code is not everywhere."""
    is_italian = country == ITALY
    return [
        field(
            _("Via e numero civico"),
            "billing_address.street",
            state=state,
            autocomplete="street-address",
            value=values.street,
            required=required,
        ),
        rx.el.div(
            rx.el.div(
                field(
                    when(is_italian, _("Comune"), _("Città")),
                    "billing_address.city",
                    state=state,
                    autocomplete="address-level2",
                    value=values.city,
                    required=required,
                ),
                class_name="max-sm:col-span-2",
            ),
            field(
                when(is_italian, _("CAP"), _("Codice postale")),
                "billing_address.zip",
                state=state,
                autocomplete="postal-code",
                # Postal codes of other countries have letters too.
                inputmode="numeric" if isinstance(country, str) else "",
                value=values.zip,
                required=required,
            ),
            when(is_italian, _province_field(state, values, required=required)),
            # Names with "(optional)" break into two lines, and the controls still stand on one.
            class_name=classes("grid grid-cols-2 gap-6 sm:grid-cols-[1fr_7rem_7rem]", "" if required else "items-end"),
        ),
    ]


def _province_field(state: Any, values: Any, *, required: bool) -> rx.Component:
    return field(
        _("Provincia"),
        "billing_address.province",
        state=state,
        autocomplete="address-level1",
        value=values.province,
        required=required,
    )
