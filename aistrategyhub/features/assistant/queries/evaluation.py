"""Reads of the owner's questions and of the rounds in which they were asked."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.assistant.models import (
    EvaluationQuestion,
    EvaluationResult,
    EvaluationRun,
    KnowledgeDocument,
    RunStatus,
    Verdict,
)

_UNDER_WAY = (RunStatus.WAITING, RunStatus.RUNNING)


class QuestionNotFound(DomainError):
    """The bot has no such question of its owner's."""

    code = "EVALUATION_QUESTION_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa domanda di prova non c’è più.")


async def count_questions_of(session: AsyncSession, bot_id: UUID) -> int:
    """How many questions the owner has written for a bot."""
    query = select(func.count()).select_from(EvaluationQuestion).where(EvaluationQuestion.bot_id == bot_id)
    return (await session.execute(query)).scalar_one()


async def list_own_questions(
    session: AsyncSession, bot_id: UUID, request: PageRequest = PageRequest(), *, q: str = ""
) -> Page[EvaluationQuestion]:
    """One page of the owner's questions, the newest first."""
    conditions = [EvaluationQuestion.bot_id == bot_id]
    if needle := q.strip()[:100]:
        conditions.append(EvaluationQuestion.question.icontains(needle, autoescape=True))
    total = await session.scalar(select(func.count()).select_from(EvaluationQuestion).where(*conditions))
    query = select(EvaluationQuestion).where(*conditions)
    query = query.order_by(EvaluationQuestion.created_at.desc(), EvaluationQuestion.id)
    rows = (await session.execute(query.limit(request.per_page).offset(request.offset))).scalars()
    return Page(list(rows), total or 0, request.page, request.per_page)


async def all_questions(session: AsyncSession, bot_id: UUID) -> list[EvaluationQuestion]:
    """Every question of a bot's owner, in the order in which they were written."""
    query = select(EvaluationQuestion).where(EvaluationQuestion.bot_id == bot_id)
    rows = await session.execute(query.order_by(EvaluationQuestion.created_at, EvaluationQuestion.id))
    return list(rows.scalars())


async def get_own_question(session: AsyncSession, bot_id: UUID, question_id: UUID) -> EvaluationQuestion:
    """A question of this bot's owner. Raises QuestionNotFound."""
    query = select(EvaluationQuestion).where(EvaluationQuestion.bot_id == bot_id, EvaluationQuestion.id == question_id)
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise QuestionNotFound
    return found


async def titles_by_source(session: AsyncSession, bot_id: UUID) -> dict[str, str]:
    """What a bot knows: titles by source, in their order."""
    query = select(KnowledgeDocument.source_key, KnowledgeDocument.title).where(KnowledgeDocument.bot_id == bot_id)
    rows = (await session.execute(query.order_by(KnowledgeDocument.title, KnowledgeDocument.id))).tuples()
    return dict(rows.all())


async def sources_by_document(session: AsyncSession, bot_id: UUID) -> dict[str, str]:
    """The source of each document of a bot."""
    query = select(KnowledgeDocument.id, KnowledgeDocument.source_key).where(KnowledgeDocument.bot_id == bot_id)
    return {str(row.id): row.source_key for row in await session.execute(query)}


async def lock_run(session: AsyncSession, run_id: UUID) -> EvaluationRun | None:
    """The round, which nobody else changes until this transaction ends; None where it was deleted."""
    query = select(EvaluationRun).where(EvaluationRun.id == run_id)
    query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one_or_none()


async def find_run_under_way(session: AsyncSession, bot_id: UUID) -> EvaluationRun | None:
    """The round of a bot that is not over."""
    query = select(EvaluationRun).where(EvaluationRun.bot_id == bot_id, EvaluationRun.status.in_(_UNDER_WAY))
    return (await session.execute(query.limit(1))).scalar_one_or_none()


async def find_last_run(session: AsyncSession, bot_id: UUID) -> EvaluationRun | None:
    """The newest round of a bot."""
    return next(iter(await last_runs(session, bot_id, 1)), None)


async def last_runs(session: AsyncSession, bot_id: UUID, most: int) -> list[EvaluationRun]:
    """The newest rounds of a bot, the newest first."""
    query = select(EvaluationRun).where(EvaluationRun.bot_id == bot_id)
    rows = await session.execute(query.order_by(EvaluationRun.created_at.desc(), EvaluationRun.id.desc()).limit(most))
    return list(rows.scalars())


async def list_failed(session: AsyncSession, run_id: UUID, most: int) -> list[EvaluationResult]:
    """What was not answered as it should be in a round, in the order of the questions."""
    query = select(EvaluationResult).where(EvaluationResult.run_id == run_id, EvaluationResult.verdict != Verdict.RIGHT)
    return list((await session.execute(query.order_by(EvaluationResult.position).limit(most))).scalars())
