"""What bots did over a time, counted by the database: one statement for each table, whatever its length."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, cast, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from aistrategyhub.core.clock import ROME, start_of_day
from aistrategyhub.features.assistant.models import (
    Bot,
    ChatConversation,
    ChatMessage,
    Feedback,
    MessageRole,
    ReplyKind,
)
from aistrategyhub.features.assistant.schemas.analytics import (
    BotCountsBody,
    Bucket,
    Counts,
    DayBody,
    OftenBody,
    Period,
)
from aistrategyhub.features.prompts.models import ModelCall

MOST_OFTEN = 10
_LONGEST = 200
_ANSWERED = (ReplyKind.MODEL, ReplyKind.EXTRACT, ReplyKind.DIRECTED)
_SECONDS = func.extract("epoch", ChatMessage.ended_at - ChatMessage.created_at)


async def count_all(session: AsyncSession, period: Period, bot_id: UUID | None = None) -> Counts:
    """Everything of the period."""
    told = (await session.execute(_replies(period, bot_id))).mappings().one()
    talks = (await session.execute(_conversations(period, bot_id))).scalar_one()
    handed = (await session.execute(_hand_overs(period, bot_id))).scalar_one()
    return Counts(**told, conversations=talks, handed_over=handed)


async def count_by_day(
    session: AsyncSession, period: Period, bot_id: UUID | None = None, *, bucket: Bucket = "day"
) -> list[DayBody]:
    """The same by day, week (from its Monday) or month (from its first), those in which nothing happened too."""
    counted: dict[date, dict[str, Any]] = {day: {} for day in beginnings(period, bucket)}
    for query, at, name in (
        (_replies(period, bot_id), ChatMessage.created_at, ""),
        (_conversations(period, bot_id), ChatConversation.started_at, "conversations"),
        (_hand_overs(period, bot_id), ChatConversation.handed_over_at, "handed_over"),
    ):
        begins = _begins(at, bucket).label("begins")
        for row in (await session.execute(query.add_columns(begins).group_by(begins))).mappings():
            told = {key: value for key, value in row.items() if key != "begins"}
            counted[row["begins"]] |= {name: next(iter(told.values()))} if name else told
    return [DayBody(day=day, **told) for day, told in counted.items()]


async def count_by_bot(session: AsyncSession, period: Period) -> list[BotCountsBody]:
    """The same by bot, every bot in the order of numbers."""
    counted: dict[UUID, dict[str, Any]] = {}
    for query, of, name in (
        (_replies(period, None), ChatMessage.bot_id, ""),
        (_conversations(period, None), ChatConversation.bot_id, "conversations"),
        (_hand_overs(period, None), ChatConversation.bot_id, "handed_over"),
    ):
        for row in (await session.execute(query.add_columns(of.label("of")).group_by(of))).mappings():
            told = {key: value for key, value in row.items() if key != "of"}
            counted.setdefault(row["of"], {}).update({name: next(iter(told.values()))} if name else told)
    bots = (await session.execute(select(Bot.id, Bot.number, Bot.name).order_by(Bot.number))).all()
    return [BotCountsBody(number=bot.number, name=bot.name, **counted.get(bot.id, {})) for bot in bots]


async def list_top_questions(session: AsyncSession, period: Period, bot_id: UUID | None = None) -> list[OftenBody]:
    """What was asked most. Questions count as one that differ in capitals, signs and spaces alone."""
    asked = _of_period(select(ChatMessage.words.label("words"), ChatMessage.created_at), period, bot_id)
    return await _most_often(session, asked.where(ChatMessage.role == MessageRole.VISITOR))


async def list_unanswered(session: AsyncSession, period: Period, bot_id: UUID | None = None) -> list[OftenBody]:
    """What no document answered, the most asked first."""
    question = aliased(ChatMessage)
    words = (
        select(question.words)
        .where(
            question.conversation_id == ChatMessage.conversation_id,
            question.role == MessageRole.VISITOR,
            question.created_at <= ChatMessage.created_at,
        )
        .order_by(question.created_at.desc(), question.id.desc())
        .limit(1)
        .correlate(ChatMessage)
        .scalar_subquery()
    )
    asked = _of_period(select(words.label("words"), ChatMessage.created_at), period, bot_id)
    return await _most_often(session, asked.where(ChatMessage.kind == ReplyKind.UNKNOWN))


def beginnings(period: Period, bucket: Bucket) -> list[date]:
    """The days, Mondays or firsts of months that a period has, its own first one cut to them."""
    days = [period.since + timedelta(days=number) for number in range(period.days)]
    if bucket == "day":
        return days
    return sorted({day.replace(day=1) if bucket == "month" else day - timedelta(days=day.weekday()) for day in days})


async def _most_often(session: AsyncSession, asked: Any) -> list[OftenBody]:
    told = asked.subquery()
    same = func.lower(func.btrim(func.regexp_replace(told.c.words, "[^[:alnum:]]+", " ", "g")))
    query = (
        select(func.min(func.left(told.c.words, _LONGEST)), func.count())
        .where(told.c.words.is_not(None), same != "")
        .group_by(same)
        .order_by(func.count().desc(), func.max(told.c.created_at).desc())
        .limit(MOST_OFTEN)
    )
    return [OftenBody(words=words, count=count) for words, count in await session.execute(query)]


def _replies(period: Period, bot_id: UUID | None) -> Any:
    def of(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count().filter(*conditions)

    query = select(
        func.count().label("questions"),
        of(ChatMessage.kind.in_(_ANSWERED)).label("answered"),
        of(ChatMessage.kind == ReplyKind.UNKNOWN).label("unknown"),
        of(ChatMessage.kind == ReplyKind.DECLINED).label("declined"),
        of(ChatMessage.feedback == Feedback.UP).label("helpful"),
        of(ChatMessage.feedback == Feedback.DOWN).label("unhelpful"),
        func.percentile_cont(0.5).within_group(_SECONDS).label("median_seconds"),
        func.percentile_cont(0.95).within_group(_SECONDS).label("p95_seconds"),
        func.coalesce(func.sum(ModelCall.cost_cents), 0).label("cost_cents"),
    )
    told = query.select_from(ChatMessage).outerjoin(ModelCall, ModelCall.id == ChatMessage.call_id)
    return _of_period(told, period, bot_id).where(ChatMessage.role == MessageRole.ASSISTANT)


def _conversations(period: Period, bot_id: UUID | None) -> Any:
    return _talks(period, bot_id, ChatConversation.started_at)


def _hand_overs(period: Period, bot_id: UUID | None) -> Any:
    return _talks(period, bot_id, ChatConversation.handed_over_at)


def _talks(period: Period, bot_id: UUID | None, at: Any) -> Any:
    query = select(func.count().label("count")).select_from(ChatConversation).where(*_within(at, period))
    return query.where(ChatConversation.bot_id == bot_id) if bot_id else query


def _of_period(query: Any, period: Period, bot_id: UUID | None) -> Any:
    query = query.where(*_within(ChatMessage.created_at, period))
    return query.where(ChatMessage.bot_id == bot_id) if bot_id else query


def _within(at: Any, period: Period) -> Sequence[ColumnElement[bool]]:
    ends: datetime = start_of_day(period.until + timedelta(days=1))
    return at >= start_of_day(period.since), at < ends


def _begins(at: Any, bucket: Bucket) -> Any:
    # Written into the statement: as parameters the two places of one expression would differ for GROUP BY.
    zone, unit = literal_column(f"'{ROME.key}'"), literal_column(f"'{bucket}'")
    return cast(func.date_trunc(unit, func.timezone(zone, at)), Date)
