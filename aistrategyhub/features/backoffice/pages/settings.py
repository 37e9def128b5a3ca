"""The screens of the settings."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.backoffice.components import settings
from aistrategyhub.features.backoffice.components.routes import SETTINGS_ROUTE
from aistrategyhub.features.backoffice.state.settings import AdminConnectionsState, AdminSettingState
from aistrategyhub.features.site_settings.permissions import SettingsPermission
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def settings_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Impostazioni"), size="2xl"),
        settings.section_list(),
        settings.connection_list(),
        class_name="grid gap-10",
    )


def section_page() -> rx.Component:
    return loaded(
        AdminSettingState.is_loaded,
        lambda: rx.cond(AdminSettingState.is_missing, settings.missing_section(), settings.section_screen()),
        lines=12,
    )


PAGES = (
    Page(
        route=SETTINGS_ROUTE,
        title=mark("Impostazioni"),
        content=settings_page,
        shell=Shell.ADMIN,
        permission=SettingsPermission.READ,
        on_load=[AdminConnectionsState.load],
    ),
    Page(
        route=f"{SETTINGS_ROUTE}/[setting_section]",
        title=mark("Impostazioni"),
        content=section_page,
        shell=Shell.ADMIN,
        permission=SettingsPermission.READ,
        on_load=[AdminSettingState.load],
    ),
)
NAVIGATION = (
    NavEntry(
        Shell.ADMIN,
        mark("Impostazioni"),
        SETTINGS_ROUTE,
        50,
        "sliders-horizontal",
        SettingsPermission.READ,
        NavGroup.SYSTEM,
    ),
)
