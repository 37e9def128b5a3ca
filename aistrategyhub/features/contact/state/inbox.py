"""The inbox: messages by search and status, and one of them."""

from collections.abc import Sequence
from typing import Any, Literal
from urllib.parse import urlencode
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import current_principal, public, requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _
from aistrategyhub.features.contact.links import EXPORT_ADDRESS, INBOX_ROUTE
from aistrategyhub.features.contact.models import MessageStatus
from aistrategyhub.features.contact.permissions import ContactPermission
from aistrategyhub.features.contact.queries import MessageNotFound, get_message, list_messages
from aistrategyhub.features.contact.rules.inbox import INBOX_FILTERS, message_row, message_view
from aistrategyhub.features.contact.schemas import MessageRow, MessageView
from aistrategyhub.features.contact.service import delete_message, mark_message
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.actions import leave_for
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import AddressFilter, TableMixin

_INBOX = "posta"


class AdminMessagesState(TableMixin, rx.State):
    """Messages by search and status, the newest first. `chosen` is one of INBOX_FILTERS."""

    rows: list[MessageRow] = []
    chosen: str = _INBOX

    @classmethod
    def _filters(cls) -> Sequence[AddressFilter]:
        return (AddressFilter("stato", "chosen", _INBOX, INBOX_FILTERS),)

    @rx.event(supersedes=True)
    @public("changes only what this tab asks for; the rows are guarded by `load`")
    async def choose(self, status: str) -> Any:
        self.chosen, self.page = status if status in INBOX_FILTERS else _INBOX, 1
        return self._ask()

    @rx.event
    @requires(ContactPermission.READ)
    async def load(self) -> None:
        _label, statuses = INBOX_FILTERS[self.chosen]
        async with unit_of_work() as session:
            page = await list_messages(
                session, self._request(), q=self.q, statuses=statuses, sort=self.sort, descending=self.descending
            )
        self.rows = [message_row(message) for message in page.rows]
        self._show(page)

    @rx.event
    @requires(ContactPermission.EXPORT, step_up=True)
    async def export(self) -> Any:
        _label, statuses = INBOX_FILTERS[self.chosen]
        asked = [("q", self.q[:100])] if self.q else []
        asked += [("status", status.value) for status in statuses]
        yield leave_for(f"{EXPORT_ADDRESS}?{urlencode(asked)}")


class AdminMessageState(rx.State):
    """One message. Opening a new one marks it as read, for whoever may."""

    message: MessageView = MessageView()
    is_loaded: bool = False
    is_missing: bool = False

    @rx.event
    @requires(ContactPermission.READ)
    async def load(self) -> Any:
        if self.message.message_id != self.message_id:
            self.is_loaded = False
            yield
        try:
            await self._open(read_id(self.message_id))
        except MessageNotFound:
            self.is_missing = True
        self.is_loaded = True

    @rx.event
    @requires(ContactPermission.MANAGE)
    async def put(self, status: Literal["new", "read", "answered", "spam"]) -> Any:
        message_id = self._known_id()
        async with unit_of_work() as session:
            await mark_message(session, message_id, MessageStatus(status), by=current_principal().person_id)
            self.message = message_view(await get_message(session, message_id))
        yield toast_done(_("Il messaggio è aggiornato."))

    @rx.event
    @requires(ContactPermission.DELETE)
    async def delete(self) -> Any:
        async with unit_of_work() as session:
            await delete_message(session, self._known_id())
        yield toast_done(_("Il messaggio è stato eliminato."))
        yield rx.redirect(localized(INBOX_ROUTE))

    async def _open(self, message_id: UUID | None) -> None:
        if message_id is None:
            raise MessageNotFound
        principal = current_principal()
        async with unit_of_work() as session:
            message = await get_message(session, message_id)
            if message.status is MessageStatus.NEW and principal.may(ContactPermission.MANAGE):
                await mark_message(session, message_id, MessageStatus.READ, by=principal.person_id)
            self.message, self.is_missing = message_view(message), False

    def _known_id(self) -> UUID:
        message_id = read_id(self.message.message_id)
        if message_id is None:
            raise MessageNotFound
        return message_id
