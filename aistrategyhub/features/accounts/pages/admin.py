"""The staff's screens of people."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.accounts.components import attempts, people, person
from aistrategyhub.features.accounts.components.routes import ATTEMPTS_ROUTE, INVITE_ROUTE, PEOPLE_ROUTE, ROLES_ROUTE
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.state.attempts import AdminAttemptsState
from aistrategyhub.features.accounts.state.invitation import InvitationState
from aistrategyhub.features.accounts.state.people import AdminPeopleState
from aistrategyhub.features.accounts.state.person import (
    AdminPersonHistoryState,
    AdminPersonSecurityState,
    AdminPersonState,
)
from aistrategyhub.ui.parts.actions import link_button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header
from aistrategyhub.ui.viewer import may


def people_page() -> rx.Component:
    inviting = when(may(AccountsPermission.GRANT_STAFF_ROLES), link_button(_("Invita una persona"), INVITE_ROUTE))
    return rx.el.div(
        page_header(_("Persone"), size="2xl", actions=[inviting]),
        people.people_figures(),
        people.people_tools(),
        loaded(AdminPeopleState.is_loaded, people.people_table, lines=12),
        class_name="grid gap-6",
    )


def person_page() -> rx.Component:
    return loaded(
        AdminPersonState.is_loaded,
        lambda: rx.cond(AdminPersonState.is_missing, person.missing_person(), _person()),
        lines=12,
    )


def _person() -> rx.Component:
    return rx.el.div(
        person.person_head(),
        person.person_acts(),
        rx.el.div(
            rx.el.div(person.person_data(), person.second_factor(), class_name="grid content-start gap-10"),
            person.person_history(),
            class_name="grid gap-10 lg:grid-cols-2",
        ),
        person.person_security(),
        class_name="grid gap-8",
    )


def invitation_page() -> rx.Component:
    return rx.el.div(
        page_header(
            _("Invita una persona"),
            lead=_("Riceve un’e-mail con cui sceglie la sua password: nessun altro la conosce."),
            crumbs=[(_("Persone"), PEOPLE_ROUTE)],
            size="2xl",
        ),
        people.invitation_form(),
        class_name="grid max-w-form gap-8",
    )


def attempts_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Tentativi di accesso"), size="2xl"),
        attempts.attempt_tools(),
        loaded(AdminAttemptsState.is_loaded, attempts.attempts_table, lines=12),
        class_name="grid gap-6",
    )


PAGES = (
    Page(
        route=PEOPLE_ROUTE,
        title=mark("Persone"),
        content=people_page,
        shell=Shell.ADMIN,
        permission=AccountsPermission.READ,
        on_load=[AdminPeopleState.arrive],
    ),
    Page(
        route=INVITE_ROUTE,
        title=mark("Invita una persona"),
        content=invitation_page,
        shell=Shell.ADMIN,
        permission=AccountsPermission.GRANT_STAFF_ROLES,
        on_load=[InvitationState.load],
    ),
    Page(
        route=f"{PEOPLE_ROUTE}/[person_id]",
        title=mark("Persona"),
        content=person_page,
        shell=Shell.ADMIN,
        permission=AccountsPermission.READ,
        on_load=[AdminPersonState.load, AdminPersonSecurityState.arrive, AdminPersonHistoryState.arrive],
    ),
    Page(
        route=ATTEMPTS_ROUTE,
        title=mark("Tentativi di accesso"),
        content=attempts_page,
        shell=Shell.ADMIN,
        permission=AccountsPermission.READ_SECURITY,
        on_load=[AdminAttemptsState.arrive],
    ),
)
NAVIGATION = (
    NavEntry(
        Shell.ADMIN,
        mark("Ruoli e permessi"),
        ROLES_ROUTE,
        20,
        "shield-check",
        AccountsPermission.READ_SECURITY,
        NavGroup.PEOPLE,
    ),
    NavEntry(Shell.ADMIN, mark("Persone"), PEOPLE_ROUTE, 10, "users", AccountsPermission.READ, NavGroup.PEOPLE),
    NavEntry(
        Shell.ADMIN,
        mark("Tentativi di accesso"),
        ATTEMPTS_ROUTE,
        30,
        "key-round",
        AccountsPermission.READ_SECURITY,
        NavGroup.PEOPLE,
    ),
)
