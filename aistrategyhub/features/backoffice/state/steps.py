"""The steps of one order's work: planned, given their files, handed over."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.state.orders import AdminOrderState
from aistrategyhub.features.orders.links import STAFF_FILES
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.features.orders.queries import (
    FileNotDelivered,
    find_order_by_number,
    steps_of,
)
from aistrategyhub.features.orders.rules.milestones import MilestoneNotFound
from aistrategyhub.features.orders.schemas import StepRow
from aistrategyhub.features.orders.service import (
    add_milestone,
    change_milestone,
    deliver,
    remove_file,
    remove_milestone,
)
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done


class AdminStepState(FormMixin, rx.State):
    """One step beside the page of its order; a new one while `step` has no id."""

    step: StepRow = StepRow()
    is_open: bool = False

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def begin(self) -> None:
        """Opens the drawer for a new step."""
        self.errors, self.form_error, self.step, self.is_open = {}, "", StepRow(), True

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def open(self, milestone_id: str) -> None:
        self.errors, self.form_error, self.is_open = {}, "", True
        await self._look(milestone_id)

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def leave(self) -> Any:
        self.is_open = False
        return AdminOrderState.load

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def save(self, data: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        milestone_id = self.step.milestone_id
        async with self._filling():
            said = {"name": str(data.get("name") or ""), "due": str(data.get("due") or "")}
            async with unit_of_work() as session:
                if milestone_id:
                    await change_milestone(session, _known(milestone_id), said)
                else:
                    order = await find_order_by_number(session, self.order_number)
                    milestone_id = str((await add_milestone(session, order, said)).id)
            await self._look(milestone_id)
        if not self.form_error:
            yield toast_done(_("La tappa è salvata."))
            yield AdminOrderState.load

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def uploaded(self, ids: list[str]) -> None:
        """Files have arrived: the drawer shows them."""
        await self._look(self.step.milestone_id)

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def drop_file(self, file_id: str) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            known = read_id(file_id)
            if known is None:
                raise FileNotDelivered
            async with unit_of_work() as session:
                await remove_file(session, known)
            await self._look(self.step.milestone_id)

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def deliver(self) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                await deliver(session, _known(self.step.milestone_id))
            self.is_open = False
        if not self.form_error:
            yield toast_done(_("Consegnata: il cliente riceve un’e-mail e risponde dalla sua pagina."))
            yield AdminOrderState.load

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def remove(self) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                await remove_milestone(session, _known(self.step.milestone_id))
            self.is_open = False
        if not self.form_error:
            yield toast_done(_("La tappa è tolta."))
            yield AdminOrderState.load

    async def _look(self, milestone_id: str) -> None:
        async with unit_of_work() as session:
            order = await find_order_by_number(session, self.order_number)
            rows = await steps_of(session, order, STAFF_FILES, is_staff=True)
        found = [row for row in rows if row.milestone_id == milestone_id]
        if not found:
            raise MilestoneNotFound
        self.step = found[0]


def _known(milestone_id: str) -> UUID:
    known = read_id(milestone_id)
    if known is None:
        raise MilestoneNotFound
    return known
