"""The trail: which lines, one line, whether the chain is whole."""

from typing import Any
from urllib.parse import urlencode

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.text import _
from aistrategyhub.features.audit.permissions import AuditPermission
from aistrategyhub.features.audit.queries import AuditLineNotFound, find_last_check, get_line, list_lines
from aistrategyhub.features.audit.schemas import AuditFilter
from aistrategyhub.features.backoffice.queries.trail import names_in, people_called
from aistrategyhub.features.backoffice.rules.audit import audit_detail, audit_row, chain_badge, period
from aistrategyhub.features.backoffice.schemas import AuditDetail, AuditRow, ChainBadge
from aistrategyhub.features.backoffice.service import ask_for_verification
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.actions import leave_for
from aistrategyhub.ui.parts.floating import toast_done

_WHY_PUBLIC = "changes only what this tab asks for; the rows are guarded by `load`"
_FIELDS = ("person", "action", "entity_type", "since", "until", "ip")
_LONGEST = 100
_LAST_LINE = 2**31 - 1


class AdminAuditState(rx.State):
    """Lines by filters, page after page. `befores` are the cursors of the pages above."""

    rows: list[AuditRow] = []
    badge: ChainBadge = ChainBadge()
    asked: dict[str, str] = {}
    befores: list[int] = []
    next_before: int = 0
    is_loaded: bool = False

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def narrow(self, filters: dict[str, str]) -> Any:
        self.asked = {name: filters[name].strip()[:_LONGEST] for name in _FIELDS if filters.get(name, "").strip()}
        self.befores = []
        return AdminAuditState.load

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def older(self) -> Any:
        if self.next_before:
            self.befores = [*self.befores, self.next_before]
        return AdminAuditState.load

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def newer(self) -> Any:
        self.befores = self.befores[:-1]
        return AdminAuditState.load

    @rx.event
    @requires(AuditPermission.READ)
    async def load(self) -> None:
        async with unit_of_work() as session:
            page = await list_lines(
                session, await self._wanted(session), before=self.befores[-1] if self.befores else None
            )
            names = await names_in(session, page.lines)
            check = await find_last_check(session)
        self.rows = [audit_row(line, names) for line in page.lines]
        self.next_before = page.next_before or 0
        self.badge = (
            chain_badge(check.lines, check.broken_at, check.reason, check.created_at)
            if check
            else chain_badge(0, None, None, None)
        )
        self.is_loaded = True

    @rx.event
    @requires(AuditPermission.READ)
    async def verify(self) -> Any:
        async with unit_of_work() as session:
            await ask_for_verification(session)
        yield toast_done(_("La verifica è partita: tra qualche secondo aggiorna per leggere l’esito."))

    @rx.event
    @requires(AuditPermission.EXPORT, step_up=True)
    async def export(self, file_format: str) -> Any:
        chosen = file_format if file_format in ("csv", "json") else "csv"
        yield leave_for(f"/api/v1/admin/audit/export?{urlencode({'format': chosen, **self._for_api()})}")

    async def _wanted(self, session: Any) -> AuditFilter:
        since, until = period(self.asked.get("since", ""), self.asked.get("until", ""))
        return AuditFilter(
            people=await people_called(session, self.asked.get("person", "")),
            action=self.asked.get("action", ""),
            entity_type=self.asked.get("entity_type", ""),
            since=since,
            until=until,
            ip_address=self.asked.get("ip", "").lower(),
        )

    def _for_api(self) -> dict[str, str]:
        return {name: value for name, value in self.asked.items() if value}


class AdminAuditLineState(rx.State):
    """One line, opened by its number."""

    line: AuditDetail = AuditDetail()
    is_loaded: bool = False
    is_missing: bool = False

    @rx.event
    @requires(AuditPermission.READ)
    async def load(self) -> None:
        number = self.audit_number
        sequence = int(number) if number.isdecimal() and number.isascii() and len(number) < 10 else 0
        try:
            async with unit_of_work() as session:
                found = await get_line(session, min(sequence, _LAST_LINE))
                names = await names_in(session, [found])
            self.line, self.is_missing = audit_detail(found, names), False
        except AuditLineNotFound:
            self.is_missing = True
        self.is_loaded = True
