"""One change for the items that are chosen in the list."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import check, current_principal, public, requires
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, current_locale, mark, ngettext
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.queries import list_tree
from aistrategyhub.features.catalog.queries.batches import find_last_edit
from aistrategyhub.features.catalog.rules.screens.bulk import BulkAct, last_edit_label, read_bulk
from aistrategyhub.features.catalog.rules.screens.items import category_choices
from aistrategyhub.features.catalog.schemas.batches import LastEdit
from aistrategyhub.features.catalog.schemas.screens import BulkLine, Choice
from aistrategyhub.features.catalog.schemas.wanted import WantedBulk
from aistrategyhub.features.catalog.service import NothingToUndo, change_together, foresee_change, undo_change
from aistrategyhub.features.catalog.state.owner.forms import OwnerFormMixin
from aistrategyhub.features.catalog.state.owner.items import AdminItemsState
from aistrategyhub.features.publishing.permissions import PublishingPermission
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.floating import toast_done

_APPLY = mark("Applica")
_NEEDS_BESIDES = {BulkAct.PRICES: CatalogPermission.PRICES, BulkAct.ARCHIVE: PublishingPermission.PUBLISH}
_UNDONE_WITHIN = timedelta(days=1)


class BulkState(OwnerFormMixin, rx.State):
    """The change, what it would make of each chosen item, and whether it can be done; and the last one that was,
    for a day, which can be taken back."""

    is_open: bool = False
    title: str = ""
    act: str = BulkAct.CATEGORY.value
    categories: list[Choice] = []
    rows: list[BulkLine] = []
    is_foreseen: bool = False
    can_apply: bool = False
    problem_label: str = ""
    apply_label: str = ""
    epoch: int = 0
    last_label: str = ""
    _wanted: WantedBulk | None = None
    _ids: list[UUID] = []
    _last: LastEdit | None = None

    @classmethod
    def _form_fields(cls) -> frozenset[str]:
        return frozenset({"value"})

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def load(self) -> None:
        """Looks for the person's last change that can be taken back."""
        person_id = current_principal().person_id
        async with unit_of_work() as session:
            self._last = await find_last_edit(session, person_id, since=now() - _UNDONE_WITHIN) if person_id else None
        self.last_label = last_edit_label(self._last) if self._last else ""

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def undo(self) -> Any:
        """Takes the last change back, for all of its items or for none."""
        if self._last is None:
            raise NothingToUndo
        _check_act(self._last.act)
        async with unit_of_work() as session:
            count = await undo_change(session, self._last.id)
        yield toast_done(ngettext("{count} servizio com’era prima.", "{count} servizi com’erano prima.", count))
        yield [BulkState.load, AdminItemsState.load]

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def start(self) -> None:
        chosen = (await self.get_state(AdminItemsState)).chosen
        self._ids = [item_id for item_id in map(read_id, chosen) if item_id is not None]
        async with unit_of_work() as session:
            self.categories = category_choices(await list_tree(session), current_locale())
        self.title = ngettext("Modifica {count} servizio", "Modifica {count} servizi", len(self._ids))
        self.act, self.is_open = BulkAct.CATEGORY.value, True
        self._forget()

    @rx.event
    @public("closes a form of this tab")
    async def leave(self) -> None:
        self.is_open = False

    @rx.event
    @public("changes which fields this tab's form shows")
    async def choose_act(self, act: str) -> None:
        self.act = act if act in set(BulkAct) else BulkAct.CATEGORY.value
        self._forget()

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def foresee(self, data: dict[str, Any]) -> Any:
        """Says what the change would make of each item; nothing changes yet."""
        self._start()
        yield
        async with self._filling():
            _check_act(self.act)
            wanted = read_bulk(self.act, data)
            async with unit_of_work() as session:
                self._show(await foresee_change(session, self._ids, wanted))
            self._wanted = wanted

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def apply(self) -> Any:
        """Does what was foreseen."""
        self._start()
        yield
        async with self._filling():
            _check_act(self.act)
            if self._wanted is None:
                return
            async with unit_of_work() as session:
                count = await change_together(session, self._ids, self._wanted, foreseen=self.rows)
            self.is_open = False
            yield toast_done(ngettext("{count} servizio modificato.", "{count} servizi modificati.", count))
            yield [BulkState.load, AdminItemsState.choose_none, AdminItemsState.load]

    def _show(self, rows: Sequence[BulkLine]) -> None:
        self.rows, self.is_foreseen = list(rows), True
        problems = sum(bool(row.problem) for row in rows)
        ready = len(rows) - problems
        self.can_apply = ready > 0
        self.apply_label = ngettext("Applica a {count} servizio", "Applica a {count} servizi", ready)
        self.problem_label = (
            ngettext("{count} servizio resta com’è.", "{count} servizi restano come sono.", problems)
            if problems
            else ""
        )

    def _forget(self) -> None:
        self.rows, self.is_foreseen, self.can_apply, self._wanted = [], False, False, None
        self.problem_label, self.apply_label = "", _(_APPLY)
        self.errors, self.form_error = {}, ""
        self.epoch += 1


def _check_act(act: str) -> None:
    """Raises PermissionDenied for whoever may change items and not this of them."""
    if act in _NEEDS_BESIDES:
        check(_NEEDS_BESIDES[BulkAct(act)])
