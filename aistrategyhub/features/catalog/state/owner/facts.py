"""The facts of an item outside its words, and its end."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import requires
from aistrategyhub.core.text import _, current_locale, mark
from aistrategyhub.features.catalog.models import ItemStatus
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.queries import get_item_row, list_tree
from aistrategyhub.features.catalog.rules.screens.items import category_choices, item_form, read_facts
from aistrategyhub.features.catalog.schemas.screens import Choice, ItemForm
from aistrategyhub.features.catalog.service.ending import archive_item, delete_item, reopen_item
from aistrategyhub.features.catalog.service.facts import save_facts
from aistrategyhub.features.catalog.state.owner.forms import OwnerFormMixin
from aistrategyhub.features.catalog.state.owner.item import ItemPartMixin, ItemState, item_id_of
from aistrategyhub.features.catalog.state.owner.page import ItemPageState
from aistrategyhub.features.catalog.state.owner.plans import ItemPlansState
from aistrategyhub.features.catalog.state.owner.prices import ItemPricesState
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.parts.floating import toast_done

_SAVED = mark("Dati salvati: valgono da adesso, anche sul sito.")
_ARCHIVED = mark("Archiviato: non è più sul sito.")
_REOPENED = mark("È di nuovo tra le bozze.")
_DELETED = mark("Servizio eliminato.")


class ItemFactsState(ItemPartMixin, OwnerFormMixin, rx.State):
    """Kind, category, VAT class, article number and place of an item."""

    form: ItemForm = ItemForm()
    categories: list[Choice] = []
    is_archived: bool = False
    epoch: int = 0

    @classmethod
    def _form_fields(cls) -> frozenset[str]:
        return frozenset({"kind", "category_id", "vat_class", "sku", "sort_order"})

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def load(self) -> None:
        async with unit_of_work() as session:
            item = await get_item_row(session, item_id_of(self.item_id))
            categories = await list_tree(session)
        self.form, self.categories = item_form(item), category_choices(categories, current_locale())
        self.is_archived = item.status is ItemStatus.ARCHIVED
        self.errors, self.form_error = {}, ""
        self._arrive()
        self.epoch += 1

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def save(self, data: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            facts = read_facts(data)
            async with unit_of_work() as session:
                await save_facts(session, item_id_of(self.item_id), facts, opened=self.form)
            yield toast_done(_(_SAVED))
            yield _show_again()

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def archive(self) -> Any:
        async with unit_of_work() as session:
            await archive_item(session, item_id_of(self.item_id))
        yield toast_done(_(_ARCHIVED))
        yield _show_again()

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def reopen(self) -> Any:
        async with unit_of_work() as session:
            await reopen_item(session, item_id_of(self.item_id))
        yield toast_done(_(_REOPENED))
        yield _show_again()

    @rx.event
    @requires(CatalogPermission.MANAGE)
    async def delete(self) -> Any:
        async with unit_of_work() as session:
            await delete_item(session, item_id_of(self.item_id))
        yield toast_done(_(_DELETED))
        yield rx.redirect(localized("/admin/servizi"))


def _show_again() -> list[Any]:
    """Facts change the head, the tabs that are shown, and VAT in every price."""
    return [ItemFactsState.load, ItemState.refresh, ItemPageState.load, ItemPricesState.load, ItemPlansState.load]
