"""The declarations of withdrawal, and what is decided on them."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.features.orders.queries import WithdrawalNotFound, list_withdrawals
from aistrategyhub.features.orders.rules.withdrawals import withdrawal_row
from aistrategyhub.features.orders.schemas import WithdrawalRow
from aistrategyhub.features.orders.service import decide_withdrawal
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import AddressFilter, TableMixin

OPEN, ALL = "da-decidere", "tutti"


class AdminWithdrawalsState(TableMixin, rx.State):
    """Declarations, those to be decided first of all. `chosen` is OPEN or ALL."""

    rows: list[WithdrawalRow] = []
    chosen: str = OPEN

    @classmethod
    def _filters(cls) -> Sequence[AddressFilter]:
        return (AddressFilter("stato", "chosen", OPEN, (OPEN, ALL)),)

    @rx.event(supersedes=True)
    @public("changes only what this tab asks for; the rows are guarded by `load`")
    async def choose(self, part: str) -> Any:
        self.chosen, self.page = part if part in (OPEN, ALL) else OPEN, 1
        return self._ask()

    @rx.event
    @requires(OrdersPermission.READ)
    async def load(self) -> None:
        async with unit_of_work() as session:
            page = await list_withdrawals(session, self._request(), only_open=self.chosen == OPEN)
        self.rows = [withdrawal_row(withdrawal, number) for withdrawal, number in page.rows]
        self._show(page)

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def accept(self, withdrawal_id: str) -> Any:
        await _decide(withdrawal_id, is_accepted=True)
        yield toast_done(_("Il recesso è accolto: il cliente lo legge nell’e-mail che parte adesso."))
        yield AdminWithdrawalsState.load


class AdminDeclineState(FormMixin, rx.State):
    """Saying no to one declaration, with the reason that its author reads."""

    withdrawal_id: str = ""

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def open(self, withdrawal_id: str) -> None:
        self.errors, self.form_error, self.withdrawal_id = {}, "", withdrawal_id

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def leave(self) -> None:
        self.withdrawal_id = ""

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def decline(self, form: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            await _decide(self.withdrawal_id, is_accepted=False, answer=str(form.get("answer") or ""))
        if not self.form_error:
            self.withdrawal_id = ""
            yield toast_done(_("Il recesso non è accolto: il cliente legge perché nell’e-mail che parte adesso."))
            yield AdminWithdrawalsState.load


async def _decide(withdrawal_id: str, *, is_accepted: bool, answer: str = "") -> None:
    known = read_id(withdrawal_id)
    if known is None:
        raise WithdrawalNotFound
    async with unit_of_work() as session:
        await decide_withdrawal(session, known, is_accepted=is_accepted, answer=answer)
