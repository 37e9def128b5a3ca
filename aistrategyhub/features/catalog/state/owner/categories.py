"""The tree of categories. Every move is saved at once."""

from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.errors import DomainError, InvalidInput
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, current_locale, mark
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.queries import CategoryNotFound, list_tree
from aistrategyhub.features.catalog.rules.screens.categories import category_form, category_lines
from aistrategyhub.features.catalog.rules.screens.items import category_choices
from aistrategyhub.features.catalog.schemas import CategoryRow
from aistrategyhub.features.catalog.schemas.screens import CategoryForm, Choice
from aistrategyhub.features.catalog.service import add_category, change_category, move_category, remove_category
from aistrategyhub.features.catalog.service.tree import place_category
from aistrategyhub.features.catalog.state.owner.forms import OwnerFormMixin
from aistrategyhub.features.media.queries import image_views
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.parts.tree import TreeItem

_SAVED = mark("Categoria salvata.")
_MOVED = mark("Categoria spostata: è già così sul sito.")
_DELETED = mark("Categoria eliminata.")
_TOP = mark("Nessuna: sta in cima")


class CategoriesState(OwnerFormMixin, rx.State):
    """The categories under one another, one of them open in a form. `refusal` is why a move was refused."""

    items: list[TreeItem] = []
    parents: list[Choice] = []
    refusal: str = ""
    is_loaded: bool = False
    is_open: bool = False
    form: CategoryForm = CategoryForm()
    picture_id: str = ""
    picture_src: str = ""
    epoch: int = 0
    _rows: list[CategoryRow] = []

    @classmethod
    def _form_fields(cls) -> frozenset[str]:
        return frozenset({"name_it", "name_en", "slug", "parent_id", "description_it", "description_en"})

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def load(self) -> None:
        await self._read()
        self.refusal, self.is_loaded = "", True

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def add(self) -> None:
        """Opens the form of a new category."""
        await self._open(CategoryForm(), None)

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def open(self, category_id: str) -> None:
        """Opens the form of a category."""
        found = next((row for row in self._rows if str(row.id) == category_id), None)
        if found is not None:
            await self._open(category_form(found), found.id)

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def choose_picture(self, target: str, media_id: str) -> None:
        """The picture that was chosen in the library; `target` is always the category's."""
        await self._show_picture(media_id)

    @rx.event
    @public("takes the picture out of a form of this tab")
    async def drop_picture(self) -> None:
        self.picture_id = self.picture_src = ""

    @rx.event
    @public("closes a form of this tab")
    async def leave(self) -> None:
        self.is_open, self.form = False, CategoryForm()

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def move(self, category_id: str, parent: str, place: int) -> Any:
        """Puts a category under another one, or at another place among its siblings."""
        self.refusal = ""
        try:
            async with unit_of_work() as session:
                await place_category(session, _id(category_id), parent_id=read_id(parent), place=place)
        except DomainError as refused:
            self.refusal = _(refused.sentence, **refused.values)
            if isinstance(refused, InvalidInput):
                self.refusal = _(refused.fields[0].sentence, **refused.fields[0].values)
            # The tree shows a move before it is accepted: the rows as they are take it back.
            await self._read()
            return
        await self._read()
        yield toast_done(_(_MOVED))

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def save(self, data: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                await self._write(session, read_id(self.form.id), data)
            await self._read()
            self.is_open, self.form = False, CategoryForm()
            yield toast_done(_(_SAVED))

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def delete(self) -> Any:
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                await remove_category(session, _id(self.form.id))
            await self._read()
            self.is_open, self.form = False, CategoryForm()
            yield toast_done(_(_DELETED))

    async def _write(self, session: Any, category_id: UUID | None, data: dict[str, Any]) -> None:
        names = ("name_it", "name_en", "slug", "description_it", "description_en")
        words = {name: str(data.get(name, "")) for name in names}
        parent_id, image_id = read_id(str(data.get("parent_id", ""))), read_id(self.picture_id)
        if category_id is None:
            siblings = [row for row in self._rows if row.parent_id == parent_id]
            await add_category(session, **words, image_id=image_id, parent_id=parent_id, sort_order=len(siblings))
            return
        known = next((row for row in self._rows if row.id == category_id), None)
        if known is None:
            raise CategoryNotFound(slug=str(category_id))
        await change_category(session, category_id, **words, image_id=image_id, sort_order=known.sort_order)
        if parent_id != known.parent_id:
            await move_category(session, category_id, parent_id=parent_id)

    async def _read(self) -> None:
        async with unit_of_work() as session:
            self._rows = await list_tree(session)
        lines = category_lines(self._rows, current_locale())
        self.items = [TreeItem(line.id, line.label, line.parent, line.note) for line in lines]

    async def _show_picture(self, media_id: str) -> None:
        picture_id = read_id(media_id)
        async with unit_of_work() as session:
            views = await image_views(session, [picture_id]) if picture_id else {}
        self.picture_id = str(picture_id or "")
        self.picture_src = views[picture_id].src if picture_id in views else ""

    async def _open(self, form: CategoryForm, category_id: UUID | None) -> None:
        below = category_choices(self._rows, current_locale(), without=category_id)
        self.form, self.parents, self.is_open = form, [Choice("", _(_TOP)), *below], True
        self.errors, self.form_error, self.refusal = {}, "", ""
        await self._show_picture(form.image_id)
        self.epoch += 1


def _id(text: str) -> UUID:
    category_id = read_id(text)
    if category_id is None:
        raise CategoryNotFound(slug=text[:40])
    return category_id
