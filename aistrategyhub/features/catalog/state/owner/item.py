"""One item above its tabs, and which tab is open."""

from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, current_locale, mark
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.queries import ItemNotFound, find_item_of, get_item_row
from aistrategyhub.features.catalog.rules.screens.items import item_head
from aistrategyhub.features.catalog.schemas.screens import ItemHead
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.tables import remember_address

TABS = ("pagina", "prezzi", "questionario", "collegati", "dati")
_MISSING = mark("da completare")


class ItemState(rx.State):
    """One item, opened by the id in the address. `tab` is remembered by the address: `?scheda=prezzi`."""

    head: ItemHead = ItemHead()
    tab: str = TABS[0]
    facts_note: str = ""
    is_loaded: bool = False
    is_missing: bool = False

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def load(self) -> Any:
        if self.head.id != self.item_id:
            self.is_loaded = False
            yield
        asked = self.router.url.query_parameters.get("scheda", TABS[0])
        self.tab = asked if asked in TABS else TABS[0]
        await self._read()
        self.is_loaded = True

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def refresh(self) -> None:
        """Shows the item as it is after a change."""
        await self._read()

    @rx.event
    @public("writes into the address of this tab which panel is open")
    async def show(self, tab: str) -> Any:
        self.tab = tab if tab in TABS else TABS[0]
        return remember_address(self.router.url.path, "" if self.tab == TABS[0] else f"scheda={self.tab}", True)

    async def _read(self) -> None:
        try:
            async with unit_of_work() as session:
                item = await get_item_row(session, item_id_of(self.item_id))
        except ItemNotFound:
            self.is_missing = True
            return
        self.is_missing, self.head = False, item_head(item, current_locale())
        self.facts_note = "" if item.vat_class else _(_MISSING)


class ItemPartMixin(rx.State, mixin=True):
    """A part of an item's page that is read by itself. `shown_of` is the item it was read of: until that is the one
    in the address, the part has not arrived, and what it holds may be another item's."""

    shown_of: str = ""

    def _arrive(self) -> bool:
        """Says that the part is there. Whether it was of another item before."""
        before, self.shown_of = self.shown_of, str(item_id_of(self.item_id))
        return self.shown_of != before


class ItemOfWordsState(rx.State):
    """Where the editor of an item's words leads back to."""

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def follow(self) -> Any:
        """Goes to the item whose words the publication in the address holds; to the list where it has none."""
        words_id = read_id(self.words_id)
        async with unit_of_work() as session:
            item = await find_item_of(session, words_id) if words_id else None
        return rx.redirect(localized(f"/admin/servizi/{item.id}" if item else "/admin/servizi"), replace=True)


def item_id_of(text: str) -> UUID:
    """The id in the address. Raises ItemNotFound."""
    item_id = read_id(text)
    if item_id is None:
        raise ItemNotFound(item_id=text[:40])
    return item_id
