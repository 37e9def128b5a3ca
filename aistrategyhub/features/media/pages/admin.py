"""The library's screen."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.media.components import library
from aistrategyhub.features.media.components.details import details
from aistrategyhub.features.media.components.routes import MEDIA_ROUTE
from aistrategyhub.features.media.permissions import MediaPermission
from aistrategyhub.features.media.state.library import AdminMediaState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def media_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Libreria"), size="2xl"),
        library.uploading(),
        library.asking_for_descriptions(),
        library.library_tools(),
        loaded(AdminMediaState.is_loaded, library.library_grid, lines=12),
        details(),
        class_name="grid gap-6",
    )


PAGES = (
    Page(
        route=MEDIA_ROUTE,
        title=mark("Libreria"),
        content=media_page,
        shell=Shell.ADMIN,
        permission=MediaPermission.READ,
        on_load=[AdminMediaState.arrive],
    ),
)
NAVIGATION = (NavEntry(Shell.ADMIN, mark("Libreria"), MEDIA_ROUTE, 20, "images", MediaPermission.READ, NavGroup.SITE),)
