"""The screen of the public pages as files."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.backoffice.components import public_pages
from aistrategyhub.features.backoffice.components.routes import PUBLIC_PAGES_ROUTE
from aistrategyhub.features.backoffice.permissions import BackofficePermission
from aistrategyhub.features.backoffice.state.public_pages import AdminPublicPagesState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def public_pages_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Pubblicazione"), size="2xl", actions=[public_pages.write_all_button()]),
        loaded(AdminPublicPagesState.is_loaded, _pages, lines=12),
        class_name="grid gap-6",
    )


def _pages() -> rx.Component:
    return rx.el.div(
        public_pages.writing_progress(),
        public_pages.page_tools(),
        public_pages.pages_table(),
        class_name="grid gap-6",
    )


PAGES = (
    Page(
        route=PUBLIC_PAGES_ROUTE,
        title=mark("Pubblicazione"),
        content=public_pages_page,
        shell=Shell.ADMIN,
        permission=BackofficePermission.READ_PAGES,
        on_load=[AdminPublicPagesState.load],
    ),
)
NAVIGATION = (
    NavEntry(
        Shell.ADMIN,
        mark("Pubblicazione"),
        PUBLIC_PAGES_ROUTE,
        60,
        "globe",
        BackofficePermission.READ_PAGES,
        NavGroup.SITE,
    ),
)
