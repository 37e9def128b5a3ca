"""Rounds of the owner's questions, and what a bot is found by."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from aistrategyhub.core.access import requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _
from aistrategyhub.features.assistant.models import Bot
from aistrategyhub.features.assistant.permissions import AssistantPermission
from aistrategyhub.features.assistant.queries import BotNotFound, get_numbered_bot
from aistrategyhub.features.assistant.queries.evaluation import (
    QuestionNotFound,
    last_runs,
    list_failed,
    list_own_questions,
    titles_by_source,
)
from aistrategyhub.features.assistant.queries.searching import count_vectors, count_with_questions
from aistrategyhub.features.assistant.rules.examining import (
    expected_choices,
    failed_row,
    own_question_row,
    read_own_question,
    round_view,
    run_points,
    search_view,
    way_rows,
)
from aistrategyhub.features.assistant.schemas.examining import (
    Choice,
    FailedRow,
    OwnQuestionRow,
    RoundView,
    SearchView,
    WayRow,
)
from aistrategyhub.features.assistant.service import change_bot, want_questions
from aistrategyhub.features.assistant.service.examining import use_threshold, use_way
from aistrategyhub.features.assistant.service.rounds import add_question, delete_question, start_round
from aistrategyhub.features.prompts.queries import has_gateway
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.embeddings.choose import wanted_model
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.charts import ChartPoint, ChartSeries
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import TableMixin

_ROUNDS_DRAWN, _FAILED_SHOWN = 30, 100
_LOOKS, _BETWEEN_LOOKS = 400, 1.5


class AdminRoundState(rx.State):
    """The newest round, what came of it, and those before it as a line."""

    view: RoundView = RoundView()
    search: SearchView = SearchView()
    ways: list[WayRow] = []
    failed: list[FailedRow] = []
    series: list[ChartSeries] = []
    is_loaded: bool = False

    @rx.event
    @requires(AssistantPermission.READ)
    async def load(self) -> None:
        await self._load()

    @rx.event(background=True)
    @requires(AssistantPermission.READ)
    async def watch(self) -> None:
        """Looks until the round is over."""
        for _look in range(_LOOKS):
            async with self:
                await self._load()
                if not self.view.is_going_on:
                    return
            await asyncio.sleep(_BETWEEN_LOOKS)

    @rx.event
    @requires(AssistantPermission.TEACH)
    async def start(self) -> Any:
        async with unit_of_work() as session:
            await start_round(session, await get_numbered_bot(session, self.bot_number))
        yield AdminRoundState.watch

    @rx.event
    @requires(AssistantPermission.CHANGE)
    async def use(self, name: str) -> Any:
        async with unit_of_work() as session:
            bot = await get_numbered_bot(session, self.bot_number)
            await use_way(session, bot.number, name)
        yield toast_done(_("Da adesso i passaggi si cercano così."))
        yield AdminRoundState.load

    @rx.event
    @requires(AssistantPermission.CHANGE)
    async def calibrate(self) -> Any:
        async with unit_of_work() as session:
            bot = await get_numbered_bot(session, self.bot_number)
            await use_threshold(session, bot.number)
        yield toast_done(_("La soglia è cambiata."))
        yield AdminRoundState.load

    @rx.event
    @requires(AssistantPermission.CHANGE)
    async def want(self, wanted: bool) -> Any:
        """Has questions written for what the bot knows, or no more."""
        async with unit_of_work() as session:
            bot = await get_numbered_bot(session, self.bot_number)
            await change_bot(session, bot.number, writes_questions=wanted)
            if wanted:
                await want_questions(session)
        yield AdminRoundState.load

    async def _load(self) -> None:
        async with unit_of_work() as session:
            bot = await _find_bot(session, self.bot_number)
            if bot is None:
                self.is_loaded = True
                return
            runs = await last_runs(session, bot.id, _ROUNDS_DRAWN)
            last = runs[0] if runs else None
            failed = await list_failed(session, last.id, _FAILED_SHOWN) if last else []
            model = wanted_model(get_settings())
            self.search = search_view(
                bot,
                model,
                vectors=await count_vectors(session, bot.id, model),
                written=await count_with_questions(session, bot.id),
                has_key=await has_gateway(session),
            )
        self.view, self.ways = round_view(last, bot), way_rows(last, bot) if last else []
        self.failed = [failed_row(result) for result in failed]
        self.series = [
            ChartSeries(name, [ChartPoint(*point) for point in points]) for name, points in run_points(runs).items()
        ]
        self.is_loaded = True


class AdminOwnQuestionsState(TableMixin, FormMixin, rx.State):
    """The owner's questions, and the form of a new one."""

    rows: list[OwnQuestionRow] = []
    choices: list[Choice] = []
    epoch: int = 0

    @rx.event
    @requires(AssistantPermission.READ)
    async def load(self) -> None:
        async with unit_of_work() as session:
            bot = await _find_bot(session, self.bot_number)
            if bot is None:
                self.is_loaded = True
                return
            page = await list_own_questions(session, bot.id, self._request(), q=self.q)
            titles = await titles_by_source(session, bot.id)
        self.rows = [own_question_row(question, titles) for question in page.rows]
        self.choices = expected_choices(titles)
        self._show(page)

    @rx.event
    @requires(AssistantPermission.TEACH)
    async def add(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                bot = await get_numbered_bot(session, self.bot_number)
                question, locale, expected = read_own_question(form, await titles_by_source(session, bot.id))
                await add_question(session, bot, question, locale, expected)
            self.epoch += 1
            yield toast_done(_("La domanda è fra quelle di prova."))
            yield AdminOwnQuestionsState.load

    @rx.event
    @requires(AssistantPermission.TEACH)
    async def delete(self, question_id: str) -> Any:
        known = read_id(question_id)
        if known is None:
            raise QuestionNotFound
        async with unit_of_work() as session:
            await delete_question(session, await get_numbered_bot(session, self.bot_number), known)
        yield AdminOwnQuestionsState.load


async def _find_bot(session: Any, number: str) -> Bot | None:
    try:
        return await get_numbered_bot(session, number)
    except BotNotFound:
        return None
