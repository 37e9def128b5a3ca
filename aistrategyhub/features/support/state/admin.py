"""Tickets for the firm: by search, status and priority, and one of them."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, Literal
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import current_principal, public, requires
from aistrategyhub.core.text import _
from aistrategyhub.features.support import service
from aistrategyhub.features.support.links import TICKETS_ROUTE
from aistrategyhub.features.support.models import TicketPriority, TicketStatus
from aistrategyhub.features.support.permissions import SupportPermission
from aistrategyhub.features.support.queries import colleague_of, full_name_of, get_ticket, list_messages, list_tickets
from aistrategyhub.features.support.rules import (
    FILTERS,
    PRIORITIES,
    TicketNotFound,
    read_reply,
    thread_rows,
    ticket_row,
    ticket_view,
)
from aistrategyhub.features.support.schemas import ThreadRow, TicketRow, TicketView
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import AddressFilter, TableMixin

_OPEN, _ANY = "aperti", "tutte"
_ONLY_THIS_TAB = "changes only what this tab asks for; the rows are guarded by `load`"


class AdminTicketsState(TableMixin, rx.State):
    """`chosen` is one of FILTERS, `priority` one of the priorities or any."""

    rows: list[TicketRow] = []
    chosen: str = _OPEN
    priority: str = _ANY

    @classmethod
    def _filters(cls) -> Sequence[AddressFilter]:
        priorities = [_ANY, *(priority.value for priority in PRIORITIES)]
        return (
            AddressFilter("stato", "chosen", _OPEN, FILTERS),
            AddressFilter("priorita", "priority", _ANY, priorities),
        )

    @rx.event(supersedes=True)
    @public(_ONLY_THIS_TAB)
    async def choose(self, status: str) -> Any:
        self.chosen, self.page = status if status in FILTERS else _OPEN, 1
        return self._ask()

    @rx.event(supersedes=True)
    @public(_ONLY_THIS_TAB)
    async def choose_priority(self, priority: str) -> Any:
        self.priority, self.page = priority if priority in set(TicketPriority) else _ANY, 1
        return self._ask()

    @rx.event
    @requires(SupportPermission.READ)
    async def load(self) -> None:
        _label, statuses = FILTERS[self.chosen]
        priorities = [] if self.priority == _ANY else [TicketPriority(self.priority)]
        async with unit_of_work() as session:
            page = await list_tickets(
                session,
                self._request(),
                q=self.q,
                statuses=statuses,
                priorities=priorities,
                sort=self.sort,
                descending=self.descending,
            )
        self.rows = [ticket_row(ticket) for ticket in page.rows]
        self._show(page)


class AdminTicketState(FormMixin, rx.State):
    """One ticket and its thread. `round` counts the replies that left, so that the field is drawn anew."""

    ticket: TicketView = TicketView()
    thread: list[ThreadRow] = []
    is_loaded: bool = False
    is_missing: bool = False
    round: int = 0
    _id: UUID | None = None

    @rx.event
    @requires(SupportPermission.READ)
    async def load(self) -> None:
        self.errors, self.form_error, self.busy = {}, "", False
        try:
            async with unit_of_work() as session:
                ticket = await get_ticket(session, self.ticket_number)
                self._id = ticket.id
                self.ticket = ticket_view(ticket, assigned=await full_name_of(session, ticket.assigned_to))
                self.thread = thread_rows(ticket, await list_messages(session, ticket.id), is_staff=True)
            self.is_missing = False
        except TicketNotFound:
            self.is_missing = True
        self.is_loaded = True

    @rx.event
    @requires(SupportPermission.ANSWER)
    async def reply(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            words, is_internal = read_reply(form), bool(form.get("internal"))
            async with unit_of_work() as session:
                by = await colleague_of(session, _acting())
                await service.write_as_staff(session, self._known(), words, by=by, is_internal=is_internal)
            self.round += 1
        if not self.form_error:
            yield toast_done(_("Nota aggiunta.") if is_internal else _("Risposta inviata."))
            yield AdminTicketState.load

    @rx.event
    @requires(SupportPermission.ANSWER)
    async def put(self, status: Literal["in_progress", "waiting_customer", "resolved", "closed"]) -> Any:
        async with unit_of_work() as session:
            await service.put_ticket(session, self._known(), TicketStatus(status))
        yield toast_done(_("La richiesta è aggiornata."))
        yield AdminTicketState.load

    @rx.event
    @requires(SupportPermission.ANSWER)
    async def prioritise(self, priority: Literal["urgent", "high", "medium", "low"]) -> Any:
        async with unit_of_work() as session:
            await service.set_priority(session, self._known(), TicketPriority(priority))
        yield AdminTicketState.load

    @rx.event
    @requires(SupportPermission.DELETE)
    async def delete(self) -> Any:
        async with unit_of_work() as session:
            await service.delete_ticket(session, self._known())
        yield toast_done(_("La richiesta è stata eliminata."))
        yield rx.redirect(localized(TICKETS_ROUTE))

    def _known(self) -> UUID:
        if self._id is None:
            raise TicketNotFound
        return self._id


def _acting() -> UUID:
    person_id = current_principal().person_id
    assert person_id is not None
    return person_id
