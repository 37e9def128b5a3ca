"""The sign-in form, and the corner of a header that says who is signed in."""

import reflex as rx

from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.accounts.links import FORGOT_ROUTE, PROFILE_ROUTE, REGISTER_ROUTE
from aistrategyhub.features.accounts.state import AccountState, SignInState
from aistrategyhub.ui.forms import field, native_form
from aistrategyhub.ui.parts.actions import button, icon, link
from aistrategyhub.ui.parts.words import notice


def sign_in_form() -> rx.Component:
    """A form that the browser sends by itself: it works before the page is alive, and password managers know it."""
    return native_form(
        rx.el.div(rx.cond(SignInState.refusal != "", notice(SignInState.refusal, tone="failed")), role="alert"),
        rx.el.div(rx.cond(SignInState.done != "", notice(SignInState.done, tone="action")), role="status"),
        field(
            _("Indirizzo e-mail"),
            "email",
            kind="email",
            autocomplete="username",
            value=SignInState.email,
            key=SignInState.email,
        ),
        field(_("Password"), "password", kind="password", autocomplete="current-password"),
        rx.el.input(type="hidden", name="next", value=SignInState.next_path, read_only=True),
        rx.el.input(type="hidden", name="locale", value=current_locale(), read_only=True),
        rx.el.div(
            button(_("Accedi"), submit=True),
            link(_("Password dimenticata?"), FORGOT_ROUTE),
            class_name="flex flex-wrap items-center gap-x-6 gap-y-3",
        ),
        rx.el.p(
            _("Non hai un account?"),
            " ",
            link(_("Crealo"), REGISTER_ROUTE),
            class_name="border-t border-line pt-5 text-sm text-ink-soft",
        ),
        action="/api/v1/auth/login-form",
    )


def account_corner() -> rx.Component:
    """Who is signed in, and the way out."""
    return rx.cond(
        AccountState.name != "",
        native_form(
            link(AccountState.name, PROFILE_ROUTE, kind="quiet"),
            rx.el.button(
                icon("log-out", size=16),
                _("Esci"),
                type="submit",
                class_name="inline-flex cursor-pointer items-center gap-2 link-quiet",
            ),
            action="/api/v1/auth/logout",
            class_name="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm",
        ),
    )
