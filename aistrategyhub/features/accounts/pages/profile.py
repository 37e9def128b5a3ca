"""A person's own page."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.accounts.components.profile import (
    address_section,
    password_section,
    profile_form,
    unverified_notice,
)
from aistrategyhub.features.accounts.links import PROFILE_ROUTE
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.state.profile import OwnAddressState, OwnPasswordState, ProfileState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def profile_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Il tuo profilo"), lead=_("Chi sei, a chi vanno le fatture, come accedi.")),
        unverified_notice(),
        loaded(ProfileState.is_loaded, _sections, lines=12),
        class_name="grid gap-10",
    )


def _sections() -> rx.Component:
    return rx.el.div(
        rx.el.div(profile_form(), class_name="lg:col-span-7"),
        rx.el.div(
            address_section(),
            password_section(),
            class_name="grid content-start gap-12 max-lg:border-t max-lg:border-line max-lg:pt-10 lg:col-span-5",
        ),
        class_name="grid gap-x-8 gap-y-12 lg:grid-cols-12",
    )


PAGES = (
    Page(
        route=PROFILE_ROUTE,
        title=mark("Il tuo profilo"),
        content=profile_page,
        shell=Shell.PORTAL,
        permission=AccountsPermission.MANAGE_OWN,
        on_load=[ProfileState.load, OwnAddressState.load, OwnPasswordState.load],
    ),
)
NAVIGATION = (
    NavEntry(Shell.PORTAL, mark("Profilo"), PROFILE_ROUTE, order=50, permission=AccountsPermission.MANAGE_OWN),
)
