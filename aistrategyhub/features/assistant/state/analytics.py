"""What bots did over a time that one chooses."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any, Literal
from urllib.parse import urlencode

import reflex as rx

from aistrategyhub.core.access import requires
from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.text import _
from aistrategyhub.features.assistant import queries
from aistrategyhub.features.assistant.permissions import AssistantPermission
from aistrategyhub.features.assistant.queries import analytics
from aistrategyhub.features.assistant.rules.addresses import ANALYTICS_ADDRESS
from aistrategyhub.features.assistant.rules.analytics import (
    USUAL_PERIOD,
    bot_line,
    bucket_for,
    drawn,
    last_days,
    often_line,
    read_period,
    tiles_of,
)
from aistrategyhub.features.assistant.schemas.analytics import BotLine, Choice, Drawn, OftenLine, Period, Tiles
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin

_ALL = "0"


class AdminAnalyticsState(FormMixin, rx.State):
    """The figures of a period, of one bot or of all. `round` draws the fields anew with what was chosen."""

    since: str = ""
    until: str = ""
    today: str = ""
    chosen: str = _ALL
    choices: list[Choice] = []
    tiles: Tiles = Tiles()
    drawn: Drawn = Drawn()
    bots: list[BotLine] = []
    top: list[OftenLine] = []
    unanswered: list[OftenLine] = []
    export_address: str = ""
    is_loaded: bool = False
    round: int = 0

    @rx.event
    @requires(AssistantPermission.LISTEN)
    async def load(self) -> None:
        self.errors, self.form_error, self.busy = {}, "", False
        if self.since:
            await self._count(Period(date.fromisoformat(self.since), date.fromisoformat(self.until)))
        else:
            await self._count(last_days(USUAL_PERIOD, today=today_in_rome()))

    @rx.event
    @requires(AssistantPermission.LISTEN)
    async def look_back(self, days: Literal["7", "30", "90", "365"]) -> None:
        self.errors, self.form_error = {}, ""
        await self._count(last_days(int(days), today=today_in_rome()))

    @rx.event
    @requires(AssistantPermission.LISTEN)
    async def look(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            period = read_period(str(form.get("since") or ""), str(form.get("until") or ""), today=today_in_rome())
            chosen = str(form.get("bot") or _ALL)
            self.chosen = chosen if any(one.value == chosen for one in self.choices) else _ALL
            await self._count(period)

    async def _count(self, period: Period) -> None:
        async with unit_of_work() as session:
            bots = await queries.list_bots(session)
            bot_id = next((bot.id for bot in bots if str(bot.number) == self.chosen), None)
            total = await analytics.count_all(session, period, bot_id)
            days = await analytics.count_by_day(session, period, bot_id, bucket=bucket_for(period))
            by_bot = await analytics.count_by_bot(session, period)
            top = await analytics.list_top_questions(session, period, bot_id)
            unanswered = await analytics.list_unanswered(session, period, bot_id)
        self.choices = [Choice(_ALL, _("Tutti")), *(Choice(str(bot.number), bot.name) for bot in bots)]
        self.since, self.until = period.since.isoformat(), period.until.isoformat()
        self.today = today_in_rome().isoformat()
        asked = {"since": self.since, "until": self.until} | ({} if bot_id is None else {"bot": self.chosen})
        self.export_address = f"{ANALYTICS_ADDRESS}/export?{urlencode(asked)}"
        self.tiles, self.drawn = tiles_of(total), drawn(days)
        self.bots = [bot_line(one) for one in by_bot]
        self.top, self.unanswered = [often_line(one) for one in top], [often_line(one) for one in unanswered]
        self.is_loaded, self.round = True, self.round + 1
