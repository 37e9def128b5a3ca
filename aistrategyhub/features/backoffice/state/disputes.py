"""The disputes of all orders, and answering one."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.state.orders import AdminOrderState
from aistrategyhub.features.payments.permissions import PaymentsPermission
from aistrategyhub.features.payments.queries import DisputeNotFound, page_disputes
from aistrategyhub.features.payments.rules.disputes import OPEN as OPEN_STATUSES
from aistrategyhub.features.payments.rules.disputes import dispute_row
from aistrategyhub.features.payments.schemas.disputes import DisputeRow
from aistrategyhub.features.payments.service import ask_to_answer
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.integrations.stripe.choose import dispute_page
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import AddressFilter, TableMixin

OPEN, ALL = "aperte", "tutte"


class AdminDisputesState(TableMixin, rx.State):
    """Disputes, the nearest deadline first. `chosen` is OPEN or ALL."""

    rows: list[DisputeRow] = []
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
    @requires(PaymentsPermission.READ)
    async def load(self) -> None:
        statuses = tuple(OPEN_STATUSES) if self.chosen == OPEN else ()
        async with unit_of_work() as session:
            page = await page_disputes(session, self._request(), statuses=statuses)
        self.rows = [
            dispute_row(dispute, number, at=now(), page_url=dispute_page(dispute.provider_reference))
            for dispute, number in page.rows
        ]
        self._show(page)


class AdminDisputeState(FormMixin, rx.State):
    """Answering a dispute of the order that is open."""

    @rx.event
    @requires(PaymentsPermission.DISPUTE, step_up=True)
    async def answer(self, form: dict[str, Any]) -> Any:
        self._start()
        yield
        is_kept = False
        async with self._filling():
            known = read_id(str(form.get("dispute_id") or ""))
            if known is None:
                raise DisputeNotFound
            async with unit_of_work() as session:
                await ask_to_answer(session, known, str(form.get("answer") or ""))
            is_kept = True
        if is_kept:
            yield toast_done(_("La risposta parte adesso."))
            yield AdminOrderState.load
