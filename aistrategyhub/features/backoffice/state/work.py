"""The work queue: what waits, what runs, what gave up."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.permissions import BackofficePermission
from aistrategyhub.features.backoffice.queries import count_work, list_processes, list_work
from aistrategyhub.features.backoffice.rules import DEAD, WORK_PARTS, work_choices
from aistrategyhub.features.backoffice.schemas import ProcessRow, WorkChoice, WorkRow
from aistrategyhub.features.backoffice.service import WorkNotDead, retry_work
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import AddressFilter, TableMixin


class AdminWorkState(TableMixin, rx.State):
    """One part of the queue at a time. `chosen` is one of WORK_PARTS."""

    rows: list[WorkRow] = []
    choices: list[WorkChoice] = []
    processes: list[ProcessRow] = []
    chosen: str = DEAD

    @classmethod
    def _filters(cls) -> Sequence[AddressFilter]:
        return (AddressFilter("parte", "chosen", DEAD, WORK_PARTS),)

    @rx.event(supersedes=True)
    @public("changes only what this tab asks for; the rows are guarded by `load`")
    async def choose(self, part: str) -> Any:
        self.chosen, self.page = part if part in WORK_PARTS else DEAD, 1
        return self._ask()

    @rx.event
    @requires(BackofficePermission.READ_WORK)
    async def load(self) -> None:
        async with unit_of_work() as session:
            page = await list_work(session, self._request(), status=WORK_PARTS[self.chosen])
            counts = await count_work(session)
            self.processes = await list_processes(session)
        self.rows, self.choices = page.rows, work_choices(counts, chosen=self.chosen)
        self._show(page)

    @rx.event
    @requires(BackofficePermission.RETRY_WORK)
    async def retry(self, work_id: str) -> Any:
        row_id = read_id(work_id)
        if row_id is None:
            raise WorkNotDead
        async with unit_of_work() as session:
            await retry_work(session, row_id)
        yield toast_done(_("Il lavoro riparte subito."))
        yield AdminWorkState.load
