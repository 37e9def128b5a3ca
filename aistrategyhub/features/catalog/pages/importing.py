"""The screen where files of items come in."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.catalog.components.importing import (
    IMPORT_ROUTE,
    export_link,
    file_to_import,
    import_history,
    shown_import,
)
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.state.importing import CatalogImportState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def imports_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Importazioni"), size="2xl", actions=[export_link()]),
        rx.el.div(file_to_import(), class_name="max-w-2xl"),
        shown_import(),
        loaded(CatalogImportState.is_loaded, import_history, lines=6),
        class_name="grid gap-8",
    )


NAVIGATION = (
    NavEntry(Shell.ADMIN, mark("Importazioni"), IMPORT_ROUTE, 50, "upload", CatalogPermission.MANAGE, NavGroup.OFFER),
)

PAGES = (
    Page(
        route=IMPORT_ROUTE,
        title=mark("Importazioni"),
        content=imports_page,
        shell=Shell.ADMIN,
        permission=CatalogPermission.MANAGE,
        on_load=[CatalogImportState.arrive],
    ),
)
