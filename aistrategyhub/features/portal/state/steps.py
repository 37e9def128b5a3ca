"""What the buyer does with the steps of their order: approves one, or says what to change."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _
from aistrategyhub.features.orders.links import read_order_key
from aistrategyhub.features.orders.queries import get_order
from aistrategyhub.features.orders.rules.milestones import MilestoneNotFound
from aistrategyhub.features.orders.service import approve, ask_change
from aistrategyhub.features.portal.state import OrderPageState
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.forwarded import caller_at
from aistrategyhub.infra.rate_limits import CHECKOUT, hit_or_refuse
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done

_HOLDER = "the order key in the address is the right to decide on what was delivered"


class StepDecisionState(FormMixin, rx.State):
    """A decision on one step. `changing` is the step whose change is being written, `name` how it is called."""

    changing: str = ""
    name: str = ""

    @rx.event
    @public(_HOLDER)
    async def arrive(self) -> None:
        self.errors, self.form_error, self.busy, self.changing = {}, "", False, ""

    @rx.event
    @public(_HOLDER)
    async def begin_change(self, milestone_id: str, name: str) -> None:
        self.errors, self.form_error = {}, ""
        self.changing, self.name = milestone_id[:40], name[:160]

    @rx.event
    @public(_HOLDER)
    async def leave(self) -> None:
        self.changing = ""

    @rx.event
    @public(_HOLDER)
    async def approve(self, milestone_id: str) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            await hit_or_refuse(CHECKOUT, caller_at(self.router.session.client_ip))
            async with unit_of_work() as session:
                order = await get_order(session, read_order_key(self.order_key))
                await approve(session, order, _known(milestone_id))
        if not self.form_error:
            yield toast_done(_("Approvata: grazie."))
            yield OrderPageState.load

    @rx.event
    @public(_HOLDER)
    async def ask_change(self, data: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            await hit_or_refuse(CHECKOUT, caller_at(self.router.session.client_ip))
            async with unit_of_work() as session:
                order = await get_order(session, read_order_key(self.order_key))
                await ask_change(session, order, _known(self.changing), str(data.get("words") or ""))
        if not self.form_error:
            self.changing = ""
            yield toast_done(_("La richiesta è partita: ci rimettiamo mano e ti scriviamo."))
            yield OrderPageState.load


def _known(milestone_id: str) -> UUID:
    known = read_id(milestone_id)
    if known is None:
        raise MilestoneNotFound
    return known
