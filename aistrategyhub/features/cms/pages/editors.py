"""The lists of editors: pages, redirects, the trash."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.cms.components.editor import lists, menus, redirects
from aistrategyhub.features.cms.components.editor.routes import (
    MENUS_ROUTE,
    PAGES_ROUTE,
    REDIRECTS_ROUTE,
    TRASH_ROUTE,
)
from aistrategyhub.features.cms.permissions import CmsPermission
from aistrategyhub.features.cms.state.menu_editor import MenuEditorState
from aistrategyhub.features.cms.state.page_list import AdminPagesState
from aistrategyhub.features.cms.state.redirects import RedirectsState
from aistrategyhub.features.cms.state.trash import TrashState
from aistrategyhub.features.publishing.permissions import PublishingPermission
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header
from aistrategyhub.ui.tables import search_box
from aistrategyhub.ui.viewer import may


def pages_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Pagine"), size="2xl", actions=[lists.new_page()]),
        lists.page_tools(),
        loaded(
            AdminPagesState.is_loaded,
            lambda: rx.cond(AdminPagesState.is_tree, lists.pages_tree(), lists.pages_table()),
            lines=12,
        ),
        class_name="grid gap-6",
    )


def menus_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Menu"), size="2xl", lead=_("Ogni modifica è subito su tutte le pagine.")),
        menus.menu_tools(),
        loaded(MenuEditorState.is_loaded, menus.menu_entries, lines=6),
        menus.entry_dialog(),
        class_name="grid max-w-3xl gap-6",
    )


def redirects_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Reindirizzamenti"), size="2xl"),
        when(
            may(PublishingPermission.REDIRECT),
            rx.el.div(redirects.redirect_form(), redirects.redirect_import(), class_name="grid max-w-3xl gap-6"),
        ),
        search_box(RedirectsState, _("Indirizzo")),
        loaded(RedirectsState.is_loaded, redirects.redirects_table, lines=6),
        class_name="grid gap-8",
    )


def trash_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Cestino"), size="2xl"),
        search_box(TrashState, _("Titolo o indirizzo")),
        loaded(TrashState.is_loaded, lists.trash_table, lines=6),
        class_name="grid gap-6",
    )


PAGES = (
    Page(
        route=PAGES_ROUTE,
        title=mark("Pagine"),
        content=pages_page,
        shell=Shell.ADMIN,
        permission=CmsPermission.READ,
        on_load=[AdminPagesState.load],
    ),
    Page(
        route=MENUS_ROUTE,
        title=mark("Menu"),
        content=menus_page,
        shell=Shell.ADMIN,
        permission=CmsPermission.READ,
        on_load=[MenuEditorState.load],
    ),
    Page(
        route=REDIRECTS_ROUTE,
        title=mark("Reindirizzamenti"),
        content=redirects_page,
        shell=Shell.ADMIN,
        permission=PublishingPermission.READ,
        on_load=[RedirectsState.load],
    ),
    Page(
        route=TRASH_ROUTE,
        title=mark("Cestino"),
        content=trash_page,
        shell=Shell.ADMIN,
        permission=PublishingPermission.READ,
        on_load=[TrashState.load],
    ),
)
NAVIGATION = (
    NavEntry(Shell.ADMIN, mark("Pagine"), PAGES_ROUTE, 10, "file-text", CmsPermission.READ, NavGroup.SITE),
    NavEntry(Shell.ADMIN, mark("Menu"), MENUS_ROUTE, 30, "list-tree", CmsPermission.READ, NavGroup.SITE),
    NavEntry(
        Shell.ADMIN,
        mark("Reindirizzamenti"),
        REDIRECTS_ROUTE,
        50,
        "corner-up-right",
        PublishingPermission.READ,
        NavGroup.SITE,
    ),
    NavEntry(Shell.ADMIN, mark("Cestino"), TRASH_ROUTE, 70, "trash-2", CmsPermission.READ, NavGroup.SITE),
)
