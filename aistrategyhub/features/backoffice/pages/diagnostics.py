"""The screen of what went wrong lately."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.backoffice.components.diagnostics import diagnostics_table, diagnostics_tools
from aistrategyhub.features.backoffice.components.routes import DIAGNOSTICS_ROUTE
from aistrategyhub.features.backoffice.permissions import BackofficePermission
from aistrategyhub.features.backoffice.state.diagnostics import AdminDiagnosticsState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def diagnostics_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Diagnostica"), size="2xl"),
        diagnostics_tools(),
        loaded(AdminDiagnosticsState.is_loaded, diagnostics_table, lines=12),
        class_name="grid gap-6",
    )


PAGES = (
    Page(
        route=DIAGNOSTICS_ROUTE,
        title=mark("Diagnostica"),
        content=diagnostics_page,
        shell=Shell.ADMIN,
        permission=BackofficePermission.READ_WORK,
        on_load=[AdminDiagnosticsState.arrive],
    ),
)
NAVIGATION = (
    NavEntry(
        Shell.ADMIN,
        mark("Diagnostica"),
        DIAGNOSTICS_ROUTE,
        30,
        "activity",
        BackofficePermission.READ_WORK,
        NavGroup.SYSTEM,
    ),
)
