"""What an item is tied to: related items, and the parts of a bundle. Every act is saved at once."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.queries import ItemNotFound, list_items, list_parts, list_related
from aistrategyhub.features.catalog.rules.screens.items import tie_lines
from aistrategyhub.features.catalog.schemas import ItemFilter, LinkedItem, PartDraft
from aistrategyhub.features.catalog.schemas.screens import Choice, TieLine
from aistrategyhub.features.catalog.service import set_parts, set_related
from aistrategyhub.features.catalog.state.owner.forms import OwnerFormMixin
from aistrategyhub.features.catalog.state.owner.item import ItemPartMixin, item_id_of
from aistrategyhub.infra.db import unit_of_work

_A_HANDFUL = PageRequest(per_page=6)
_LONGEST_QUERY = 100
_MOST_OF_ONE = 999


class TiesMixin(ItemPartMixin, OwnerFormMixin, rx.State, mixin=True):
    """Items tied to the one in the address, in their order, and a search for more of them."""

    rows: list[TieLine] = []
    q: str = ""
    found: list[Choice] = []
    is_nothing_found: bool = False
    epoch: int = 0

    @classmethod
    async def _read(cls, session: Any, item_id: UUID) -> list[LinkedItem]:
        raise NotImplementedError

    @classmethod
    async def _write(cls, session: Any, item_id: UUID, tied: Sequence[tuple[UUID, int]]) -> None:
        raise NotImplementedError

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def load(self) -> None:
        async with unit_of_work() as session:
            tied = await self._read(session, item_id_of(self.item_id))
        self._show(tied)
        if self._arrive():
            self._search_again()

    @rx.event(supersedes=True)
    @requires(CatalogPermission.EDIT)
    async def search(self, q: str) -> None:
        """Finds items that could be tied to this one."""
        self.q, self.form_error = q[:_LONGEST_QUERY], ""
        if not self.q.strip():
            self.found, self.is_nothing_found = [], False
            return
        async with unit_of_work() as session:
            page = await list_items(session, ItemFilter(q=self.q), _A_HANDFUL)
        taken = {self.item_id, *(row.id for row in self.rows)}
        self.found = [Choice(str(item.id), item.name) for item in page.rows if str(item.id) not in taken]
        self.is_nothing_found = not self.found

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def add(self, item_id: str) -> None:
        tied = read_id(item_id)
        if tied is None:
            raise ItemNotFound(item_id=item_id[:40])
        if await self._save([*self._tied(), (tied, 1)]):
            self._search_again()

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def remove(self, item_id: str) -> None:
        await self._save([one for one in self._tied() if str(one[0]) != item_id])

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def move(self, item_id: str, place: int) -> None:
        tied = self._tied()
        moved = [one for one in tied if str(one[0]) == item_id]
        others = [one for one in tied if str(one[0]) != item_id]
        await self._save([*others[:place], *moved, *others[place:]])

    async def _save(self, tied: Sequence[tuple[UUID, int]]) -> bool:
        """Writes what is tied, and shows it as it then is. Whether it was accepted."""
        async with self._filling(), unit_of_work() as session:
            item_id = item_id_of(self.item_id)
            await self._write(session, item_id, tied)
            self._show(await self._read(session, item_id))
        return not self.form_error

    def _tied(self) -> list[tuple[UUID, int]]:
        return [(UUID(row.id), row.quantity) for row in self.rows]

    def _show(self, tied: Sequence[LinkedItem]) -> None:
        self.rows = tie_lines(tied, "/admin/servizi")

    def _search_again(self) -> None:
        self.q, self.found, self.is_nothing_found, self.form_error = "", [], False, ""
        self.epoch += 1


class RelatedState(TiesMixin, rx.State):
    """Items that the page of this one points to."""

    @classmethod
    async def _read(cls, session: Any, item_id: UUID) -> list[LinkedItem]:
        return await list_related(session, item_id)

    @classmethod
    async def _write(cls, session: Any, item_id: UUID, tied: Sequence[tuple[UUID, int]]) -> None:
        await set_related(session, item_id, [one for one, _quantity in tied])


class BundleState(TiesMixin, rx.State):
    """The parts of a bundle."""

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def count(self, item_id: str, quantity: str) -> None:
        """How many of a part the bundle holds; what is no number leaves it as it was."""
        wanted = int(quantity) if quantity.isascii() and quantity.isdigit() and len(quantity) < 6 else 0
        if not 1 <= wanted <= _MOST_OF_ONE:
            self._search_again()
            return
        await self._save([(one, wanted if str(one) == item_id else held) for one, held in self._tied()])

    @classmethod
    async def _read(cls, session: Any, item_id: UUID) -> list[LinkedItem]:
        return await list_parts(session, item_id)

    @classmethod
    async def _write(cls, session: Any, item_id: UUID, tied: Sequence[tuple[UUID, int]]) -> None:
        await set_parts(session, item_id, [PartDraft(item_id=one, quantity=count) for one, count in tied])
