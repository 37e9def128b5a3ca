"""What each role may do: the rooms' own grants, as the product was built with them."""

from collections.abc import Callable, Sequence

import reflex as rx

from aistrategyhub.core.access import Permission, Role
from aistrategyhub.core.feature import Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.accounts.components.roles import roles_legend, roles_table
from aistrategyhub.features.accounts.components.routes import PEOPLE_ROUTE, ROLES_ROUTE
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.rules.powers import Power, powers_of
from aistrategyhub.ui.parts.words import page_header


def roles_page(granted: Callable[[Role], frozenset[Permission]]) -> Page:
    """The page of these grants, which only the composition root knows whole. Nothing of it is of one installation."""
    powers = powers_of(granted)
    return Page(
        route=ROLES_ROUTE,
        title=mark("Ruoli e permessi"),
        content=lambda: _content(powers),
        shell=Shell.ADMIN,
        permission=AccountsPermission.READ_SECURITY,
    )


def _content(powers: Sequence[Power]) -> rx.Component:
    return rx.el.div(
        page_header(_("Ruoli e permessi"), crumbs=[(_("Persone"), PEOPLE_ROUTE)], size="2xl"),
        roles_legend(),
        roles_table(powers),
        class_name="grid gap-8",
    )
