"""The prices of an item and how they went."""

from decimal import Decimal
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.queries import (
    PriceListNotFound,
    get_item,
    list_price_changes,
    list_price_lists,
    list_prices,
)
from aistrategyhub.features.catalog.rules import read_amount, read_price
from aistrategyhub.features.catalog.rules.screens.prices import (
    gross_label,
    history_choices,
    history_lines,
    history_points,
    missing_class_note,
    price_form,
    price_key,
    price_lines,
    vat_label,
)
from aistrategyhub.features.catalog.schemas import PriceListRow, PriceRow
from aistrategyhub.features.catalog.schemas.screens import Choice, HistoryLine, PriceForm, PriceLine
from aistrategyhub.features.catalog.service.editing import remove_price, save_price
from aistrategyhub.features.catalog.state.owner.discounts import ItemDiscountsState
from aistrategyhub.features.catalog.state.owner.forms import OwnerFormMixin
from aistrategyhub.features.catalog.state.owner.item import ItemPartMixin, ItemState, item_id_of
from aistrategyhub.features.vat.queries import seller_scheme
from aistrategyhub.features.vat.schemas import Scheme, VatClass
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.charts import ChartSeries
from aistrategyhub.ui.parts.floating import toast_done

LAST_CHANGES = PageRequest(per_page=MOST_PER_PAGE)
_SAVED = mark("Prezzo salvato: vale da adesso.")
_REMOVED = mark("Prezzo tolto.")


class ItemPricesState(ItemPartMixin, OwnerFormMixin, rx.State):
    """Prices by list and unit, one of them open in a form with what a buyer would pay."""

    rows: list[PriceLine] = []
    lists: list[Choice] = []
    note: str = ""
    is_open: bool = False
    form: PriceForm = PriceForm()
    gross_label: str = ""
    vat_label: str = ""
    epoch: int = 0
    _prices: dict[str, PriceRow] = {}
    _typed: dict[str, str] = {}
    _vat_class: VatClass | None = None
    _scheme: Scheme = Scheme.ORDINARY
    _default_list: str = ""
    _opened: PriceRow | None = None

    @classmethod
    def _form_fields(cls) -> frozenset[str]:
        return frozenset({"list_id", "unit", "amount", "amount_max"})

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def load(self) -> None:
        item_id = item_id_of(self.item_id)
        async with unit_of_work() as session:
            item = await get_item(session, item_id)
            lists = await list_price_lists(session)
            found = await list_prices(session, [item_id])
            scheme = await seller_scheme(session)
        if self._arrive():
            self.is_open = False
        self._show(found[item_id], lists, item.vat_class, scheme)

    @rx.event
    @requires(CatalogPermission.PRICES)
    async def add(self) -> None:
        """Opens the form of a new price."""
        self._open(PriceForm(list_id=self._default_list), None)

    @rx.event
    @requires(CatalogPermission.PRICES)
    async def open(self, key: str) -> None:
        """Opens the form of a price."""
        if key in self._prices:
            self._open(price_form(self._prices[key]), self._prices[key])

    @rx.event
    @public("closes a form of this tab")
    async def leave(self) -> None:
        self.is_open, self.form_error = False, ""

    @rx.event(supersedes=True)
    @public("adds VAT to the amounts that were sent; reads nothing")
    async def foresee(self, field: str, value: str) -> None:
        """Says what a buyer would pay at the amounts that stand in the form."""
        if field in self._typed:
            self._typed[field] = value
        self._say_gross()

    @rx.event
    @requires(CatalogPermission.PRICES)
    async def save(self, data: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            amounts = str(data.get("amount", "")), str(data.get("amount_max", ""))
            draft = read_price(*amounts, str(data.get("unit", "")))
            list_id = read_id(str(data.get("list_id", "")))
            if list_id is None:
                raise PriceListNotFound
            async with unit_of_work() as session:
                await save_price(session, item_id_of(self.item_id), draft, price_list_id=list_id, opened=self._opened)
            self.is_open = False
            yield toast_done(_(_SAVED))
            yield _show_again()

    @rx.event
    @requires(CatalogPermission.PRICES)
    async def remove(self) -> Any:
        """Takes the price of the form away."""
        self._start()
        yield
        async with self._filling():
            if self._opened is not None:
                async with unit_of_work() as session:
                    await remove_price(session, item_id_of(self.item_id), self._opened)
            self.is_open = False
            yield toast_done(_(_REMOVED))
            yield _show_again()

    def _show(
        self, found: list[PriceRow], lists: list[PriceListRow], vat_class: VatClass | None, scheme: Scheme
    ) -> None:
        self._prices = {price_key(price.price_list_id, price.billing_unit): price for price in found}
        self._vat_class, self._scheme = vat_class, scheme
        self._default_list = next((str(each.id) for each in lists if each.is_default), "")
        self.rows = price_lines(found, lists, vat_class, scheme)
        self.lists = [Choice(str(each.id), each.name) for each in lists]
        self.vat_label = vat_label(vat_class, scheme)
        self.note = missing_class_note(vat_class, scheme)
        if self.is_open:
            self._say_gross()

    def _open(self, form: PriceForm, opened: PriceRow | None) -> None:
        self.form, self._opened, self.is_open = form, opened, True
        self.errors, self.form_error = {}, ""
        self._typed = {"amount": form.amount, "amount_max": form.amount_max}
        self.epoch += 1
        self._say_gross()

    def _say_gross(self) -> None:
        low, high = (_amount(self._typed.get(field, "")) for field in ("amount", "amount_max"))
        self.gross_label = gross_label(low, high, self._vat_class, self._scheme) if low is not None else ""


class PriceHistoryState(ItemPartMixin, rx.State):
    """The last hundred prices that held, one of them drawn."""

    rows: list[HistoryLine] = []
    choices: list[Choice] = []
    chosen: str = ""
    series: list[ChartSeries] = []

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def load(self) -> None:
        async with unit_of_work() as session:
            changes = (await list_price_changes(session, item_id_of(self.item_id), LAST_CHANGES)).rows
        self.rows, self.choices = history_lines(changes), history_choices(changes)
        keys = [choice.value for choice in self.choices]
        self.chosen = self.chosen if self.chosen in keys else next(iter(keys), "")
        label = next((choice.label for choice in self.choices if choice.value == self.chosen), "")
        self.series = [ChartSeries(label, history_points(changes, self.chosen, now()))] if label else []
        self._arrive()

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def choose(self, key: str) -> Any:
        self.chosen = key
        return PriceHistoryState.load


def _amount(typed: str) -> Decimal | None:
    try:
        return read_amount(typed)
    except InvalidInput:
        return None


def _show_again() -> list[Any]:
    """A price changes the list, its history, and what discounts are measured by."""
    return [ItemPricesState.load, PriceHistoryState.load, ItemDiscountsState.load, ItemState.refresh]
