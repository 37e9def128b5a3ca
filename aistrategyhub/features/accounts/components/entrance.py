"""Forms around signing in. The browser sends them by itself, so they work before the page is awake."""

from typing import Any

import reflex as rx

from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.accounts.models import ConsentPurpose
from aistrategyhub.features.accounts.rules import SHORTEST_PASSWORD
from aistrategyhub.features.accounts.rules.wordings import WORDINGS
from aistrategyhub.features.accounts.state.entrance import (
    AddressChangeState,
    ForgottenPasswordState,
    PasswordResetState,
    RegistrationState,
    VerificationState,
)
from aistrategyhub.ui.forms import field, field_row, native_form
from aistrategyhub.ui.parts.actions import button, link
from aistrategyhub.ui.parts.words import notice
from aistrategyhub.ui.password_field import password_field
from aistrategyhub.ui.viewer import SIGN_IN_ROUTE

_AGREED_TO = (ConsentPurpose.TERMS, ConsentPurpose.PRIVACY_NOTICE, ConsentPurpose.MARKETING)


def error_of(state: Any, name: str) -> rx.Var[str]:
    """The sentence under one field, empty when it was not refused."""
    return state.errors.get(name, "").to(str)


def refusal_of(state: Any) -> rx.Component:
    """Why the whole form was refused, read aloud."""
    return rx.el.div(rx.cond(state.refusal != "", notice(state.refusal, tone="failed")), role="alert")


def locale_input() -> rx.Component:
    """The language that the answer's page is to be in."""
    return rx.el.input(type="hidden", name="locale", value=current_locale(), read_only=True)


def new_password_field(state: Any, label: str) -> rx.Component:
    """A password to choose: how long it is, said calmly while it is typed."""
    return password_field(
        label,
        "password",
        error=error_of(state, "password"),
        hint=_("Almeno {shortest} caratteri: va bene anche una frase.", shortest=SHORTEST_PASSWORD),
        shortest=SHORTEST_PASSWORD,
    )


def registration_form() -> rx.Component:
    state = RegistrationState
    return native_form(
        refusal_of(state),
        field_row(
            field(
                _("Il tuo nome"),
                "first_name",
                error=error_of(state, "first_name"),
                autocomplete="given-name",
                value=state.first_name,
                key=state.first_name,
            ),
            field(
                _("Il tuo cognome"),
                "last_name",
                error=error_of(state, "last_name"),
                autocomplete="family-name",
                value=state.last_name,
                key=state.last_name,
            ),
        ),
        field(
            _("Indirizzo e-mail"),
            "email",
            kind="email",
            error=error_of(state, "email"),
            hint=_("Ti mandiamo un’e-mail per confermarlo."),
            autocomplete="username",
            value=state.email,
            key=state.email,
        ),
        new_password_field(state, _("Password")),
        _consents(),
        locale_input(),
        rx.el.div(
            button(_("Crea l’account"), submit=True),
            rx.el.p(_("Hai già un account?"), " ", link(_("Accedi"), SIGN_IN_ROUTE), class_name="text-sm"),
            class_name="flex flex-wrap items-center gap-x-6 gap-y-3",
        ),
        action="/api/v1/auth/register-form",
    )


def _consents() -> rx.Component:
    error = error_of(RegistrationState, "consents")
    return rx.el.fieldset(
        rx.el.legend(_("Condizioni e privacy"), class_name="field-label"),
        *(_consent(purpose) for purpose in _AGREED_TO),
        rx.cond(error != "", rx.el.p(error, class_name="field-error", id="consents-error")),
        class_name="field",
        custom_attrs={"aria-describedby": rx.cond(error != "", "consents-error", "")},
    )


def _consent(purpose: ConsentPurpose) -> rx.Component:
    is_kept = RegistrationState.consents.contains(purpose.value)
    is_optional = purpose is ConsentPurpose.MARKETING
    mark = {"name": "consents", "value": purpose.value} | ({} if is_optional else {"required": True})
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            default_checked=is_kept,
            key=rx.cond(is_kept, "yes", "no"),
            class_name="choice-mark",
            custom_attrs=mark,
        ),
        rx.el.span(
            _(WORDINGS[purpose].sentence),
            *([" ", rx.el.span("(", _("facoltativo"), ")", class_name="field-optional")] if is_optional else []),
        ),
        class_name="choice",
    )


def forgotten_password_form() -> rx.Component:
    state = ForgottenPasswordState
    return native_form(
        refusal_of(state),
        field(
            _("Indirizzo e-mail"),
            "email",
            kind="email",
            error=error_of(state, "email"),
            autocomplete="username",
            value=state.email,
            key=state.email,
        ),
        locale_input(),
        rx.el.div(
            button(_("Manda il collegamento"), submit=True),
            link(_("Torna all’accesso"), SIGN_IN_ROUTE),
            class_name="flex flex-wrap items-center gap-x-6 gap-y-3",
        ),
        action="/api/v1/auth/forgot-password-form",
    )


def password_reset_form() -> rx.Component:
    state = PasswordResetState
    return native_form(
        refusal_of(state),
        rx.el.input(type="hidden", name="token", value=state.token, read_only=True),
        new_password_field(state, _("Nuova password")),
        locale_input(),
        rx.el.div(button(_("Salva la password"), submit=True)),
        action="/api/v1/auth/reset-password-form",
    )


def verification_form() -> rx.Component:
    """The button that uses the link up: opening the page does not, since mail scanners open every link.

    In a browser that is not known it asks for the password too, or gives the account to whoever reads the mail.
    """
    state = VerificationState
    return rx.el.div(
        refusal_of(state),
        _token_form(state, _("Conferma l’indirizzo"), "/api/v1/auth/verify-email-form"),
        rx.cond(
            state.asks_password,
            rx.el.div(
                rx.el.p(
                    _(
                        "Non l’hai più, oppure non sei stato tu a registrarti? Scegline una nuova: l’account resta solo"
                        " tuo, e quello che vi ha messo chi lo ha aperto sparisce."
                    ),
                    class_name="text-ink-soft",
                ),
                native_form(
                    rx.el.input(type="hidden", name="token", value=state.token, read_only=True),
                    locale_input(),
                    rx.el.div(button(_("Scegli una password nuova"), submit=True, kind="secondary")),
                    action="/api/v1/auth/claim-form",
                ),
                class_name="grid gap-4 border-t border-line pt-6",
            ),
        ),
        class_name="grid gap-8",
    )


def address_change_form() -> rx.Component:
    """The same for one of the two mailboxes of an address change."""
    return _token_form(AddressChangeState, _("Conferma il cambio di indirizzo"), "/api/v1/auth/confirm-email-form")


def _token_form(state: Any, label: str, action: str) -> rx.Component:
    return native_form(
        rx.el.input(type="hidden", name="token", value=state.token, read_only=True),
        rx.cond(
            state.asks_password,
            field(_("Password"), "password", kind="password", autocomplete="current-password"),
        ),
        locale_input(),
        rx.el.div(button(label, submit=True)),
        action=action,
    )


def resend_form() -> rx.Component:
    """Another verifying mail, for who lost the first."""
    return native_form(
        field(
            _("Indirizzo e-mail"),
            "email",
            kind="email",
            error=error_of(VerificationState, "email"),
            autocomplete="username",
            value=VerificationState.email,
            key=VerificationState.email,
        ),
        locale_input(),
        rx.el.div(button(_("Mandami un’altra e-mail"), submit=True, kind="secondary")),
        action="/api/v1/auth/resend-verification-form",
    )
