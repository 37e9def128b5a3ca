"""One conversation, for the firm: as it was said, and coming into it."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _
from aistrategyhub.features.assistant import queries
from aistrategyhub.features.assistant.models import Bot, ChatConversation
from aistrategyhub.features.assistant.permissions import AssistantPermission
from aistrategyhub.features.assistant.queries.conversations import (
    ConversationNotFound,
    costs_of,
    get_conversation,
    list_messages,
)
from aistrategyhub.features.assistant.queries.live import lock_conversation, name_of_attending, said_by_people
from aistrategyhub.features.assistant.rules.attending import is_attended, is_listening
from aistrategyhub.features.assistant.rules.screens import bot_view, conversation_row, lines_of
from aistrategyhub.features.assistant.schemas.screens import ChatLine, ConversationRow
from aistrategyhub.features.assistant.service.conversations import delete_conversation
from aistrategyhub.features.assistant.service.people import give_back, speak, take_over
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.support.queries import colleague_of
from aistrategyhub.features.support.rules import read_reply
from aistrategyhub.features.support.schemas import Colleague
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.parts.floating import toast_done

# A page left open is looked after for a quarter of an hour after the last act in it.
_LOOKS, _BETWEEN_LOOKS = 600, 1.5


class AdminConversationState(FormMixin, rx.State):
    """One conversation, as it is said. `person` is the colleague who is there, oneself when `is_mine`; `is_heard`: the
    visitor's window is open. `round` counts the messages that left."""

    row: ConversationRow = ConversationRow("", "", "", "", "", "", "")
    lines: list[ChatLine] = []
    ticket: str = ""
    person: str = ""
    is_mine: bool = False
    is_heard: bool = False
    is_loaded: bool = False
    is_missing: bool = False
    round: int = 0

    @rx.event
    @requires(AssistantPermission.LISTEN)
    async def load(self) -> Any:
        self.is_loaded, self.lines = False, []
        self.errors, self.form_error, self.busy = {}, "", False
        await self._read()
        return None if self.is_missing else AdminConversationState.watch

    @rx.event(background=True, supersedes=True)
    @requires(AssistantPermission.LISTEN)
    async def watch(self) -> None:
        """Shows what is said meanwhile."""
        for _look in range(_LOOKS):
            await asyncio.sleep(_BETWEEN_LOOKS)
            async with self:
                await self._read()
                if self.is_missing:
                    return

    @rx.event
    @requires(AssistantPermission.JOIN)
    async def join(self) -> Any:
        """Comes into the conversation: the bot falls silent."""
        async with unit_of_work() as session:
            await take_over(session, await self._hold(session), await _oneself(session))
        await self._read()
        return AdminConversationState.watch

    @rx.event
    @requires(AssistantPermission.JOIN)
    async def say(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            words = read_reply(form)
            async with unit_of_work() as session:
                await speak(session, await self._hold(session), words, await _oneself(session))
            self.round += 1
        await self._read()
        yield AdminConversationState.watch

    @rx.event
    @requires(AssistantPermission.JOIN)
    async def leave(self) -> Any:
        """Gives the conversation back to the bot."""
        async with unit_of_work() as session:
            await give_back(session, await self._hold(session), await _oneself(session))
        await self._read()
        return AdminConversationState.watch

    @rx.event
    @requires(AssistantPermission.LISTEN)
    async def delete(self) -> Any:
        async with unit_of_work() as session:
            bot = await self._bot(session)
            found = await self._hold(session)
            await record(session, "assistant.conversation_deleted", "conversation", found.id)
            await delete_conversation(session, found)
        yield toast_done(_("La conversazione è stata cancellata."))
        yield rx.redirect(localized(bot_view(bot).conversations_route))

    async def _read(self) -> None:
        try:
            async with unit_of_work() as session:
                bot = await self._bot(session)
                found = await get_conversation(session, self._wanted(), bot_id=bot.id)
                costs = await costs_of(session, [found.id])
                thread = await said_by_people(session, found)
                lines = lines_of(await list_messages(session, found.id), thread, found.reference or "")
                name = await name_of_attending(session, found)
        except (ConversationNotFound, queries.BotNotFound):
            self.is_missing, self.is_loaded = True, True
            return
        self._show(found, lines, name, costs.get(found.id, Decimal(0)))

    def _show(self, found: ChatConversation, lines: list[ChatLine], name: str, cents: Decimal) -> None:
        row = conversation_row(found, cents)
        if row != self.row:
            self.row = row
        if lines != self.lines:
            self.lines = lines
        is_there = is_attended(found, now())
        self.ticket = found.reference if found.ticket_id and found.reference else ""
        self.person = (name or _("Una persona")) if is_there else ""
        self.is_mine = is_there and found.attended_by == current_principal().person_id
        self.is_heard = is_listening(found, now())
        self.is_missing, self.is_loaded = False, True

    async def _bot(self, session: Any) -> Bot:
        return await queries.get_numbered_bot(session, self.bot_number)

    async def _hold(self, session: Any) -> ChatConversation:
        bot = await self._bot(session)
        return await lock_conversation(session, self._wanted(), bot_id=bot.id)

    def _wanted(self) -> UUID:
        conversation_id = read_id(self.conversation_id)
        if conversation_id is None:
            raise ConversationNotFound
        return conversation_id


async def _oneself(session: Any) -> Colleague:
    person_id = current_principal().person_id
    assert person_id is not None
    return await colleague_of(session, person_id)
