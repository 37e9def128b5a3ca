"""The blog in the backoffice."""

from typing import Any

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.blog import links
from aistrategyhub.features.blog.components import calendar, desk, posts, shelves
from aistrategyhub.features.blog.permissions import BlogPermission
from aistrategyhub.features.blog.state.authors import AuthorsState
from aistrategyhub.features.blog.state.calendar import BlogCalendarState
from aistrategyhub.features.blog.state.desk import PostDeskState, PostViewsState
from aistrategyhub.features.blog.state.posts import AdminPostsState
from aistrategyhub.features.blog.state.shelves import CategoriesState, SeriesState, TagsState
from aistrategyhub.ui.parts.actions import link_button
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def posts_page() -> rx.Component:
    return rx.el.div(
        page_header(
            _("Articoli"),
            size="2xl",
            actions=[link_button(_("Calendario"), links.CALENDAR_ROUTE, kind="secondary"), posts.new_post()],
        ),
        posts.post_tools(),
        posts.bulk_bar(),
        loaded(AdminPostsState.is_loaded, posts.posts_table, lines=12),
        class_name="grid gap-6",
    )


def post_page() -> rx.Component:
    state = PostDeskState
    return loaded(state.is_loaded, lambda: rx.cond(state.is_missing, desk.missing_post(), desk.desk()), lines=12)


def calendar_page() -> rx.Component:
    return rx.el.div(
        page_header(
            _("Calendario del blog"),
            size="2xl",
            lead=_("Le ore sono quelle di Roma."),
            crumbs=[(_("Articoli"), links.POSTS_ROUTE)],
        ),
        loaded(
            BlogCalendarState.is_loaded,
            lambda: rx.el.div(calendar.month_tools(), calendar.month_sheet(), class_name="grid gap-4"),
            lines=12,
        ),
        class_name="grid gap-6",
    )


def categories_page() -> rx.Component:
    return _shelf_page(CategoriesState, _("Categorie"), _("Nuova categoria"))


def tags_page() -> rx.Component:
    return _shelf_page(TagsState, _("Tag"), _("Nuovo tag"))


def series_page() -> rx.Component:
    return _shelf_page(SeriesState, _("Serie"), _("Nuova serie"))


def authors_page() -> rx.Component:
    return _list_page(AuthorsState, _("Autori"), _("Nuovo autore"), shelves.authors_table)


def _shelf_page(state: Any, title: str, new: str) -> rx.Component:
    return _list_page(state, title, new, lambda: shelves.shelf_table(state, title))


def _list_page(state: Any, title: str, new: str, rows: Any) -> rx.Component:
    return rx.el.div(
        page_header(title, size="2xl", actions=[shelves.new_shelf(state, new)]),
        shelves.shelf_tools(state, _("Cerca per nome")),
        loaded(state.is_loaded, rows, lines=8),
        class_name="grid gap-6",
    )


def _page(route: str, title: str, content: Any, *on_load: Any) -> Page:
    return Page(route, title, content, Shell.ADMIN, on_load=on_load, permission=BlogPermission.READ)


PAGES = (
    _page(links.POSTS_ROUTE, mark("Articoli"), posts_page, AdminPostsState.arrive),
    _page(f"{links.POSTS_ROUTE}/[post_id]", mark("Articolo"), post_page, PostDeskState.load, PostViewsState.load),
    _page(links.CALENDAR_ROUTE, mark("Calendario del blog"), calendar_page, BlogCalendarState.load),
    _page(links.CATEGORIES_ROUTE, mark("Categorie"), categories_page, CategoriesState.arrive),
    _page(links.TAGS_ROUTE, mark("Tag"), tags_page, TagsState.arrive),
    _page(links.AUTHORS_ROUTE, mark("Autori"), authors_page, AuthorsState.arrive),
    _page(links.SERIES_ROUTE, mark("Serie"), series_page, SeriesState.arrive),
)


def _entry(label: str, route: str, order: int, icon: str) -> NavEntry:
    return NavEntry(Shell.ADMIN, label, route, order, icon, BlogPermission.READ, NavGroup.BLOG)


NAVIGATION = (
    _entry(mark("Articoli"), links.POSTS_ROUTE, 10, "newspaper"),
    _entry(mark("Calendario"), links.CALENDAR_ROUTE, 20, "calendar-days"),
    _entry(mark("Categorie"), links.CATEGORIES_ROUTE, 30, "folder"),
    _entry(mark("Tag"), links.TAGS_ROUTE, 40, "tag"),
    _entry(mark("Serie"), links.SERIES_ROUTE, 50, "list-ordered"),
    _entry(mark("Autori"), links.AUTHORS_ROUTE, 60, "pen-line"),
)
