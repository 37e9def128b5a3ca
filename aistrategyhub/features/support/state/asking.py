"""Tickets for whoever asks: the signed-in person's own, and the one that a key opens."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import current_principal, public, requires
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.accounts.queries import get_person
from aistrategyhub.features.support import service
from aistrategyhub.features.support.links import OWN_ROUTE, read_ticket_key
from aistrategyhub.features.support.models import SupportTicket, TicketSource, TicketStatus
from aistrategyhub.features.support.permissions import SupportPermission
from aistrategyhub.features.support.queries import get_own_ticket, get_ticket_of_key, list_messages, list_own_tickets
from aistrategyhub.features.support.rules import (
    TicketNotFound,
    read_reply,
    read_ticket,
    thread_rows,
    ticket_row,
    ticket_view,
)
from aistrategyhub.features.support.schemas import NewTicket, ThreadRow, TicketRow, TicketView
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.forwarded import caller_at
from aistrategyhub.infra.rate_limits import TICKET, hit_or_refuse
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import TableMixin

_HOLDER = "the ticket's key in the address is the right to read it and to write more"


class OwnTicketsState(TableMixin, rx.State):
    """What the person signed in has asked."""

    rows: list[TicketRow] = []

    @rx.event
    @requires(SupportPermission.ASK_OWN)
    async def load(self) -> None:
        async with unit_of_work() as session:
            page = await list_own_tickets(session, _acting(), self._request())
        self.rows = [ticket_row(ticket, is_own=True) for ticket in page.rows]
        self._show(page)


class NewTicketState(FormMixin, rx.State):
    """A question to the firm."""

    @rx.event
    @requires(SupportPermission.ASK_OWN)
    async def arrive(self) -> None:
        self.errors, self.form_error, self.busy = {}, "", False

    @rx.event
    @requires(SupportPermission.ASK_OWN)
    async def submit(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        number = ""
        async with self._filling():
            subject, words, priority = read_ticket(
                {name: form.get(name) for name in ("subject", "message", "priority")}
            )
            await hit_or_refuse(TICKET, str(_acting()))
            async with unit_of_work() as session:
                person = await get_person(session, _acting())
                wanted = NewTicket(
                    subject=subject,
                    description=words,
                    source=TicketSource.PORTAL,
                    email=person.email,
                    name=f"{person.first_name} {person.last_name}".strip(),
                    user_id=person.id,
                    locale=current_locale(),
                    priority=priority,
                )
                number = (await service.open_ticket(session, wanted)).ticket_number
        if number:
            yield toast_done(_("La richiesta è partita: ti rispondiamo qui e per e-mail."))
            yield rx.redirect(localized(f"{OWN_ROUTE}/{number}"))


class _OneTicket(FormMixin, rx.State, mixin=True):
    """A ticket as whoever asked reads it. `round` counts the messages that left."""

    ticket: TicketView = TicketView()
    thread: list[ThreadRow] = []
    is_loaded: bool = False
    is_missing: bool = False
    round: int = 0

    async def _find(self, session: Any) -> SupportTicket:
        raise NotImplementedError

    def _view(self, ticket: SupportTicket) -> TicketView:
        return ticket_view(ticket, is_own=True)

    async def _open(self) -> None:
        self.errors, self.form_error, self.busy = {}, "", False
        try:
            async with unit_of_work() as session:
                ticket = await self._find(session)
                self.ticket = self._view(ticket)
                self.thread = thread_rows(ticket, await list_messages(session, ticket.id), is_staff=False)
            self.is_missing = False
        except TicketNotFound:
            self.ticket, self.thread, self.is_missing = TicketView(), [], True
        self.is_loaded = True

    async def _send(self, form: dict[str, Any], counted: str) -> None:
        words = read_reply(form)
        await hit_or_refuse(TICKET, counted)
        async with unit_of_work() as session:
            ticket = await self._find(session)
            await service.write_as_customer(session, ticket.id, words, person_id=current_principal().person_id)
        self.round += 1

    async def _close(self) -> None:
        async with unit_of_work() as session:
            await service.put_ticket(session, (await self._find(session)).id, TicketStatus.CLOSED)


class OwnTicketState(_OneTicket, rx.State):
    """One ticket of the person signed in."""

    @rx.event
    @requires(SupportPermission.ASK_OWN)
    async def load(self) -> None:
        await self._open()

    @rx.event
    @requires(SupportPermission.ASK_OWN)
    async def reply(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            await self._send(form, str(_acting()))
        if not self.form_error:
            yield OwnTicketState.load

    @rx.event
    @requires(SupportPermission.ASK_OWN)
    async def close(self) -> Any:
        await self._close()
        yield toast_done(_("La richiesta è chiusa."))
        yield OwnTicketState.load

    async def _find(self, session: Any) -> SupportTicket:
        return await get_own_ticket(session, self.ticket_number, _acting())


class HeldTicketState(_OneTicket, rx.State):
    """The ticket that the key in the address opens, without what was said to a bot: the mail with the key may reach
    another than who chatted."""

    @rx.event
    @public(_HOLDER)
    async def load(self) -> None:
        await self._open()

    @rx.event
    @public(_HOLDER)
    async def reply(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            await self._send(form, caller_at(self.router.session.client_ip))
        if not self.form_error:
            yield HeldTicketState.load

    @rx.event
    @public(_HOLDER)
    async def close(self) -> Any:
        await self._close()
        yield toast_done(_("La richiesta è chiusa."))
        yield HeldTicketState.load

    def _view(self, ticket: SupportTicket) -> TicketView:
        view = ticket_view(ticket, is_own=True)
        return replace(view, description="") if view.is_transcript else view

    async def _find(self, session: Any) -> SupportTicket:
        return await get_ticket_of_key(session, read_ticket_key(self.ticket_key))


def _acting() -> UUID:
    person_id = current_principal().person_id
    assert person_id is not None
    return person_id
