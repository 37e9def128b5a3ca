"""Bots, what they know and what was said to them, for the firm."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _
from aistrategyhub.features.assistant import queries, service
from aistrategyhub.features.assistant.models import Bot
from aistrategyhub.features.assistant.permissions import AssistantPermission
from aistrategyhub.features.assistant.queries.conversations import (
    costs_of,
    list_conversations,
    spent_by_bot,
)
from aistrategyhub.features.assistant.rules.forms import read_bot, read_widget
from aistrategyhub.features.assistant.rules.screens import (
    CONVERSATION_FILTERS,
    DOCUMENT_FILTERS,
    bot_row,
    bot_view,
    conversation_row,
    document_row,
)
from aistrategyhub.features.assistant.schemas.screens import BotRow, BotView, ConversationRow, DocumentRow
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import AddressFilter, TableMixin

_LOOKS, _BETWEEN_LOOKS = 200, 1.5
_ONLY_THIS_TAB = "changes only what this tab asks for; the rows are guarded by `load`"


class AdminBotsState(rx.State):
    """Every bot, with what it knows and what it has cost this month."""

    rows: list[BotRow] = []
    is_loaded: bool = False

    @rx.event
    @requires(AssistantPermission.READ)
    async def load(self) -> None:
        async with unit_of_work() as session:
            bots = await queries.list_bots(session)
            self.rows = [bot_row(bot, await spent_by_bot(session, bot.id)) for bot in bots]
        self.is_loaded = True

    @rx.event
    @requires(AssistantPermission.CHANGE)
    async def open_first(self) -> Any:
        """Makes the assistant of the site where there is none yet, and has it read what is published."""
        async with unit_of_work() as session:
            await service.site_bot(session)
            await service.ask_to_follow(session)
        yield AdminBotsState.load


class AdminBotState(FormMixin, rx.State):
    """One bot and how it behaves. `looks` counts how often it was made to look otherwise."""

    bot: BotView = BotView()
    is_loaded: bool = False
    is_missing: bool = False
    epoch: int = 0
    looks: int = 0

    @rx.event
    @requires(AssistantPermission.READ)
    async def load(self) -> None:
        async with unit_of_work() as session:
            bot = await _find_bot(session, self.bot_number)
        self.is_missing, self.is_loaded = bot is None, True
        self.bot = bot_view(bot, get_settings().base_url) if bot else BotView()
        self.errors, self.form_error, self.busy = {}, "", False
        self.epoch += 1

    @rx.event
    @requires(AssistantPermission.CHANGE)
    async def save(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            changes = read_bot(form)
            async with unit_of_work() as session:
                self._show(await service.change_bot(session, self.bot.number, **changes))
            yield toast_done(_("Salvato."))

    @rx.event
    @requires(AssistantPermission.CHANGE)
    async def save_widget(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            changes = read_widget(form)
            async with unit_of_work() as session:
                self._show(await service.change_bot(session, self.bot.number, **changes))
            self.looks += 1
            yield toast_done(_("Salvato."))

    def _show(self, bot: Bot) -> None:
        self.bot = bot_view(bot, get_settings().base_url)


class AdminDocumentsState(TableMixin, rx.State):
    """What a bot knows. `chosen` is one of DOCUMENT_FILTERS."""

    rows: list[DocumentRow] = []
    chosen: str = "tutti"

    @classmethod
    def _filters(cls) -> Sequence[AddressFilter]:
        return (AddressFilter("stato", "chosen", "tutti", DOCUMENT_FILTERS),)

    @rx.event(supersedes=True)
    @public(_ONLY_THIS_TAB)
    async def choose(self, status: str) -> Any:
        self.chosen, self.page = status if status in DOCUMENT_FILTERS else "tutti", 1
        return self._ask()

    @rx.event
    @requires(AssistantPermission.READ)
    async def load(self) -> None:
        await self._load()

    @rx.event(background=True)
    @requires(AssistantPermission.READ)
    async def watch(self) -> None:
        """Looks until nothing waits to be read."""
        for _look in range(_LOOKS):
            async with self:
                await self._load()
                if not any(row.is_waiting for row in self.rows):
                    return
            await asyncio.sleep(_BETWEEN_LOOKS)

    @rx.event
    @requires(AssistantPermission.TEACH)
    async def arrived(self, ids: list[str]) -> Any:
        yield AdminDocumentsState.watch

    @rx.event
    @requires(AssistantPermission.TEACH)
    async def switch(self, document_id: str, is_active: bool) -> Any:
        async with unit_of_work() as session:
            bot = await queries.get_numbered_bot(session, self.bot_number)
            await service.set_active(session, bot, _known(document_id), is_active=is_active)
        yield AdminDocumentsState.load

    @rx.event
    @requires(AssistantPermission.TEACH)
    async def read_again(self, document_id: str) -> Any:
        async with unit_of_work() as session:
            bot = await queries.get_numbered_bot(session, self.bot_number)
            await service.reprocess(session, bot, _known(document_id))
        yield AdminDocumentsState.watch

    @rx.event
    @requires(AssistantPermission.TEACH)
    async def delete(self, document_id: str) -> Any:
        async with unit_of_work() as session:
            bot = await queries.get_numbered_bot(session, self.bot_number)
            await service.delete_document(session, storage_for(get_settings()), bot, _known(document_id))
        yield toast_done(_("Il documento è stato eliminato."))
        yield AdminDocumentsState.load

    async def _load(self) -> None:
        _label, statuses = DOCUMENT_FILTERS[self.chosen]
        async with unit_of_work() as session:
            bot = await _find_bot(session, self.bot_number)
            if bot is None:
                return
            page = await queries.list_documents(session, bot.id, self._request(), q=self.q, statuses=statuses)
        self.rows = [document_row(document) for document in page.rows]
        self._show(page)


class AdminConversationsState(TableMixin, rx.State):
    """A bot's conversations. `chosen` is one of CONVERSATION_FILTERS."""

    rows: list[ConversationRow] = []
    chosen: str = "tutte"

    @classmethod
    def _filters(cls) -> Sequence[AddressFilter]:
        return (AddressFilter("stato", "chosen", "tutte", CONVERSATION_FILTERS),)

    @rx.event(supersedes=True)
    @public(_ONLY_THIS_TAB)
    async def choose(self, status: str) -> Any:
        self.chosen, self.page = status if status in CONVERSATION_FILTERS else "tutte", 1
        return self._ask()

    @rx.event
    @requires(AssistantPermission.LISTEN)
    async def load(self) -> None:
        _label, statuses = CONVERSATION_FILTERS[self.chosen]
        async with unit_of_work() as session:
            bot = await _find_bot(session, self.bot_number)
            if bot is None:
                self.is_loaded = True
                return
            page = await list_conversations(session, bot.id, self._request(), q=self.q, statuses=statuses)
            costs = await costs_of(session, [row.id for row in page.rows])
        self.rows = [conversation_row(row, costs.get(row.id, Decimal(0))) for row in page.rows]
        self._show(page)


async def _find_bot(session: Any, number: str) -> Bot | None:
    try:
        return await queries.get_numbered_bot(session, number)
    except queries.BotNotFound:
        return None


def _known(document_id: str) -> UUID:
    known = read_id(document_id)
    if known is None:
        raise queries.DocumentNotFound
    return known
