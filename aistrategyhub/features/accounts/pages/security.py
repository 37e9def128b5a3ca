"""The second step of signing in, the fresh proof, and a person's own security."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.accounts.components.openid import linked_accounts
from aistrategyhub.features.accounts.components.second_factor import (
    help_with_second_step,
    proof_form,
    proof_refused_to_colleagues,
    second_step_form,
    second_step_passkey,
)
from aistrategyhub.features.accounts.components.security import (
    must_enrol_notice,
    other_ways_section,
    passkeys_section,
    second_factor_section,
)
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.state.openid import LinkedAccountsState
from aistrategyhub.features.accounts.state.second_step import SecondStepState
from aistrategyhub.features.accounts.state.security import SecurityState
from aistrategyhub.features.accounts.state.step_up import StepUpState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header
from aistrategyhub.ui.viewer import SECURITY_ROUTE, STEP_UP_ROUTE


def second_step_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Verifica in due passaggi"), lead=_("La password è giusta. Ora serve il codice.")),
        second_step_form(),
        second_step_passkey(),
        help_with_second_step(),
        class_name="grid gap-8",
    )


def step_up_page() -> rx.Component:
    return rx.el.div(
        page_header(
            _("Conferma che sei tu"),
            lead=_("Stai per cambiare qualcosa di importante. La conferma vale dieci minuti."),
        ),
        loaded(
            StepUpState.is_loaded,
            lambda: rx.cond(StepUpState.acts_for_another, proof_refused_to_colleagues(), proof_form()),
            lines=4,
        ),
        class_name="grid gap-8",
    )


def security_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Sicurezza"), lead=_("Come dimostri che sei tu.")),
        loaded(SecurityState.is_loaded, _sections, lines=8),
        class_name="grid gap-10",
    )


def _sections() -> rx.Component:
    return rx.el.div(
        must_enrol_notice(),
        second_factor_section(),
        passkeys_section(),
        linked_accounts(),
        other_ways_section(),
        class_name="grid max-w-prose gap-14",
    )


PAGES = (
    Page(
        route="/accedi/verifica",
        title=mark("Verifica in due passaggi"),
        content=second_step_page,
        shell=Shell.AUTH,
        on_load=[SecondStepState.load],
    ),
    Page(
        route=STEP_UP_ROUTE,
        title=mark("Conferma che sei tu"),
        content=step_up_page,
        shell=Shell.AUTH,
        on_load=[StepUpState.load],
    ),
    Page(
        route=SECURITY_ROUTE,
        title=mark("Sicurezza"),
        content=security_page,
        shell=Shell.PORTAL,
        permission=AccountsPermission.READ_OWN,
        on_load=[SecurityState.load, LinkedAccountsState.load],
    ),
)
NAVIGATION = (
    NavEntry(
        shell=Shell.PORTAL,
        label=mark("Sicurezza"),
        route=SECURITY_ROUTE,
        order=60,
        permission=AccountsPermission.READ_OWN,
    ),
)
