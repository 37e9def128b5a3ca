"""The sections of a person's own page."""

from typing import Any

import reflex as rx

from aistrategyhub.core.billing import BuyerKind
from aistrategyhub.core.text import _
from aistrategyhub.features.accounts.components.entrance import error_of, locale_input, new_password_field, refusal_of
from aistrategyhub.features.accounts.rules.profile import TIME_ZONES
from aistrategyhub.features.accounts.state.corner import AccountState
from aistrategyhub.features.accounts.state.profile import OwnAddressState, OwnPasswordState, ProfileState
from aistrategyhub.ui.billing_fields import (
    address_fields,
    company_fields,
    country_field,
    fields_of,
    kind_choice,
    person_fiscal_code_field,
)
from aistrategyhub.ui.forms import field, field_row, form, native_form, select
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.words import notice, section
from aistrategyhub.ui.shells import LANGUAGE_NAMES


def unverified_notice() -> rx.Component:
    """To whoever has not proven their address yet: what they miss, and another mail."""
    ask = rx.el.div(
        button(_("Mandami un’altra e-mail"), kind="secondary", on_click=AccountState.resend), class_name="mt-3"
    )
    sent = rx.el.p(_("Fatto: controlla la posta."))
    return rx.cond(
        AccountState.is_unverified,
        notice(
            _("Apri l’e-mail che ti abbiamo mandato: fino ad allora non vedi gli ordini fatti senza account."),
            rx.cond(AccountState.has_resent, sent, ask),
            title=_("Conferma il tuo indirizzo e-mail"),
            tone="waiting",
        ),
    )


def profile_form() -> rx.Component:
    state, billing = ProfileState, ProfileState.billing
    return form(
        section(_("Dati personali"), *_personal_fields()),
        section(
            _("Dati di fatturazione"),
            kind_choice(_("A chi va la fattura"), billing, state.choose_kind),
            country_field(state, billing, state.choose_country),
            fields_of(state, BuyerKind.COMPANY, company_fields(state, billing, required=False, country=state.country)),
            fields_of(state, BuyerKind.PERSON, [person_fiscal_code_field(state, billing, required=False)]),
            *address_fields(state, billing, required=False, country=state.country),
            note=_("Compilano da soli il prossimo acquisto. Puoi completarli quando vuoi."),
        ),
        on_submit=state.save,
        state=state,
        submit_label=_("Salva il profilo"),
        custom_attrs={"autoComplete": "on"},
    )


def _personal_fields() -> list[rx.Component]:
    state, person = ProfileState, ProfileState.person
    return [
        field_row(
            _text(_("Il tuo nome"), "first_name", person.first_name, autocomplete="given-name"),
            _text(_("Il tuo cognome"), "last_name", person.last_name, autocomplete="family-name"),
        ),
        _text(_("Telefono"), "phone", person.phone, kind="tel", autocomplete="tel", required=False),
        field_row(
            select(_("Lingua"), "language", list(LANGUAGE_NAMES.items()), state=state, value=person.language),
            select(_("Fuso orario"), "timezone", _time_zones(), state=state, value=person.timezone),
        ),
    ]


def _text(label: str, name: str, value: Any, **props: Any) -> rx.Component:
    return field(label, name, state=ProfileState, value=value, **props)


def _time_zones() -> list[tuple[str, str]]:
    return [(zone, zone.replace("_", " ")) for zone in TIME_ZONES]


def address_section() -> rx.Component:
    state = OwnAddressState
    asked = notice(
        _("Abbiamo scritto alle due caselle. Il cambio avviene quando confermano entrambe, entro un giorno."),
        title=state.asked_for,
        tone="waiting",
    )
    return section(
        _("Indirizzo e-mail"),
        rx.el.p(ProfileState.person.email, class_name="break-all font-medium"),
        rx.el.div(rx.cond(state.asked_for != "", asked), role="status"),
        form(
            field(_("Nuovo indirizzo"), "email", kind="email", state=state, autocomplete="email"),
            on_submit=state.submit,
            state=state,
            submit_label=_("Cambia indirizzo"),
        ),
        note=_("È quello con cui accedi e a cui scriviamo."),
    )


def password_section() -> rx.Component:
    state = OwnPasswordState
    changed = notice(_("Password cambiata. Gli altri dispositivi sono stati disconnessi."), tone="action")
    return section(
        _("Password"),
        rx.el.div(rx.cond(state.is_done, changed), role="status"),
        native_form(
            refusal_of(state),
            # Password managers store the new password under the address they find beside it.
            rx.el.input(
                type="text",
                name="username",
                value=ProfileState.person.email,
                auto_complete="username",
                read_only=True,
                aria_hidden="true",
                tab_index=-1,
                class_name="hidden",
            ),
            field(
                _("Password attuale"),
                "current_password",
                kind="password",
                error=error_of(state, "current_password"),
                autocomplete="current-password",
            ),
            new_password_field(state, _("Nuova password")),
            locale_input(),
            rx.el.div(button(_("Cambia password"), submit=True)),
            action="/api/v1/users/me/password-form",
        ),
    )
