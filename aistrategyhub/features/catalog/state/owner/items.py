"""The list of everything for sale, and a new item."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import current_locale, ngettext
from aistrategyhub.features.catalog.models import ItemKind
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.queries import list_items, list_tree
from aistrategyhub.features.catalog.rules.screens.items import category_choices, check_new_item, item_lines
from aistrategyhub.features.catalog.rules.screens.labels import KIND_LABELS, STATUS_FILTERS
from aistrategyhub.features.catalog.schemas import ItemFilter
from aistrategyhub.features.catalog.schemas.screens import Choice, ItemLine
from aistrategyhub.features.catalog.service import new_item
from aistrategyhub.features.catalog.state.owner.forms import OwnerFormMixin, naming
from aistrategyhub.features.vat.queries import seller_scheme
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.tables import AddressFilter, TableMixin

ALL = "tutti"
MOST_CHOSEN = 200
_WHY_PUBLIC = "changes only what this tab asks for; the rows are guarded by `load`"
_KINDS = {ALL: None, **{kind.value: kind for kind in KIND_LABELS}}


class AdminItemsState(TableMixin, rx.State):
    """Items by search, status, category and kind, those that are chosen among them, on this page and on others."""

    rows: list[ItemLine] = []
    status: str = ALL
    category: str = ALL
    kind: str = ALL
    categories: list[Choice] = []
    chosen: list[str] = []
    chosen_label: str = ""
    is_narrowed: bool = False

    @classmethod
    def _filters(cls) -> Sequence[AddressFilter]:
        return (
            AddressFilter("stato", "status", ALL, STATUS_FILTERS),
            AddressFilter("categoria", "category", ALL),
            AddressFilter("tipo", "kind", ALL, _KINDS),
        )

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def choose_status(self, status: str) -> Any:
        self.status, self.page = status if status in STATUS_FILTERS else ALL, 1
        return self._ask()

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def choose_category(self, category: str) -> Any:
        self.category, self.page = category, 1
        return self._ask()

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def choose_kind(self, kind: str) -> Any:
        self.kind, self.page = kind if kind in _KINDS else ALL, 1
        return self._ask()

    @rx.event
    @public(_WHY_PUBLIC)
    async def widen(self) -> Any:
        """Asks for everything again."""
        self.q, self.status, self.category, self.kind, self.page = "", ALL, ALL, ALL, 1
        return self._ask()

    @rx.event
    @public("marks a row of this tab; what is done with it is guarded there")
    async def choose(self, item_id: str, is_chosen: bool) -> None:
        others = [one for one in self.chosen if one != item_id]
        self._choose([*others, item_id] if is_chosen else others)

    @rx.event
    @public("marks the rows of this tab; what is done with them is guarded there")
    async def choose_page(self) -> None:
        self._choose(list(dict.fromkeys([*self.chosen, *(row.id for row in self.rows)])))

    @rx.event
    @public("marks the rows of this tab; what is done with them is guarded there")
    async def choose_none(self) -> None:
        self._choose([])

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def load(self) -> None:
        async with unit_of_work() as session:
            page = await list_items(session, self._wanted(), self._request())
            categories = await list_tree(session)
            scheme = await seller_scheme(session)
        self.rows = item_lines(page.rows, scheme)
        self.categories = category_choices(categories, current_locale())
        self.is_narrowed = bool(self.q) or any(one != ALL for one in (self.status, self.category, self.kind))
        self._show(page)

    def _wanted(self) -> ItemFilter:
        _label, status = STATUS_FILTERS[self.status]
        order = {"sort": f"-{self.sort}" if self.descending else self.sort} if self.sort else {}
        return ItemFilter(q=self.q, status=status, kind=_KINDS[self.kind], category_id=read_id(self.category), **order)

    def _choose(self, ids: list[str]) -> None:
        self.chosen = ids[:MOST_CHOSEN]
        count = len(self.chosen)
        self.chosen_label = ngettext("{count} servizio scelto", "{count} servizi scelti", count) if count else ""


class NewItemState(OwnerFormMixin, rx.State):
    """The form of a new item."""

    is_open: bool = False
    categories: list[Choice] = []

    @classmethod
    def _form_fields(cls) -> frozenset[str]:
        return frozenset({"name", "kind", "category_id"})

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def start(self) -> None:
        async with unit_of_work() as session:
            self.categories = category_choices(await list_tree(session), current_locale())
        self.is_open, self.errors, self.form_error = True, {}, ""

    @rx.event
    @public("closes a form of this tab")
    async def leave(self) -> None:
        self.is_open = False

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def create(self, data: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            kind = str(data.get("kind", ""))
            category_id = read_id(str(data.get("category_id", "")))
            name = str(data.get("name", "")).strip()
            check_new_item(name, category_id)
            async with naming({"it.name": "name"}), unit_of_work() as session:
                item = await new_item(
                    session,
                    name=name,
                    kind=ItemKind(kind) if kind in set(ItemKind) else ItemKind.SERVICE_FIXED,
                    category_id=category_id,
                )
            self.is_open = False
            yield rx.redirect(localized(f"/admin/servizi/{item.id}"))
