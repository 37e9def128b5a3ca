"""What went wrong lately."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from aistrategyhub.core.access import current_principal, public, requires
from aistrategyhub.features.backoffice.permissions import BackofficePermission
from aistrategyhub.features.backoffice.queries.diagnostics import list_logged
from aistrategyhub.features.backoffice.rules.diagnostics import LEVEL_FILTERS, READS_COMMON_LINES, logged_row
from aistrategyhub.features.backoffice.schemas import LoggedRow
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.tables import AddressFilter, TableMixin

_ALL = "tutti"


class AdminDiagnosticsState(TableMixin, rx.State):
    """Warnings and errors by level and search, the newest first. `chosen` is one of LEVEL_FILTERS."""

    rows: list[LoggedRow] = []
    chosen: str = _ALL

    @classmethod
    def _filters(cls) -> Sequence[AddressFilter]:
        return (AddressFilter("livello", "chosen", _ALL, LEVEL_FILTERS),)

    @rx.event(supersedes=True)
    @public("changes only what this tab asks for; the rows are guarded by `load`")
    async def choose(self, level: str) -> Any:
        self.chosen, self.page = level if level in LEVEL_FILTERS else _ALL, 1
        return self._ask()

    @rx.event
    @requires(BackofficePermission.READ_WORK)
    async def load(self) -> None:
        _label, levels = LEVEL_FILTERS[self.chosen]
        async with unit_of_work() as session:
            page = await list_logged(
                session,
                self._request(),
                levels=levels,
                search=self.q,
                with_common=current_principal().role in READS_COMMON_LINES,
            )
        self.rows = [logged_row(line) for line in page.rows]
        self._show(page)
