"""The words people use, and what a bot's documents call them."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from aistrategyhub.core.access import requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _
from aistrategyhub.features.accounts.queries.directory import names_of
from aistrategyhub.features.assistant.permissions import AssistantPermission
from aistrategyhub.features.assistant.queries import BotNotFound, get_numbered_bot
from aistrategyhub.features.assistant.queries.glossary import EntryNotFound, glossary_changes, list_entries
from aistrategyhub.features.assistant.rules.examining import change_row, glossary_row, read_entry
from aistrategyhub.features.assistant.schemas.examining import ChangeRow, GlossaryRow
from aistrategyhub.features.assistant.service.glossary import delete_entry, save_entry
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import TableMixin

_CHANGES_SHOWN = 20


class AdminGlossaryState(TableMixin, FormMixin, rx.State):
    """A bot's glossary. `chosen` is the entry in the form, empty for a new one; `epoch` makes the form anew."""

    rows: list[GlossaryRow] = []
    changes: list[ChangeRow] = []
    chosen: GlossaryRow = GlossaryRow()
    epoch: int = 0

    @rx.event
    @requires(AssistantPermission.READ)
    async def load(self) -> None:
        async with unit_of_work() as session:
            try:
                bot = await get_numbered_bot(session, self.bot_number)
            except BotNotFound:
                self.is_loaded = True
                return
            page = await list_entries(session, bot.id, self._request(), q=self.q)
            changes = await glossary_changes(session, bot.id, _CHANGES_SHOWN)
            names = await names_of(session, {line.user_id for line in changes if line.user_id})
        self.rows = [glossary_row(entry) for entry in page.rows]
        self.changes = [change_row(line, names) for line in changes]
        self._show(page)

    @rx.event
    @requires(AssistantPermission.TEACH)
    async def choose(self, entry_id: str) -> None:
        """Puts an entry into the form; none for a new one."""
        self.chosen = next((row for row in self.rows if row.entry_id == entry_id), GlossaryRow())
        self.errors, self.form_error = {}, ""
        self.epoch += 1

    @rx.event
    @requires(AssistantPermission.TEACH)
    async def save(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            locale, phrase, meaning = read_entry(form)
            async with unit_of_work() as session:
                bot = await get_numbered_bot(session, self.bot_number)
                known = read_id(self.chosen.entry_id) if self.chosen.entry_id else None
                await save_entry(session, bot, locale, phrase, meaning, entry_id=known)
            self.chosen = GlossaryRow()
            self.epoch += 1
            yield toast_done(_("Salvato."))
            yield AdminGlossaryState.load

    @rx.event
    @requires(AssistantPermission.TEACH)
    async def delete(self, entry_id: str) -> Any:
        known = read_id(entry_id)
        if known is None:
            raise EntryNotFound
        async with unit_of_work() as session:
            await delete_entry(session, await get_numbered_bot(session, self.bot_number), known)
        if self.chosen.entry_id == entry_id:
            self.chosen = GlossaryRow()
            self.epoch += 1
        yield toast_done(_("La voce è stata tolta."))
        yield AdminGlossaryState.load
