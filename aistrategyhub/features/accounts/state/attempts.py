"""Every attempt to sign in."""

from collections.abc import Sequence
from datetime import timedelta
from ipaddress import ip_address
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.clock import now
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.queries.directory import AttemptFilter, list_attempts
from aistrategyhub.features.accounts.rules.directory import attempt_line
from aistrategyhub.features.accounts.schemas.directory import AttemptLine
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.tables import AddressFilter, TableMixin

PERIODS: dict[str, tuple[str, timedelta | None]] = {
    "oggi": (mark("Ultime 24 ore"), timedelta(days=1)),
    "settimana": (mark("Ultimi 7 giorni"), timedelta(days=7)),
    "mese": (mark("Ultimi 30 giorni"), timedelta(days=30)),
    "sempre": (mark("Da sempre"), None),
}
RESULTS: dict[str, tuple[str, bool | None]] = {
    "tutti": (mark("Tutti gli esiti"), None),
    "riusciti": (mark("Riusciti"), True),
    "falliti": (mark("Non riusciti"), False),
}
_WHY_PUBLIC = "changes only what this tab asks for; the rows are guarded by `load`"


class AdminAttemptsState(TableMixin, rx.State):
    """Attempts by address (`q`), IP, result and period."""

    rows: list[AttemptLine] = []
    ip: str = ""
    ip_problem: str = ""
    result: str = "tutti"
    period: str = "settimana"

    @classmethod
    def _filters(cls) -> Sequence[AddressFilter]:
        return (
            AddressFilter("ip", "ip"),
            AddressFilter("esito", "result", "tutti", RESULTS),
            AddressFilter("periodo", "period", "settimana", PERIODS),
        )

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def search_ip(self, ip: str) -> Any:
        self.ip, self.page = ip.strip()[:45], 1
        return self._ask()

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def choose_result(self, result: str) -> Any:
        self.result, self.page = result if result in RESULTS else "tutti", 1
        return self._ask()

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def choose_period(self, period: str) -> Any:
        self.period, self.page = period if period in PERIODS else "settimana", 1
        return self._ask()

    @rx.event
    @requires(AccountsPermission.READ_SECURITY)
    async def load(self) -> None:
        lasts = PERIODS[self.period][1]
        wanted = AttemptFilter(
            email=self.q.strip(),
            ip_address=self._valid_ip(),
            success=RESULTS[self.result][1],
            since=now() - lasts if lasts else None,
        )
        async with unit_of_work() as session:
            page = await list_attempts(session, self._request(50), wanted)
        self.rows = [attempt_line(attempt) for attempt in page.rows]
        self._show(page)

    def _valid_ip(self) -> str:
        """The address that was typed, once it is whole; until then none, and what is missing is said."""
        self.ip_problem = ""
        if not self.ip:
            return ""
        try:
            return str(ip_address(self.ip))
        except ValueError:
            self.ip_problem = _("Scrivi l’indirizzo IP per intero, come 203.0.113.7.")
            return ""
