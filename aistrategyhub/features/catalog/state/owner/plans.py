"""Subscription plans of an item."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.queries import PlanNotFound, get_item, list_plans
from aistrategyhub.features.catalog.rules import read_plan
from aistrategyhub.features.catalog.rules.screens.prices import plan_form, plan_lines
from aistrategyhub.features.catalog.schemas import PlanRow
from aistrategyhub.features.catalog.schemas.screens import PlanForm, PlanLine
from aistrategyhub.features.catalog.service.editing import remove_plan, save_plan
from aistrategyhub.features.catalog.state.owner.forms import OwnerFormMixin
from aistrategyhub.features.catalog.state.owner.item import ItemPartMixin, ItemState, item_id_of
from aistrategyhub.features.vat.queries import seller_scheme
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.floating import toast_done

_SAVED = mark("Piano salvato.")
_REMOVED = mark("Piano tolto.")


class ItemPlansState(ItemPartMixin, OwnerFormMixin, rx.State):
    """The plans of the item, one of them open in a form."""

    rows: list[PlanLine] = []
    is_open: bool = False
    form: PlanForm = PlanForm()
    epoch: int = 0
    _plans: list[PlanRow] = []

    @classmethod
    def _form_fields(cls) -> frozenset[str]:
        return frozenset({"interval", "interval_count", "amount", "trial_days", "notice_days"})

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def load(self) -> None:
        item_id = item_id_of(self.item_id)
        async with unit_of_work() as session:
            item = await get_item(session, item_id)
            found = await list_plans(session, item_id)
            scheme = await seller_scheme(session)
        self._plans = found
        self.rows = plan_lines(found, item.vat_class, scheme)
        if self._arrive():
            self.is_open = False

    @rx.event
    @requires(CatalogPermission.PRICES)
    async def add(self) -> None:
        """Opens the form of a new plan."""
        self._open(PlanForm())

    @rx.event
    @requires(CatalogPermission.PRICES)
    async def open(self, plan_id: str) -> None:
        """Opens the form of a plan."""
        for plan in self._plans:
            if str(plan.id) == plan_id:
                self._open(plan_form(plan))

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
            draft = read_plan({name: str(value) for name, value in data.items()})
            async with unit_of_work() as session:
                await save_plan(
                    session, item_id_of(self.item_id), draft, seen=self._plans, plan_id=read_id(self.form.id)
                )
            self.is_open = False
            yield toast_done(_(_SAVED))
            yield [ItemPlansState.load, ItemState.refresh]

    @rx.event
    @requires(CatalogPermission.PRICES)
    async def remove(self) -> Any:
        """Takes the plan of the form away."""
        self._start()
        yield
        async with self._filling():
            plan_id = read_id(self.form.id)
            if plan_id is None:
                raise PlanNotFound
            async with unit_of_work() as session:
                await remove_plan(session, item_id_of(self.item_id), plan_id, seen=self._plans)
            self.is_open = False
            yield toast_done(_(_REMOVED))
            yield ItemPlansState.load

    def _open(self, form: PlanForm) -> None:
        self.form, self.is_open = form, True
        self.errors, self.form_error = {}, ""
        self.epoch += 1
