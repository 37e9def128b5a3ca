"""What bots did over a time, over HTTP."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import requires
from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.features.assistant import queries
from aistrategyhub.features.assistant.api.bots import Number
from aistrategyhub.features.assistant.models import Bot
from aistrategyhub.features.assistant.permissions import AssistantPermission
from aistrategyhub.features.assistant.queries import analytics
from aistrategyhub.features.assistant.rules.analytics import period_of
from aistrategyhub.features.assistant.schemas.analytics import DayBody, OverviewBody, Period
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.http.sheets import csv_download

router = APIRouter(prefix="/analytics", tags=["assistant"])

Day = Annotated[date | None, Query(description="A day in Rome; by itself the last 30.")]
Some = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="The number of one bot; else all.")]
_COLUMNS = (
    "day",
    "conversations",
    "handed_over",
    "questions",
    "answered",
    "unknown",
    "declined",
    "helpful",
    "unhelpful",
    "median_seconds",
    "p95_seconds",
    "cost_cents",
)


@router.get("/overview")
@requires(AssistantPermission.LISTEN)
async def read_overview(since: Day = None, until: Day = None) -> Envelope[OverviewBody]:
    """What all bots did, at most over a year."""
    period = period_of(since, until, today=today_in_rome())
    async with unit_of_work() as session:
        return ok(await _overview(session, period, None))


@router.get("/bots/{number}")
@requires(AssistantPermission.LISTEN)
async def read_bot(number: Number, since: Day = None, until: Day = None) -> Envelope[OverviewBody]:
    """The same of one bot."""
    period = period_of(since, until, today=today_in_rome())
    async with unit_of_work() as session:
        return ok(await _overview(session, period, await queries.get_bot(session, number)))


@router.get("/export", response_class=StreamingResponse, responses={200: {"content": {"text/csv": {}}}})
@requires(AssistantPermission.LISTEN)
async def export(since: Day = None, until: Day = None, bot: Some = None) -> StreamingResponse:
    """The figures of each day, as a spreadsheet reads them."""
    period = period_of(since, until, today=today_in_rome())
    async with unit_of_work() as session:
        bot_id = (await queries.get_bot(session, bot)).id if bot else None
        days = await analytics.count_by_day(session, period, bot_id)
    return csv_download("assistente", _COLUMNS, _rows(days))


async def _rows(days: Sequence[DayBody]) -> AsyncIterator[Mapping[str, Any]]:
    for day in days:
        yield day.model_dump()


async def _overview(session: AsyncSession, period: Period, bot: Bot | None) -> OverviewBody:
    bot_id = bot.id if bot else None
    by_bot = await analytics.count_by_bot(session, period)
    return OverviewBody(
        since=period.since,
        until=period.until,
        total=await analytics.count_all(session, period, bot_id),
        days=await analytics.count_by_day(session, period, bot_id),
        bots=[one for one in by_bot if bot is None or one.number == bot.number],
        top_questions=await analytics.list_top_questions(session, period, bot_id),
        unanswered=await analytics.list_unanswered(session, period, bot_id),
    )
