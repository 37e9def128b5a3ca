"""Signing in."""

import reflex as rx

from aistrategyhub.core.feature import Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.accounts.components import sign_in_form
from aistrategyhub.features.accounts.components.openid import provider_buttons
from aistrategyhub.features.accounts.components.second_factor import sign_in_passkey
from aistrategyhub.features.accounts.state import SignInState
from aistrategyhub.features.accounts.state.openid import OpenIdState
from aistrategyhub.ui.parts.words import page_header
from aistrategyhub.ui.viewer import SIGN_IN_ROUTE


def sign_in_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Accedi"), lead=_("I tuoi ordini con le loro fatture o, se lavori qui, il lavoro di oggi.")),
        sign_in_form(),
        sign_in_passkey(),
        provider_buttons(),
        class_name="grid gap-8",
    )


PAGES = (
    Page(
        route=SIGN_IN_ROUTE,
        title=mark("Accedi"),
        description=mark("Entra nell’area clienti o nell’amministrazione."),
        content=sign_in_page,
        shell=Shell.AUTH,
        on_load=[SignInState.load, OpenIdState.load],
    ),
)
