"""The lines of bank statements: what each seems to pay, and booking it."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, ngettext
from aistrategyhub.features.payments.permissions import PaymentsPermission
from aistrategyhub.features.payments.queries import StatementLineNotFound, list_statement_lines
from aistrategyhub.features.payments.rules.receipt_words import statement_row
from aistrategyhub.features.payments.schemas.transfers import StatementRow
from aistrategyhub.features.payments.service import book_line, book_sure, proposals_for, set_aside
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.floating import toast, toast_done
from aistrategyhub.ui.tables import AddressFilter, TableMixin

OPEN, ALL = "da-registrare", "tutte"
_WHY_PUBLIC = "changes only what this tab asks for; the rows are guarded by `load`"


class AdminStatementsState(TableMixin, rx.State):
    """Lines of money that came in, those to be dealt with first of all. `chosen` is OPEN or ALL, `sure` how many of
    those shown can be booked in one press."""

    rows: list[StatementRow] = []
    chosen: str = OPEN
    sure: int = 0
    arrived: str = ""

    @classmethod
    def _filters(cls) -> Sequence[AddressFilter]:
        return (AddressFilter("stato", "chosen", OPEN, (OPEN, ALL)),)

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def choose(self, part: str) -> Any:
        self.chosen, self.page = part if part in (OPEN, ALL) else OPEN, 1
        return self._ask()

    @rx.event
    @requires(PaymentsPermission.BOOK)
    async def load(self) -> None:
        async with unit_of_work() as session:
            page = await list_statement_lines(session, self._request(), only_open=self.chosen == OPEN)
            proposals = await proposals_for(session, [line for line, _booked in page.rows])
        self.rows = [
            statement_row(line, proposal, is_booked=is_booked)
            for (line, is_booked), proposal in zip(page.rows, proposals, strict=True)
        ]
        self.sure = sum(row.is_sure for row in self.rows)
        self._show(page)

    @rx.event
    @requires(PaymentsPermission.BOOK)
    async def imported(self, answer: dict[str, Any]) -> Any:
        """A statement has arrived: says what it brought, and shows it."""
        new, known = int(answer.get("new") or 0), int(answer.get("known") or 0)
        self.arrived = " ".join(
            (
                ngettext("{count} riga nuova.", "{count} righe nuove.", new),
                ngettext("{count} era già qui.", "{count} erano già qui.", known),
                _("Nulla è registrato finché non lo dici tu."),
            )
        )
        yield AdminStatementsState.load

    @rx.event
    @requires(PaymentsPermission.BOOK, step_up=True)
    async def book(self, form: dict[str, Any]) -> Any:
        """Books one line on the order that is named beside it."""
        known = read_id(str(form.get("line_id") or ""))
        if known is None:
            raise StatementLineNotFound
        async with unit_of_work() as session:
            await book_line(session, known, str(form.get("order_number") or "").strip())
        yield toast_done(_("L’incasso è registrato."))
        yield AdminStatementsState.load

    @rx.event
    @requires(PaymentsPermission.BOOK, step_up=True)
    async def book_sure(self) -> Any:
        """Books every line shown whose number and sum both fit."""
        async with unit_of_work() as session:
            page = await list_statement_lines(session, self._request(), only_open=True)
            booked = await book_sure(session, [line for line, _booked in page.rows])
        told = ngettext("{count} incasso registrato.", "{count} incassi registrati.", booked)
        yield toast_done(told) if booked else toast(_("Nessuna riga corrisponde per numero e importo."))
        yield AdminStatementsState.load

    @rx.event
    @requires(PaymentsPermission.BOOK)
    async def set_aside(self, line_id: str) -> Any:
        known = read_id(line_id)
        if known is None:
            raise StatementLineNotFound
        async with unit_of_work() as session:
            await set_aside(session, known)
        yield AdminStatementsState.load
