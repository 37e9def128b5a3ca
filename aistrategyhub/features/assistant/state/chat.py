"""The visitor's conversation with the bot of the site."""

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, Literal

import reflex as rx

from aistrategyhub.core.access import current_principal, public
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.assistant.answering import answer
from aistrategyhub.features.assistant.models import BotStatus, Feedback
from aistrategyhub.features.assistant.queries import find_bot
from aistrategyhub.features.assistant.rules.addresses import handover_path
from aistrategyhub.features.assistant.rules.screens import line_of_question, line_of_reply
from aistrategyhub.features.assistant.rules.talking import read_question
from aistrategyhub.features.assistant.schemas.chat import Asked, Began, Citation, Finished, Heard, Words
from aistrategyhub.features.assistant.schemas.screens import ChatLine
from aistrategyhub.features.assistant.service import SITE_BOT
from aistrategyhub.features.assistant.service.conversations import (
    delete_conversation,
    hand_over,
    judge_reply,
    own_conversation,
)
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.forwarded import caller_at
from aistrategyhub.ui.feedback import note_fault
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.parts.floating import toast_done

_ANYBODY = "visitors ask the bot of the site"
_BETWEEN_LOOKS = 0.12


class ChatState(FormMixin, rx.State):
    """What is said in this tab. `round` counts the questions that were taken; until then what was typed stays."""

    name: str = ""
    greeting: str = ""
    is_loaded: bool = False
    is_available: bool = False
    lines: list[ChatLine] = []
    opened: str = ""
    reference: str = ""
    contact_href: str = ""
    round: int = 0
    _token: str = ""

    @rx.event
    @public(_ANYBODY)
    async def arrive(self) -> None:
        async with unit_of_work() as session:
            bot = await find_bot(session, SITE_BOT)
        self.is_available = bot is not None and bot.status is BotStatus.ACTIVE
        self.name, self.greeting = (bot.name, bot.greeting) if bot else ("", "")
        self.busy, self.is_loaded = False, True

    @rx.event(background=True)
    @public(_ANYBODY)
    async def ask(self, form: dict[str, Any]) -> None:
        """Shows the answer as it is written."""
        async with self:
            if self.busy:
                return
            self._start()
            asked = Asked(
                tenant_id=current_principal().tenant_id,
                bot_number=SITE_BOT,
                question=str(form.get("question") or ""),
                locale=current_locale(),
                caller=caller_at(self.router.session.client_ip),
                person_id=current_principal().person_id,
                token=self._token,
            )
        try:
            await self._show(asked, answer(asked))
        except DomainError as refusal:
            async with self:
                self._refuse(refusal)
        except Exception as fault:
            async with self:
                self.form_error = note_fault(fault)
        finally:
            async with self:
                self.busy = False

    @rx.event
    @public("changes only what this tab shows")
    async def open_source(self, key: str) -> None:
        self.opened = "" if self.opened == key else key

    @rx.event
    @public("whoever holds the token of the conversation, which never leaves the server")
    async def judge(self, message_id: str, feedback: Literal["up", "down"]) -> None:
        reply_id = read_id(message_id)
        if reply_id is None or not self._token:
            return
        wanted = Feedback(feedback)
        async with unit_of_work() as session:
            conversation = await own_conversation(session, self._token, current_principal().person_id)
            await judge_reply(session, conversation, reply_id, wanted)
        self.lines = [
            replace(line, feedback=wanted.value) if line.message_id == message_id else line for line in self.lines
        ]

    @rx.event
    @public("whoever holds the token of the conversation, which never leaves the server")
    async def want_person(self) -> None:
        """Gives the conversation its reference, under which the firm finds it; without one there is only the form."""
        if self._token:
            async with unit_of_work() as session:
                conversation = await own_conversation(session, self._token, current_principal().person_id)
                self.reference = await hand_over(session, conversation)
        self.contact_href = localized(handover_path(self.reference))

    @rx.event
    @public("whoever holds the token of the conversation, which never leaves the server")
    async def forget(self) -> AsyncIterator[Any]:
        if self._token:
            async with unit_of_work() as session:
                conversation = await own_conversation(session, self._token, current_principal().person_id)
                await delete_conversation(session, conversation)
        self.lines, self._token, self.opened = [], "", ""
        self.reference, self.contact_href, self.form_error = "", "", ""
        yield toast_done(_("La conversazione è stata cancellata."))

    async def _show(self, asked: Asked, heard: AsyncIterator[Heard]) -> None:
        message_id, words, notice = "", "", ""
        citations: list[Citation] = []
        shown_at = 0.0
        async for piece in heard:
            if isinstance(piece, Began):
                message_id = str(piece.message_id)
                async with self:
                    self._token, self.round = piece.token, self.round + 1
                    question = line_of_question(read_question(asked.question))
                    self.lines = [*self.lines, question, line_of_reply(message_id, "", [], is_writing=True)]
                continue
            if isinstance(piece, Words):
                words += piece.words
            elif isinstance(piece, Citation):
                citations.append(piece)
            elif isinstance(piece, Finished):
                words, notice = piece.words, piece.notice
            is_last = isinstance(piece, Finished)
            if is_last or time.monotonic() - shown_at > _BETWEEN_LOOKS:
                shown_at = time.monotonic()
                line = line_of_reply(message_id, words, citations, notice=notice, is_writing=not is_last)
                async with self:
                    self.lines = [*self.lines[:-1], line]
