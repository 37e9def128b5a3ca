"""Discounts of an item."""

from dataclasses import asdict
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.queries import (
    DiscountNotFound,
    find_default_list,
    get_item,
    list_discounts,
    list_price_changes,
)
from aistrategyhub.features.catalog.rules.screens.prices import discount_lines, read_reduction
from aistrategyhub.features.catalog.schemas.screens import DiscountLine
from aistrategyhub.features.catalog.service import add_discount, end_discount
from aistrategyhub.features.catalog.state.owner.forms import OwnerFormMixin, naming
from aistrategyhub.features.catalog.state.owner.item import ItemPartMixin, ItemState, item_id_of
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.floating import toast_done

_LAST_CHANGES = PageRequest(per_page=MOST_PER_PAGE)
_SAVED = mark("Sconto salvato.")
_ENDED = mark("Sconto terminato.")


class ItemDiscountsState(ItemPartMixin, OwnerFormMixin, rx.State):
    """Discounts of the item, the last to begin first, and the form of a new one."""

    rows: list[DiscountLine] = []
    is_open: bool = False
    epoch: int = 0

    @classmethod
    def _form_fields(cls) -> frozenset[str]:
        return frozenset({"value", "starts_at", "ends_at"})

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def load(self) -> None:
        item_id = item_id_of(self.item_id)
        async with unit_of_work() as session:
            item = await get_item(session, item_id)
            found = await list_discounts(session, item_id)
            changes = (await list_price_changes(session, item_id, _LAST_CHANGES)).rows
            default = await find_default_list(session)
        self.rows = discount_lines(found, changes, default.id if default else None, item.published_at, now())
        if self._arrive():
            self.is_open = False

    @rx.event
    @requires(CatalogPermission.PRICES)
    async def start(self) -> None:
        self.is_open, self.errors, self.form_error = True, {}, ""
        self.epoch += 1

    @rx.event
    @public("closes a form of this tab")
    async def leave(self) -> None:
        self.is_open, self.form_error = False, ""

    @rx.event
    @requires(CatalogPermission.PRICES)
    async def save(self, data: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            wanted = read_reduction(data)
            async with naming({"percent": "value", "amount": "value"}), unit_of_work() as session:
                await add_discount(session, item_id_of(self.item_id), **asdict(wanted))
            self.is_open = False
            yield toast_done(_(_SAVED))
            yield [ItemDiscountsState.load, ItemState.refresh]

    @rx.event
    @requires(CatalogPermission.PRICES)
    async def end(self, discount_id: str) -> Any:
        """Ends a discount now; one that has not begun never will."""
        wanted = read_id(discount_id)
        if wanted is None:
            raise DiscountNotFound
        async with unit_of_work() as session:
            await end_discount(session, item_id_of(self.item_id), wanted)
        yield toast_done(_(_ENDED))
        yield [ItemDiscountsState.load, ItemState.refresh]
