"""What bots did over a time: counted rightly, of one's own firm alone, in every finding of the calendar."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
import time_machine
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.assistant.models import (
    Bot,
    ChatConversation,
    ChatMessage,
    Feedback,
    MessageRole,
    ReplyKind,
)
from aistrategyhub.features.assistant.queries import analytics
from aistrategyhub.features.assistant.rules.analytics import bucket_for, last_days, period_of, read_period, tiles_of
from aistrategyhub.features.assistant.schemas.analytics import Counts, OftenBody, Period
from aistrategyhub.features.assistant.service import create_bot
from aistrategyhub.features.assistant.state.analytics import AdminAnalyticsState
from aistrategyhub.features.prompts.models import CallStatus, ModelCall
from aistrategyhub.features.tenants.service import create_tenant
from aistrategyhub.infra.db import enter_tenant, tenant_of
from tests.factories.knowledge import create_bot_one
from tests.factories.people import cookie_of, create_somebody, principal_of
from tests.harness.states import Tab

OWN = {"Origin": "http://localhost:3000"}
NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)
TODAY = date(2026, 11, 22)
WEEK = Period(date(2026, 11, 16), TODAY)


@pytest.fixture(autouse=True)
def on_sunday() -> Any:
    with time_machine.travel(datetime(2026, 11, 22, 15, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
async def bot(session: AsyncSession) -> Bot:
    return await create_bot_one(session, {})


async def _said(
    session: AsyncSession,
    bot: Bot,
    words: str = "Entro quando?",
    *,
    at: datetime = NOON,
    kind: ReplyKind | None = ReplyKind.MODEL,
    seconds: float | None = 2.0,
    cents: str = "",
    feedback: Feedback = Feedback.NONE,
    handed_over_at: datetime | None = None,
) -> None:
    talk = ChatConversation(bot_id=bot.id, token_hash=f"{words}{at}{kind}"[:64], started_at=at)
    talk.handed_over_at = handed_over_at
    session.add(talk)
    call = None
    if cents:
        call = ModelCall(
            purpose="assistant", prompt="x", version=0, model="m", cost_cents=Decimal(cents), status=CallStatus.ANSWERED
        )
        session.add(call)
    await session.flush()
    of = {"conversation_id": talk.id, "bot_id": bot.id, "created_at": at}
    session.add(ChatMessage(**of, role=MessageRole.VISITOR, words=words))
    await session.flush()
    reply = ChatMessage(**of, role=MessageRole.ASSISTANT, words="…", kind=kind, feedback=feedback)
    reply.ended_at = at + timedelta(seconds=seconds) if seconds is not None else None
    reply.call_id = call.id if call else None
    session.add(reply)
    await session.flush()


async def test_everything_is_counted_once(session: AsyncSession, bot: Bot) -> None:
    await _said(session, bot, "Uno", cents="1.25", feedback=Feedback.UP, seconds=1)
    await _said(session, bot, "Due", kind=ReplyKind.EXTRACT, feedback=Feedback.DOWN, seconds=3)
    await _said(session, bot, "Tre", kind=ReplyKind.UNKNOWN, handed_over_at=NOON)
    await _said(session, bot, "Quattro", kind=ReplyKind.DECLINED)
    await _said(session, bot, "Cinque", kind=ReplyKind.DIRECTED)
    await _said(session, bot, "Sei", kind=None, seconds=None, cents="0.5")
    counts = await analytics.count_all(session, WEEK)
    assert counts == Counts(
        questions=6,
        answered=3,
        unknown=1,
        declined=1,
        helpful=1,
        unhelpful=1,
        median_seconds=2,
        p95_seconds=2.8,
        cost_cents=Decimal("1.75"),
        conversations=6,
        handed_over=1,
    )
    by_day = {one.day: one for one in await analytics.count_by_day(session, WEEK)}
    assert len(by_day) == 7
    assert by_day[date(2026, 11, 20)].model_dump(exclude={"day"}) == counts.model_dump()
    assert by_day[date(2026, 11, 19)].questions == 0


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 15, 23, 0, tzinfo=UTC), date(2026, 11, 16)),
        (datetime(2026, 11, 15, 22, 59, tzinfo=UTC), None),
        (datetime(2026, 11, 22, 22, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 23, 0, tzinfo=UTC), None),
    ],
)
async def test_days_begin_in_rome(session: AsyncSession, bot: Bot, at: datetime, day: date | None) -> None:
    await _said(session, bot, at=at)
    days = await analytics.count_by_day(session, WEEK)
    assert [one.day for one in days if one.questions] == ([day] if day else [])
    assert [one.day for one in days if one.conversations] == ([day] if day else [])


async def test_weeks_begin_on_monday_and_months_on_their_first(session: AsyncSession, bot: Bot) -> None:
    await _said(session, bot)
    period = Period(date(2026, 10, 21), TODAY)
    weeks = await analytics.count_by_day(session, period, bucket="week")
    assert [one.day for one in weeks] == [date(2026, 10, 19) + timedelta(days=7 * number) for number in range(5)]
    assert [one.day for one in weeks if one.questions] == [date(2026, 11, 16)]
    months = await analytics.count_by_day(session, period, bucket="month")
    assert [(one.day, one.questions) for one in months] == [(date(2026, 10, 1), 0), (date(2026, 11, 1), 1)]


async def test_bots_are_told_apart(session: AsyncSession, bot: Bot) -> None:
    other = await create_bot(session, "Altro")
    await _said(session, bot, "Uno", cents="2")
    await _said(session, other, "Due", handed_over_at=NOON)
    await _said(session, other, "Tre")
    first, second = await analytics.count_by_bot(session, WEEK)
    assert (first.number, first.questions, first.cost_cents, first.handed_over) == (1, 1, 2, 0)
    assert (second.name, second.questions, second.conversations, second.handed_over) == ("Altro", 2, 2, 1)
    assert (await analytics.count_all(session, WEEK, other.id)).questions == 2
    assert [one.words for one in await analytics.list_top_questions(session, WEEK, bot.id)] == ["Uno"]


async def test_questions_that_differ_in_signs_alone_are_one(session: AsyncSession, bot: Bot) -> None:
    for words in ("Entro quando?", "entro  quando", "ENTRO QUANDO!"):
        await _said(session, bot, words, kind=ReplyKind.UNKNOWN)
    await _said(session, bot, "Quanto costa?")
    await _said(session, bot, "?!")
    top = await analytics.list_top_questions(session, WEEK)
    assert [one.count for one in top] == [3, 1]
    assert await analytics.list_unanswered(session, WEEK) == [OftenBody(words=top[0].words, count=3)]


async def test_nothing_of_another_firm_is_counted(session: AsyncSession, bot: Bot) -> None:
    own = tenant_of(session)
    await enter_tenant(session, (await create_tenant(session, slug="due", name="Ditta due", is_demo=True)).id)
    await _said(session, await create_bot_one(session, {}), "Segreto", cents="9", handed_over_at=NOON)
    await enter_tenant(session, own)
    assert await analytics.count_all(session, WEEK) == Counts()
    assert await analytics.list_top_questions(session, WEEK) == []


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [
        ("", "2026-11-22", "since"),
        ("ieri", "2026-11-22", "since"),
        ("2026-11-20", "2026-11-19", "until"),
        ("2026-11-20", "2026-11-23", "until"),
        ("2025-11-21", "2026-11-22", "since"),
    ],
)
def test_a_wrong_period_is_refused(since: str, until: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_period(since, until, today=TODAY)
    assert [one.field for one in refusal.value.fields] == [field]


@pytest.mark.parametrize(("days", "bucket"), [(1, "day"), (31, "day"), (32, "week"), (190, "week"), (366, "month")])
def test_longer_times_are_drawn_in_longer_steps(days: int, bucket: str) -> None:
    assert bucket_for(last_days(days, today=TODAY)) == bucket


def test_a_share_of_nothing_is_a_dash() -> None:
    assert (tiles_of(Counts()).answered, tiles_of(Counts()).seconds, tiles_of(Counts()).is_empty) == ("–", "–", True)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date.min, date.min),
        (None, date.min),
        (date.min, None),
        (None, date.max),
        (date.max, None),
        (date(2025, 1, 1), None),
    ],
)
def test_the_edges_of_the_calendar_are_refused(since: date | None, until: date | None) -> None:
    with pytest.raises(InvalidInput):
        period_of(since, until, today=TODAY)


async def test_the_api_tells_the_same(api: httpx.AsyncClient, session: AsyncSession, bot: Bot) -> None:
    await _said(session, bot, "=1+1", cents="1.5", kind=ReplyKind.UNKNOWN)
    staff = await cookie_of(session, Role.SUPPORT) | OWN
    told = (await api.get("/api/v1/analytics/overview", headers=staff)).json()["data"]
    assert (told["since"], told["until"], len(told["days"])) == ("2026-10-24", "2026-11-22", 30)
    assert (told["total"]["questions"], told["bots"][0]["questions"]) == (1, 1)
    assert told["unanswered"] == [{"words": "=1+1", "count": 1}]
    one = (await api.get("/api/v1/analytics/bots/1", headers=staff)).json()["data"]
    assert one["total"] == told["total"]
    assert (await api.get("/api/v1/analytics/bots/7", headers=staff)).status_code == 404
    wrong = await api.get("/api/v1/analytics/overview", headers=staff, params={"since": "2026-11-23"})
    assert (wrong.status_code, wrong.json()["error"]["details"][0]["field"]) == (422, "since")


async def test_the_export_has_a_line_for_each_day(api: httpx.AsyncClient, session: AsyncSession, bot: Bot) -> None:
    await _said(session, bot, cents="1.5")
    staff = await cookie_of(session, Role.SUPPORT) | OWN
    period = {"since": "2026-11-19", "until": "2026-11-20", "bot": "1"}
    lines = (await api.get("/api/v1/analytics/export", headers=staff, params=period)).text.splitlines()
    assert len(lines) == 3
    assert lines[0].endswith(
        "day;conversations;handed_over;questions;answered;unknown;declined;helpful;unhelpful;"
        "median_seconds;p95_seconds;cost_cents"
    )
    assert lines[2] == "2026-11-20;1;0;1;1;0;0;0;0;2.0;2.0;1.5000"


async def test_whoever_may_not_listen_sees_no_figures(api: httpx.AsyncClient, session: AsyncSession, bot: Bot) -> None:
    editor = await cookie_of(session, Role.EDITOR) | OWN
    for path in ("overview", "bots/1", "export"):
        assert (await api.get(f"/api/v1/analytics/{path}", headers=editor)).status_code == 403


async def test_the_screen_counts_what_was_chosen(session: AsyncSession, bot: Bot, tab: Tab) -> None:
    other = await create_bot(session, "Altro")
    await _said(session, bot, "Uno")
    await _said(session, other, "Due", at=NOON - timedelta(days=40))
    tab.principal = principal_of(await create_somebody(session, Role.SUPPORT))
    tab.go("/admin/assistente/analisi")
    await tab.send(AdminAnalyticsState.load)
    state = AdminAnalyticsState
    assert (tab.seen(state, "tiles")["questions"], tab.seen(state, "since")) == ("1", "2026-10-24")
    assert sum(point["value"] for point in tab.seen(state, "drawn")["answered"]) == 1
    await tab.send(state.look_back, days="90")
    assert (tab.seen(state, "tiles")["questions"], tab.seen(state, "tiles")["is_empty"]) == ("2", False)
    form = {"since": "2026-10-01", "until": "2026-10-31", "bot": "2"}
    await tab.send(state.look, form=form)
    assert [row["words"] for row in tab.seen(state, "top")] == ["Due"]
    assert tab.seen(state, "export_address").endswith("since=2026-10-01&until=2026-10-31&bot=2")
    await tab.send(state.look, form=form | {"until": "2026-09-01"})
    assert "until" in tab.seen(state, "errors")
    assert tab.seen(state, "until") == "2026-10-31"
    await tab.send(state.look, form=form | {"bot": "1"})
    assert tab.seen(state, "tiles")["is_empty"] is True
