"""The price lists."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.catalog.models import ListAudience
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.queries import PriceListNotFound, list_price_lists
from aistrategyhub.features.catalog.rules.screens.price_lists import price_list_form, price_list_lines
from aistrategyhub.features.catalog.schemas import PriceListRow
from aistrategyhub.features.catalog.schemas.screens import PriceListForm, PriceListLine
from aistrategyhub.features.catalog.service import change_price_list, create_price_list, remove_price_list
from aistrategyhub.features.catalog.state.owner.forms import OwnerFormMixin
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.floating import toast_done

_SAVED = mark("Listino salvato.")
_DEFAULT = mark("È il listino predefinito da adesso.")
_DELETED = mark("Listino eliminato.")


class PriceListsState(OwnerFormMixin, rx.State):
    """The price lists, one of them open in a form."""

    rows: list[PriceListLine] = []
    is_loaded: bool = False
    is_open: bool = False
    form: PriceListForm = PriceListForm()
    epoch: int = 0
    _lists: dict[str, PriceListRow] = {}

    @classmethod
    def _form_fields(cls) -> frozenset[str]:
        return frozenset({"name", "audience"})

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def load(self) -> None:
        async with unit_of_work() as session:
            found = await list_price_lists(session)
        self._lists = {str(each.id): each for each in found}
        self.rows, self.is_loaded = price_list_lines(found), True

    @rx.event
    @requires(CatalogPermission.PRICES)
    async def add(self) -> None:
        """Opens the form of a new list."""
        self._open(PriceListForm())

    @rx.event
    @requires(CatalogPermission.PRICES)
    async def open(self, list_id: str) -> None:
        """Opens the form of a list."""
        if list_id in self._lists:
            self._open(price_list_form(self._lists[list_id]))

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
            audience = str(data.get("audience", ""))
            values = {
                "name": str(data.get("name", "")),
                "audience": ListAudience(audience) if audience in set(ListAudience) else ListAudience.EVERYONE,
            }
            async with unit_of_work() as session:
                if self.form.id:
                    known = self._opened()
                    await change_price_list(session, known.id, **values, is_default=known.is_default)
                else:
                    await create_price_list(session, **values)
            yield self._done(_SAVED)

    @rx.event
    @requires(CatalogPermission.PRICES)
    async def make_default(self) -> Any:
        """Makes the list of the form the one that holds where no other says."""
        self._start()
        yield
        async with self._filling():
            known = self._opened()
            async with unit_of_work() as session:
                await change_price_list(session, known.id, name=known.name, audience=known.audience, is_default=True)
            yield self._done(_DEFAULT)

    @rx.event
    @requires(CatalogPermission.PRICES)
    async def delete(self) -> Any:
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                await remove_price_list(session, self._opened().id)
            yield self._done(_DELETED)

    def _opened(self) -> PriceListRow:
        known = self._lists.get(self.form.id)
        if known is None:
            raise PriceListNotFound
        return known

    def _done(self, sentence: str) -> list[Any]:
        self.is_open = False
        return [toast_done(_(sentence)), PriceListsState.load]

    def _open(self, form: PriceListForm) -> None:
        self.form, self.is_open = form, True
        self.errors, self.form_error = {}, ""
        self.epoch += 1
