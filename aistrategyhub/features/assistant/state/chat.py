"""The visitor's conversation with the bot of the site."""

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal

import reflex as rx

from aistrategyhub.core.access import current_principal, public
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.assistant.answering import answer
from aistrategyhub.features.assistant.listening import listen
from aistrategyhub.features.assistant.models import BotStatus, Feedback
from aistrategyhub.features.assistant.queries import find_bot
from aistrategyhub.features.assistant.queries.conversations import ConversationNotFound
from aistrategyhub.features.assistant.rules.addresses import CONTACT_ROUTE
from aistrategyhub.features.assistant.rules.appearance import greeting_of
from aistrategyhub.features.assistant.rules.forms import read_recipient
from aistrategyhub.features.assistant.rules.screens import line_of_news, line_of_question, line_of_reply
from aistrategyhub.features.assistant.rules.talking import read_question
from aistrategyhub.features.assistant.schemas.chat import Asked, Began, Citation, Finished, Heard, Words
from aistrategyhub.features.assistant.schemas.live import Gone, News, Noted, Presence, Quiet
from aistrategyhub.features.assistant.schemas.screens import ChatLine
from aistrategyhub.features.assistant.service import SITE_BOT
from aistrategyhub.features.assistant.service.conversations import (
    delete_conversation,
    judge_reply,
    own_conversation,
)
from aistrategyhub.features.assistant.service.people import asker_of, hand_over
from aistrategyhub.features.assistant.service.transcripts import mail_transcript
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.forwarded import caller_at
from aistrategyhub.infra.rate_limits import TICKET, TRANSCRIPT, hit_or_refuse
from aistrategyhub.ui.feedback import note_fault
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.parts.floating import toast_done

_ANYBODY = "visitors ask the bot of the site"
_BETWEEN_LOOKS = 0.12
_TAB_LASTS = timedelta(minutes=30)


class ChatState(FormMixin, rx.State):
    """What is said in this tab. `round` counts the questions that were taken; until then what was typed stays.
    `with_person`: somebody of the firm, `person`, is there and the bot is silent."""

    name: str = ""
    greeting: str = ""
    is_loaded: bool = False
    is_available: bool = False
    is_signed_in: bool = False
    lines: list[ChatLine] = []
    opened: str = ""
    reference: str = ""
    is_wanting_person: bool = False
    is_wanting_transcript: bool = False
    with_person: bool = False
    person: str = ""
    round: int = 0
    _token: str = ""
    _heard: int = 0
    _who: str = ""

    @rx.event
    @public(_ANYBODY)
    async def arrive(self) -> None:
        async with unit_of_work() as session:
            bot = await find_bot(session, SITE_BOT)
        self.is_available = bot is not None and bot.status is BotStatus.ACTIVE
        self.name, self.greeting = (bot.name, greeting_of(bot, current_locale())) if bot else ("", "")
        self.is_signed_in = current_principal().is_signed_in
        self._meet()
        self.busy, self.is_loaded = False, True

    @rx.event(background=True)
    @public(_ANYBODY)
    async def ask(self, form: dict[str, Any]) -> Any:
        """Shows the answer as it is written, then listens for people."""
        async with self:
            if self.busy:
                return None
            self._start()
            self._meet()
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
        return ChatState.watch

    @rx.event(background=True, supersedes=True)
    @public("whoever holds the token of the conversation, which never leaves the server")
    async def watch(self) -> None:
        """Shows what people say and do here, for as long as a tab is worth it after the last question."""
        async with self:
            token, heard, principal = self._token, self._heard, current_principal()
        if not token:
            return
        try:
            async for one in listen(principal.tenant_id, token, principal.person_id, after=heard, lasts=_TAB_LASTS):
                if not isinstance(one, Quiet):
                    async with self:
                        self._note(one)
        except ConversationNotFound:
            return

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
    @public("changes only what this tab shows")
    async def want_person(self) -> Any:
        """Asks how to reach the visitor. Who has said nothing yet writes from the contact page."""
        if not self._token:
            return rx.redirect(localized(CONTACT_ROUTE))
        self.is_wanting_person, self.is_wanting_transcript = True, False
        return None

    @rx.event
    @public("changes only what this tab shows")
    async def want_transcript(self) -> None:
        self.is_wanting_person, self.is_wanting_transcript = False, True

    @rx.event
    @public("whoever holds the token of the conversation, which never leaves the server")
    async def forget(self) -> AsyncIterator[Any]:
        if self._token:
            async with unit_of_work() as session:
                conversation = await own_conversation(session, self._token, current_principal().person_id)
                await delete_conversation(session, conversation)
        self._empty()
        yield toast_done(_("La conversazione è stata cancellata."))

    def _meet(self) -> None:
        """What one person said is not shown to another, nor to whoever comes when they have signed out."""
        who = str(current_principal().person_id or "")
        if who != self._who:
            self._empty()
            self._who = who

    def _empty(self) -> None:
        self.lines, self.opened, self.reference, self.form_error = [], "", "", ""
        self.is_wanting_person, self.is_wanting_transcript = False, False
        self.with_person, self.person = False, ""
        self._token, self._heard = "", 0

    def _note(self, noted: Noted) -> None:
        if isinstance(noted, Presence):
            self.reference, self.with_person, self.person = noted.reference, noted.with_person, noted.name
        elif isinstance(noted, Gone):
            self._empty()
        elif isinstance(noted, News) and noted.position > self._heard:
            self._heard = noted.position
            line = line_of_news(noted)
            self.lines = [*self.lines, line] if line else self.lines

    async def _show(self, asked: Asked, heard: AsyncIterator[Heard]) -> None:
        message_id, words, notice = "", "", ""
        citations: list[Citation] = []
        shown_at = 0.0
        async for piece in heard:
            if isinstance(piece, Began):
                message_id = str(piece.message_id)
                async with self:
                    self._token, self.round = piece.token, self.round + 1
                    if not piece.with_person:
                        question = line_of_question(read_question(asked.question))
                        self.lines = [*self.lines, question, line_of_reply(message_id, "", [], is_writing=True)]
                if piece.with_person:
                    # What is said to a person comes back with what they say, in its order.
                    return
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
                    self.lines = [line if one.message_id == message_id else one for one in self.lines]


class HandOverState(FormMixin, rx.State):
    """The address of a visitor who wants a person."""

    @rx.event
    @public("whoever holds the token of the conversation, which never leaves the server")
    async def submit(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            chat = await self.get_state(ChatState)
            await hit_or_refuse(TICKET, caller_at(self.router.session.client_ip))
            person_id = current_principal().person_id
            async with unit_of_work() as session:
                conversation = await own_conversation(session, chat._token, person_id)
                asker = await asker_of(session, form | {"consent": bool(form.get("consent"))}, person_id)
                chat.reference = (await hand_over(session, conversation, asker)).ticket_number
            chat.is_wanting_person = False
        if not self.form_error:
            yield ChatState.watch


class TranscriptState(FormMixin, rx.State):
    """The address to which a visitor wants the conversation."""

    @rx.event
    @public("whoever holds the token of the conversation, which never leaves the server")
    async def submit(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            chat = await self.get_state(ChatState)
            email = read_recipient(form | {"consent": bool(form.get("consent"))})
            await hit_or_refuse(TRANSCRIPT, caller_at(self.router.session.client_ip))
            async with unit_of_work() as session:
                conversation = await own_conversation(session, chat._token, current_principal().person_id)
                await mail_transcript(session, conversation, email)
            chat.is_wanting_transcript = False
        if not self.form_error:
            yield toast_done(_("La conversazione è in viaggio verso il tuo indirizzo."))
