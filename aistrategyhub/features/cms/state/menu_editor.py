"""The menus as their editor arranges them. Every act is saved at once."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import _, current_locale, mark
from aistrategyhub.features.cms.kinds import PAGE
from aistrategyhub.features.cms.permissions import CmsPermission
from aistrategyhub.features.cms.queries.menus import get_menu
from aistrategyhub.features.cms.rules.lists import page_choices
from aistrategyhub.features.cms.rules.menu_edits import Entry, find_entry, move_entry, remove_entry, write_entry
from aistrategyhub.features.cms.rules.menu_rows import entry_label, menu_items
from aistrategyhub.features.cms.schemas.editor import ChoiceRow, EntryForm
from aistrategyhub.features.cms.schemas.menus import MenuName
from aistrategyhub.features.cms.service import read_menu, save_menu
from aistrategyhub.features.publishing.queries import list_tree
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.parts.tree import TreeItem

_SAVED = mark("Menu salvato: è già su ogni pagina.")


class MenuEditorState(FormMixin, rx.State):
    """One menu, one of its entries open in a form. `revision` is that of the menu that is shown."""

    name: str = MenuName.HEADER
    items: list[TreeItem] = []
    pages: list[ChoiceRow] = []
    revision: int = 0
    is_loaded: bool = False
    is_open: bool = False
    is_new: bool = False
    entry: EntryForm = EntryForm()
    leads_to: str = "page"
    epoch: int = 0
    _entries: list[Entry] = []

    @rx.event
    @requires(CmsPermission.READ)
    async def load(self) -> None:
        async with unit_of_work() as session:
            draft = await get_menu(session, MenuName(self.name))
            tree = await list_tree(session, PAGE.name)
        self._entries = draft.content.model_dump(mode="json")["entries"]
        self.revision, self.pages, self.is_loaded = draft.revision, page_choices(tree), True
        self.items = self._rows()

    @rx.event
    @requires(CmsPermission.READ)
    async def choose(self, name: str) -> Any:
        self.name = name if name in list(MenuName) else MenuName.HEADER
        return MenuEditorState.load

    @rx.event
    @requires(CmsPermission.MENUS)
    async def move(self, entry_id: str, parent: str, place: int) -> Any:
        label = entry_label(find_entry(self._entries, entry_id), self._titles(), current_locale())
        yield await self._save(move_entry(self._entries, entry_id, parent, place, label))

    @rx.event
    @requires(CmsPermission.MENUS)
    async def add(self) -> None:
        """Opens the form of a new entry."""
        self._open(EntryForm(id=str(new_id())), is_new=True)

    @rx.event
    @requires(CmsPermission.READ)
    async def open(self, entry_id: str) -> None:
        """Opens the form of an entry."""
        entry = find_entry(self._entries, entry_id)
        labels = entry["labels"]
        self._open(
            EntryForm(
                id=entry["id"],
                leads_to=entry["leads_to"],
                publication_id=entry["publication_id"] or "",
                route=entry["route"],
                address=entry["address"],
                label_it=labels["it"],
                label_en=labels["en"],
            )
        )

    @rx.event
    @public("closes a form of this tab")
    async def close(self) -> None:
        self.is_open = False

    @rx.event
    @public("changes which fields this tab's form shows")
    async def lead(self, where: str) -> None:
        self.leads_to = where

    @rx.event
    @requires(CmsPermission.MENUS)
    async def keep(self, data: dict[str, Any]) -> Any:
        """Saves the entry of the form."""
        self._start()
        yield
        async with self._filling():
            values = {
                "leads_to": self.leads_to,
                "publication_id": str(data.get("publication_id") or "") or None,
                "route": str(data.get("route") or ""),
                "address": str(data.get("address") or ""),
                "labels": {"it": str(data.get("label_it") or ""), "en": str(data.get("label_en") or "")},
            }
            done = await self._save(write_entry(self._entries, self.entry.id, values))
            self.is_open = False
            yield done

    @rx.event
    @requires(CmsPermission.MENUS)
    async def remove(self) -> Any:
        """Takes the entry of the form out of the menu."""
        yield await self._save(remove_entry(self._entries, self.entry.id))
        self.is_open = False

    def _rows(self) -> list[TreeItem]:
        rows = menu_items(self._entries, self._titles(), current_locale())
        return [TreeItem(row.id, row.label, row.parent, row.note) for row in rows]

    def _titles(self) -> dict[str, str]:
        return {page.value: page.label for page in self.pages}

    def _open(self, entry: EntryForm, *, is_new: bool = False) -> None:
        self.entry, self.leads_to, self.is_new, self.is_open = entry, entry.leads_to, is_new, True
        self.errors, self.form_error = {}, ""
        self.epoch += 1

    async def _save(self, entries: list[Entry]) -> Any:
        async with unit_of_work() as session:
            content = read_menu({"entries": entries})
            self.revision = await save_menu(session, MenuName(self.name), content, opened_revision=self.revision)
        self._entries = content.model_dump(mode="json")["entries"]
        self.items = self._rows()
        return toast_done(_(_SAVED))
