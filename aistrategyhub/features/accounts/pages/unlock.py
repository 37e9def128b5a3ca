"""The page behind the mailed link through a lock."""

import reflex as rx

from aistrategyhub.core.feature import Page, Shell
from aistrategyhub.core.text import _, current_locale, mark
from aistrategyhub.features.accounts.state.unlock import UnlockState
from aistrategyhub.ui.forms import native_form
from aistrategyhub.ui.parts.actions import button, link_button
from aistrategyhub.ui.parts.words import notice, page_header
from aistrategyhub.ui.viewer import SIGN_IN_ROUTE


def unlock_page() -> rx.Component:
    return rx.el.div(
        page_header(
            _("Sblocca il tuo accesso"),
            lead=_(
                "Qualcuno ha provato molte password. Con il pulsante potrai di nuovo entrare da questo dispositivo."
            ),
        ),
        rx.cond(UnlockState.refusal != "", _refused(), _unlock_form()),
        class_name="grid gap-8",
    )


def _refused() -> rx.Component:
    return rx.el.div(
        notice(UnlockState.refusal, tone="failed", urgent=True),
        rx.el.div(link_button(_("Vai all'accesso"), SIGN_IN_ROUTE, kind="quiet")),
        class_name="grid gap-6",
    )


def _unlock_form() -> rx.Component:
    return native_form(
        rx.el.input(type="hidden", name="token", value=UnlockState.token, read_only=True),
        rx.el.input(type="hidden", name="locale", value=current_locale(), read_only=True),
        rx.el.div(button(_("Sblocca il mio accesso"), submit=True)),
        action="/api/v1/auth/unlock-form",
    )


PAGES = (
    Page(
        route="/sblocca",
        title=mark("Sblocca il tuo accesso"),
        content=unlock_page,
        shell=Shell.AUTH,
        on_load=[UnlockState.load],
    ),
)
