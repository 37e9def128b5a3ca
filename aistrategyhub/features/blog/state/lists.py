"""Lists of posts, each at an address of its own; a search, whose words stand in the address."""

from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.core.paths import in_language, split_language
from aistrategyhub.core.searching import LONGEST_SEARCH
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.blog.queries.lists import (
    ShownList,
    find_list,
    find_search,
    list_numbered_paths,
    list_page_paths,
)
from aistrategyhub.features.blog.rules.heads import BLOG_TITLE
from aistrategyhub.features.blog.rules.search_routes import read_query, search_route
from aistrategyhub.features.blog.schemas.shelves import EVERYTHING, ROOT, Shelf, ShelfKind
from aistrategyhub.features.blog.schemas.views import ListView
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.prerender.declared import Head, PublicPage, Session, Snapshot, page_at
from aistrategyhub.prerender.snapshots import show_page
from aistrategyhub.ui.parts.base import localized

_EVERYBODY = "posts are for everybody"
_SLUG, _NUMBER = "shelf_slug", "blog_page"


class PostsState(rx.State):
    """The list at the tab's address; `is_missing` when there is none."""

    posts: ListView = ListView()
    is_missing: bool = False
    is_loaded: bool = False

    @rx.event
    @public(_EVERYBODY)
    async def load(self) -> AsyncIterator[None]:
        path = split_language(self.router.url.path)[1].rstrip("/") or ROOT
        q, number = read_query(self.router.url.query_parameters)
        if self.is_loaded and self.posts.path != in_language(search_route(q, number) if q else path, current_locale()):
            self.is_loaded = False
            yield
        page, params = page_at(LIST_PAGES, path) or (BLOG_PAGE, {})
        async with unit_of_work() as session:
            if q and page is BLOG_PAGE:
                snapshot: Snapshot | None = _searched(await find_search(session, q, number))
            else:
                snapshot = await page.snapshot(session, params)
        await show_page(self, page, snapshot or _nothing())

    @rx.event
    @public("takes the visitor to the address of their own search")
    async def search(self, form: dict[str, Any]) -> Any:
        # One letter too many is enough for the list to refuse it, and an address has to stay short.
        return rx.redirect(localized(search_route(str(form.get("q", "")).strip()[: LONGEST_SEARCH + 1])))


async def _snapshot_of(kind: ShelfKind, session: Session, params: Mapping[str, str]) -> Snapshot | None:
    number = params.get(_NUMBER)
    if number is not None and not (number.isascii() and number.isdigit() and len(number) < 8):
        return None
    shown = await find_list(session, Shelf(kind, params.get(_SLUG, "")), int(number) if number else None)
    return _snapshot(shown) if shown else None


def _snapshot(shown: ShownList) -> Snapshot:
    values = {"posts": shown.view, "is_missing": False, "is_loaded": True}
    return Snapshot({PostsState: values}, shown.head, shown.things)


def _searched(view: ListView) -> Snapshot:
    return Snapshot({PostsState: {"posts": view, "is_missing": False, "is_loaded": True}}, Head(title=view.title))


def _nothing() -> Snapshot:
    values = {"posts": ListView(), "is_missing": True, "is_loaded": True}
    return Snapshot({PostsState: values}, Head(title=_(BLOG_TITLE)))


async def _paths(kind: ShelfKind, session: Session) -> Sequence[str]:
    return await list_page_paths(session, kind)


async def _numbered(kind: ShelfKind, session: Session) -> Sequence[str]:
    return await list_numbered_paths(session, kind)


def _shelf_page(kind: ShelfKind) -> PublicPage:
    return PublicPage(f"{ROOT}/{kind}/[{_SLUG}]", partial(_snapshot_of, kind), partial(_paths, kind))


def _numbered_page(kind: ShelfKind) -> PublicPage:
    above = ROOT if kind is ShelfKind.ALL else f"{ROOT}/{kind}/[{_SLUG}]"
    return PublicPage(f"{above}/pagina/[{_NUMBER}]", partial(_snapshot_of, kind), partial(_numbered, kind))


_NAMED = (ShelfKind.CATEGORY, ShelfKind.TAG, ShelfKind.AUTHOR, ShelfKind.SERIES)
BLOG_PAGE = PublicPage(
    EVERYTHING.path, partial(_snapshot_of, ShelfKind.ALL), partial(_paths, ShelfKind.ALL), query=("q",)
)
LIST_PAGES = (
    BLOG_PAGE,
    *map(_shelf_page, _NAMED),
    *map(_numbered_page, (ShelfKind.ALL, ShelfKind.CATEGORY, ShelfKind.TAG, ShelfKind.AUTHOR)),
)
