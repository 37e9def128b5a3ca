"""The list of pages, new ones, copies, and what goes into the trash."""

from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.text import _, current_locale, mark
from aistrategyhub.features.cms.kinds import PAGE
from aistrategyhub.features.cms.permissions import CmsPermission
from aistrategyhub.features.cms.queries.editor import get_edited
from aistrategyhub.features.cms.rules.lists import PAGE_FILTERS, page_rows, parent_choices
from aistrategyhub.features.cms.schemas.editor import ChoiceRow, PageRow
from aistrategyhub.features.cms.service.new_pages import create_page, duplicate_page
from aistrategyhub.features.publishing.queries import list_publications, list_tree, names_of, paths_of
from aistrategyhub.features.publishing.rules import suggest_slug
from aistrategyhub.features.publishing.schemas import PublicationFilter
from aistrategyhub.features.publishing.service import place, trash
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.parts.tree import TreeItem
from aistrategyhub.ui.tables import TableMixin

_ALL = "tutte"
_DUPLICATED = mark("Copia creata tra le bozze.")
_LED_ON = mark("Ora è in {path}: chi arriva dal vecchio indirizzo viene portato lì.")
_TRASHED = mark("«{title}» è nel cestino: da lì si può ripristinare.")
_WHY_PUBLIC = "changes only what this tab asks for; the rows are guarded by `load`"


class AdminPagesState(TableMixin, rx.State):
    """Pages by search and state, the last changed first, or all of them under one another."""

    rows: list[PageRow] = []
    items: list[TreeItem] = []
    chosen: str = _ALL
    is_tree: bool = False

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def choose(self, status: str) -> Any:
        self.chosen, self.page = status if status in PAGE_FILTERS else _ALL, 1
        return AdminPagesState.load

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def show_tree(self, is_tree: bool) -> Any:
        self.is_tree, self.page = is_tree, 1
        return AdminPagesState.load

    @rx.event
    @requires(CmsPermission.READ)
    async def load(self) -> None:
        if self.is_tree:
            await self._load_tree()
            return
        _label, statuses = PAGE_FILTERS[self.chosen]
        wanted = PublicationFilter(kind=PAGE.name, statuses=statuses, q=self.q)
        async with unit_of_work() as session:
            page = await list_publications(session, wanted, self._request())
            names = await names_of(session, [row.updated_by for row in page.rows])
        self.rows = page_rows(page.rows, names, current_locale())
        self._show(page)

    @rx.event
    @requires(CmsPermission.EDIT)
    async def duplicate(self, page_id: str) -> Any:
        async with unit_of_work() as session:
            await duplicate_page(session, page_id)
        yield toast_done(_(_DUPLICATED))
        yield AdminPagesState.load

    @rx.event
    @requires(CmsPermission.PUBLISH)
    async def put_into_trash(self, page_id: str) -> Any:
        async with unit_of_work() as session:
            edited = await get_edited(session, page_id, "publish")
            page, *_below = await trash(session, edited.id)
        yield toast_done(_(_TRASHED, title=page.title))
        yield AdminPagesState.load

    @rx.event
    @public("leads to the page's editor, which is guarded")
    async def open(self, page_id: str) -> Any:
        return rx.redirect(localized(f"/admin/pagine/{page_id[:40]}"))

    @rx.event
    @requires(CmsPermission.PUBLISH)
    async def place(self, page_id: str, parent: str, at: int) -> Any:
        """Puts a page under another, or at the top where `parent` is empty; addresses follow."""
        async with unit_of_work() as session:
            page = await get_edited(session, page_id, "publish")
            before = (await paths_of(session, [page.id]))[page.id]
            above = (await get_edited(session, parent)).id if parent else None
            await place(session, page.id, parent_id=above, at=at)
            after = (await paths_of(session, [page.id]))[page.id]
        yield AdminPagesState.load
        if before != after:
            yield toast_done(_(_LED_ON, path=after[current_locale()]))

    async def _load_tree(self) -> None:
        async with unit_of_work() as session:
            found = await list_tree(session, PAGE.name)
        rows = page_rows(found, {}, current_locale(), nested=True)
        above = {str(row.id): str(row.parent_id or "") for row in found}
        self.rows = []
        self.items = [TreeItem(row.id, row.title, above[row.id], row.status_label, row.status_tone) for row in rows]
        self.total, self.page_count, self.is_loaded = len(found), 1, True


class NewPageState(FormMixin, rx.State):
    """The form of a new page: the address follows the title until somebody writes one."""

    is_open: bool = False
    slug: str = ""
    parents: list[ChoiceRow] = []

    @rx.event
    @requires(CmsPermission.EDIT)
    async def start(self) -> None:
        async with unit_of_work() as session:
            self.parents = parent_choices(await list_tree(session, PAGE.name))
        self.is_open, self.slug = True, ""
        self.errors, self.form_error = {}, ""

    @rx.event
    @public("closes a form of this tab")
    async def leave(self) -> None:
        self.is_open = False

    @rx.event(supersedes=True)
    @public("makes an address of the words that were sent; reads nothing")
    async def suggest(self, title: str) -> None:
        self.slug = suggest_slug(title)

    @rx.event
    @requires(CmsPermission.EDIT)
    async def create(self, data: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            parent = str(data.get("parent", ""))
            async with unit_of_work() as session:
                page = await create_page(
                    session,
                    title=str(data.get("title", "")),
                    slug=str(data.get("slug", "")),
                    parent_id=UUID(parent) if parent in {choice.value for choice in self.parents} - {""} else None,
                )
            self.is_open = False
            yield rx.redirect(localized(f"/admin/pagine/{page.id}"))
