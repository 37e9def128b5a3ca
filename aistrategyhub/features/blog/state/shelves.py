"""Categories, tags and series: their lists, their form, two made one, and taken away without losing a post."""

from typing import Any, ClassVar

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.blog.permissions import BlogPermission
from aistrategyhub.features.blog.queries import ShelfNotFound, list_shelves
from aistrategyhub.features.blog.rules.screens import shelf_line
from aistrategyhub.features.blog.rules.typed import read_shelf
from aistrategyhub.features.blog.schemas.screens import Choice, ShelfLine
from aistrategyhub.features.blog.schemas.shelves import ShelfKind
from aistrategyhub.features.blog.service.shelves import remove_shelf, save_shelf
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import TableMixin

_SAVED = mark("Salvato.")
_REMOVED = mark("«{name}» non c’è più.")
_MERGED = mark("«{name}» è confluito in «{other}».")
_NEW = ShelfLine("", "", "", "", "", "", "", "0", "", 0)


class ShelvesMixin(TableMixin, FormMixin, rx.State, mixin=True):
    """The shelves of one kind. `opened` is the one whose form stands open, `leaving` the one to be taken away."""

    _KIND: ClassVar[ShelfKind]

    rows: list[ShelfLine] = []
    others: list[Choice] = []
    opened: ShelfLine = _NEW
    is_open: bool = False
    leaving: ShelfLine = _NEW

    @rx.event
    @requires(BlogPermission.READ)
    async def load(self) -> None:
        async with unit_of_work() as session:
            page = await list_shelves(session, self._KIND, q=self.q, page=self._request(50))
        self.rows = [shelf_line(self._KIND, row) for row in page.rows]
        self._show(page)

    @rx.event
    @requires(BlogPermission.MANAGE)
    async def start(self, shelf_id: str) -> None:
        """Opens the form of a shelf, or of a new one."""
        self.opened = next((row for row in self.rows if row.id == shelf_id), _NEW)
        self.is_open, self.errors, self.form_error = True, {}, ""

    @rx.event
    @public("closes the forms of this tab")
    async def leave(self) -> None:
        self.is_open, self.leaving = False, _NEW

    @rx.event
    @requires(BlogPermission.MANAGE)
    async def save(self, form: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                await save_shelf(session, self._KIND, read_shelf(form), read_id(self.opened.id))
            self.is_open = False
            yield toast_done(_(_SAVED))
            yield type(self).load

    @rx.event
    @requires(BlogPermission.MANAGE)
    async def ask_removal(self, shelf_id: str) -> None:
        """Asks where the posts of a shelf go."""
        async with unit_of_work() as session:
            page = await list_shelves(session, self._KIND, page=PageRequest(per_page=MOST_PER_PAGE))
        self.leaving = next((row for row in self.rows if row.id == shelf_id), _NEW)
        self.others = [Choice(str(row.id), row.name_it) for row in page.rows if str(row.id) != shelf_id]
        self.errors, self.form_error = {}, ""

    @rx.event
    @requires(BlogPermission.MANAGE)
    async def remove(self, form: dict[str, Any]) -> Any:
        """Takes the shelf away, its posts to another one: two are made one."""
        self._start()
        yield
        async with self._filling():
            shelf_id, move_to = read_id(self.leaving.id), read_id(str(form.get("move_to", "")))
            if shelf_id is None:
                raise ShelfNotFound
            async with unit_of_work() as session:
                await remove_shelf(session, self._KIND, shelf_id, move_to=move_to)
            other = next((one.label for one in self.others if one.value == str(move_to)), "")
            name, self.leaving = self.leaving.name_it, _NEW
            yield toast_done(_(_MERGED, name=name, other=other) if other else _(_REMOVED, name=name))
            yield type(self).load


class CategoriesState(ShelvesMixin, rx.State):
    """Categories in their order."""

    _KIND = ShelfKind.CATEGORY


class TagsState(ShelvesMixin, rx.State):
    """Tags by name."""

    _KIND = ShelfKind.TAG


class SeriesState(ShelvesMixin, rx.State):
    """Series by name."""

    _KIND = ShelfKind.SERIES
