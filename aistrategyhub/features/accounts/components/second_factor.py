"""The second step of signing in, and the proof that dangerous acts ask for."""

import reflex as rx

from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.accounts.components.openid import provider_way
from aistrategyhub.features.accounts.links import FORGOT_ROUTE
from aistrategyhub.features.accounts.state.second_step import SecondStepState
from aistrategyhub.features.accounts.state.sign_in import SignInState
from aistrategyhub.features.accounts.state.step_up import StepUpState
from aistrategyhub.ui.forms import field, native_form
from aistrategyhub.ui.parts.actions import button, link, link_button
from aistrategyhub.ui.parts.base import Text
from aistrategyhub.ui.parts.passkeys import show_passkey
from aistrategyhub.ui.parts.words import notice


def second_step_form() -> rx.Component:
    """A form that the browser sends by itself: a code of the app, or a recovery code."""
    return native_form(
        _refusal(SecondStepState.refusal, SecondStepState.tries_label),
        _code_field(_("Codice"), _("Le sei cifre dell’app, o uno dei codici di recupero.")),
        *_hidden(SecondStepState.next_path),
        rx.el.div(button(_("Verifica"), submit=True)),
        action="/api/v1/auth/mfa-form",
    )


def second_step_passkey() -> rx.Component:
    """The same step with a passkey, for whoever has one."""
    return rx.cond(
        SecondStepState.has_passkeys,
        _or(
            show_passkey(
                _("Usa la passkey"),
                "/api/v1/auth/mfa/passkey",
                next_path=SecondStepState.next_path,
            )
        ),
    )


def sign_in_passkey() -> rx.Component:
    """Signing in with a passkey alone."""
    return _or(show_passkey(_("Accedi con una passkey"), "/api/v1/auth/passkey", next_path=SignInState.next_path))


def proof_form() -> rx.Component:
    """By what the person has: password, code, or both; a passkey; signing in anew with an account elsewhere."""
    has_ways = StepUpState.ways.length() > 0
    return rx.el.div(
        rx.cond(
            StepUpState.has_password | StepUpState.has_second_factor,
            native_form(
                _refusal(StepUpState.refusal),
                rx.cond(
                    StepUpState.has_password,
                    field(_("Password"), "password", kind="password", autocomplete="current-password"),
                ),
                rx.cond(
                    StepUpState.has_second_factor,
                    _code_field(_("Codice"), _("Le sei cifre dell’app, o uno dei codici di recupero.")),
                ),
                *_hidden(StepUpState.next_path),
                rx.el.div(button(_("Conferma"), submit=True)),
                action="/api/v1/auth/step-up-form",
            ),
            rx.cond(~StepUpState.has_passkeys & ~has_ways, _no_proof(), _refusal(StepUpState.refusal)),
        ),
        rx.cond(
            has_ways,
            rx.el.div(rx.foreach(StepUpState.ways, provider_way), class_name="grid gap-3 border-t border-line pt-8"),
        ),
        rx.cond(
            StepUpState.has_passkeys,
            _or(
                show_passkey(
                    _("Conferma con la passkey"), "/api/v1/auth/step-up/passkey", next_path=StepUpState.next_path
                )
            ),
        ),
        class_name="grid gap-8",
    )


def proof_refused_to_colleagues() -> rx.Component:
    """What stands instead of the form while a colleague acts in the person's name."""
    return notice(_("Stai agendo per conto di un’altra persona: questa operazione può farla solo lei."), tone="waiting")


def _no_proof() -> rx.Component:
    return rx.el.div(
        rx.el.p(_("Il tuo account non ha una password: scegline una dal collegamento che ti mandiamo per e-mail.")),
        rx.el.div(link_button(_("Scegli una password"), FORGOT_ROUTE, kind="secondary")),
        class_name="grid gap-4",
    )


def _code_field(label: str, hint: str) -> rx.Component:
    return field(label, "code", hint=hint, autocomplete="one-time-code", max_length=64, auto_capitalize="none")


def _hidden(next_path: Text) -> list[rx.Component]:
    return [
        rx.el.input(type="hidden", name="next", value=next_path, read_only=True),
        rx.el.input(type="hidden", name="locale", value=current_locale(), read_only=True),
    ]


def _refusal(sentence: rx.Var[str], more: Text = "") -> rx.Component:
    return rx.el.div(rx.cond(sentence != "", notice(sentence, more, tone="failed")), role="alert")


def _or(child: rx.Component) -> rx.Component:
    return rx.el.div(child, class_name="border-t border-line pt-8")


def help_with_second_step() -> rx.Component:
    """For whoever has neither telephone nor codes at hand."""
    return rx.el.p(
        _("Non hai né telefono né codici? Scrivici: controlliamo chi sei prima di riaprirti l’account."),
        " ",
        link(_("Torna all’accesso"), "/accedi"),
        class_name="text-sm text-ink-soft",
    )
