"""Authors: their list, their form with a photograph, and taken away without losing a signature."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.blog.permissions import BlogPermission
from aistrategyhub.features.blog.queries import ShelfNotFound, get_author, list_authors
from aistrategyhub.features.blog.rules.screens import author_line
from aistrategyhub.features.blog.rules.typed import read_author
from aistrategyhub.features.blog.schemas.screens import AuthorLine, Choice
from aistrategyhub.features.blog.service.authors import remove_author, save_author
from aistrategyhub.features.media.queries import image_views
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import TableMixin

_SAVED = mark("Salvato.")
_REMOVED = mark("«{name}» non c’è più.")
_NEW = AuthorLine("", "", "", "", "", "", "", "", "", "", "", 0)


class AuthorsState(TableMixin, FormMixin, rx.State):
    """Authors by name. `opened` is the one whose form stands open, `leaving` the one to be taken away."""

    rows: list[AuthorLine] = []
    others: list[Choice] = []
    opened: AuthorLine = _NEW
    photo_id: str = ""
    photo_src: str = ""
    is_open: bool = False
    leaving: AuthorLine = _NEW

    @rx.event
    @requires(BlogPermission.READ)
    async def load(self) -> None:
        async with unit_of_work() as session:
            page = await list_authors(session, q=self.q, page=self._request(50))
        self.rows = [author_line(row) for row in page.rows]
        self._show(page)

    @rx.event
    @requires(BlogPermission.MANAGE)
    async def start(self, author_id: str) -> None:
        """Opens the form of an author, or of a new one."""
        self.opened = next((row for row in self.rows if row.id == author_id), _NEW)
        await self._show_photo(self.opened.photo_id)
        self.is_open, self.errors, self.form_error = True, {}, ""

    @rx.event
    @requires(BlogPermission.MANAGE)
    async def choose_photo(self, target: str, media_id: str) -> None:
        """The picture that was chosen in the library; `target` is always the photograph."""
        await self._show_photo(media_id)

    @rx.event
    @public("takes the photograph out of a form of this tab")
    async def drop_photo(self) -> None:
        self.photo_id = self.photo_src = ""

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
            draft, author_id = read_author(form, self.photo_id), read_id(self.opened.id)
            async with unit_of_work() as session:
                if author_id is not None:
                    # Whose account it is stays as it was: this form does not ask.
                    person_id = (await get_author(session, author_id)).person_id
                    draft = draft.model_copy(update={"person_id": person_id})
                await save_author(session, draft, author_id)
            self.is_open = False
            yield toast_done(_(_SAVED))
            yield AuthorsState.load

    @rx.event
    @requires(BlogPermission.MANAGE)
    async def ask_removal(self, author_id: str) -> None:
        """Asks who signs instead."""
        async with unit_of_work() as session:
            page = await list_authors(session, page=PageRequest(per_page=MOST_PER_PAGE))
        self.leaving = next((row for row in self.rows if row.id == author_id), _NEW)
        self.others = [Choice(str(row.id), row.name) for row in page.rows if str(row.id) != author_id]
        self.errors, self.form_error = {}, ""

    @rx.event
    @requires(BlogPermission.MANAGE)
    async def remove(self, form: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            author_id, move_to = read_id(self.leaving.id), read_id(str(form.get("move_to", "")))
            if author_id is None:
                raise ShelfNotFound
            async with unit_of_work() as session:
                await remove_author(session, author_id, move_to=move_to)
            name, self.leaving = self.leaving.name, _NEW
            yield toast_done(_(_REMOVED, name=name))
            yield AuthorsState.load

    async def _show_photo(self, media_id: str) -> None:
        photo_id = read_id(media_id)
        if photo_id is None:
            self.photo_id = self.photo_src = ""
            return
        async with unit_of_work() as session:
            views = await image_views(session, [photo_id])
        self.photo_id = str(photo_id)
        self.photo_src = views[photo_id].src if photo_id in views else ""
