"""A round: the owner's questions asked in every way of searching, and what follows from it for the bot."""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.features.assistant.models import (
    Bot,
    EvaluationQuestion,
    EvaluationResult,
    RunStatus,
    Verdict,
)
from aistrategyhub.features.assistant.queries import get_bot
from aistrategyhub.features.assistant.queries.bots import get_bot_by_id
from aistrategyhub.features.assistant.queries.evaluation import (
    all_questions,
    find_last_run,
    lock_run,
    sources_by_document,
)
from aistrategyhub.features.assistant.queries.searching import count_with_questions
from aistrategyhub.features.assistant.retrieval import Corpus
from aistrategyhub.features.assistant.rules.calibration import judge, nearest_of_others, place_of, threshold
from aistrategyhub.features.assistant.rules.evaluation import figures
from aistrategyhub.features.assistant.rules.ways import Way, way_of, ways_with
from aistrategyhub.features.assistant.schemas.evaluation import Expected, Judged
from aistrategyhub.features.assistant.service.bots import change_bot
from aistrategyhub.features.assistant.service.evaluating import ask_by
from aistrategyhub.features.assistant.service.looking import vector_for
from aistrategyhub.infra.db import unit_of_work

_DEPTH = 10
_LONGEST_TITLE = 300


class WayNotProven(DomainError):
    """The last round does not show that this way finds more."""

    code = "SEARCH_NOT_PROVEN"
    sentence = mark("L’ultima prova non mostra che così trova di più: rifai la prova, poi scegli.")


class NoThreshold(DomainError):
    """The last round suggests none."""

    code = "THRESHOLD_UNKNOWN"
    sentence = mark("Per una soglia servono domande a cui rispondere e domande fuori tema, in una prova conclusa.")


@dataclass(frozen=True)
class _Plan:
    """What a round asks. `own` is the way in which visitors are answered."""

    corpus: Corpus
    ways: Sequence[Way]
    own: Way
    min_coverage: float
    min_similarity: float
    questions: Sequence[EvaluationQuestion]
    sources: dict[str, str]
    told: defaultdict[str, list[tuple[Expected, Judged]]] = field(default_factory=lambda: defaultdict(list))


async def examine(tenant_id: UUID, run_id: UUID) -> None:
    """Asks every question of a round, each in a commit of its own. One that was killed is begun again."""
    async with unit_of_work(tenant_id) as session:
        plan = await _begin(session, run_id)
    if plan is None:
        return
    right = 0
    for position, question in enumerate(plan.questions, start=1):
        vector = await vector_for(plan.corpus.model, question.question) if plan.corpus.model else None
        async with unit_of_work(tenant_id) as session:
            for way in plan.ways:
                plan.told[way.name].append((_expected(question), await _ask(session, plan, way, question, vector)))
            result = _result(run_id, position, question, plan)
            session.add(result)
            right += result.verdict is Verdict.RIGHT
            run = await lock_run(session, run_id)
            if run is None:
                return
            run.done_count, run.right_count = position, right
    async with unit_of_work(tenant_id) as session:
        await _finish(session, run_id, plan)


async def fail_round(session: AsyncSession, run_id: UUID) -> None:
    """Says that a round will not end."""
    run = await lock_run(session, run_id)
    if run is not None:
        run.status, run.ended_at = RunStatus.FAILED, now()


async def use_way(session: AsyncSession, bot_number: int, name: str) -> Bot:
    """Answers visitors by this way of searching, where the last round shows that it finds at least as much as the one
    now in use. Raises BotNotFound, WayNotProven."""
    bot = await get_bot(session, bot_number)
    run = await find_last_run(session, bot.id)
    way = next((one for one in ways_with(vectors=True, questions=True) if one.name == name), None)
    if way is None or way.is_dense_alone or run is None or run.status is not RunStatus.DONE or name not in run.ways:
        raise WayNotProven
    own = run.ways.get(way_of(bot.search_arms).name, {"recall@5": 0.0})
    if run.ways[name]["recall@5"] < own["recall@5"]:
        raise WayNotProven
    near = run.suggested_similarity if way.takes_vector and run.suggested_similarity is not None else 1.0
    return await change_bot(session, bot_number, search_arms=sorted(way.arms), min_similarity=near)


async def use_threshold(session: AsyncSession, bot_number: int) -> Bot:
    """Answers from the coverage on that the last round suggests. Raises BotNotFound, NoThreshold."""
    bot = await get_bot(session, bot_number)
    run = await find_last_run(session, bot.id)
    if run is None or run.status is not RunStatus.DONE or run.suggested_coverage is None:
        raise NoThreshold
    return await change_bot(session, bot_number, min_coverage=run.suggested_coverage)


async def _begin(session: AsyncSession, run_id: UUID) -> _Plan | None:
    run = await lock_run(session, run_id)
    if run is None or run.status not in (RunStatus.WAITING, RunStatus.RUNNING):
        return None
    bot = await get_bot_by_id(session, run.bot_id)
    await session.execute(delete(EvaluationResult).where(EvaluationResult.run_id == run_id))
    questions = await all_questions(session, bot.id)
    run.status, run.done_count, run.right_count, run.question_count = RunStatus.RUNNING, 0, 0, len(questions)
    run.arms, run.min_coverage = list(bot.search_arms), bot.min_coverage
    corpus = Corpus.of(bot)
    has_questions = await count_with_questions(session, bot.id) > 0
    return _Plan(
        corpus,
        ways_with(vectors=corpus.model is not None, questions=has_questions, own=way_of(bot.search_arms)),
        way_of(bot.search_arms),
        bot.min_coverage,
        bot.min_similarity,
        questions,
        await sources_by_document(session, bot.id),
    )


async def _ask(
    session: AsyncSession, plan: _Plan, way: Way, question: EvaluationQuestion, vector: tuple[float, ...] | None
) -> Judged:
    began = time.perf_counter()
    asked = (question.question, question.locale)
    found = await ask_by(way, session, plan.corpus, *asked, vector=vector, most=_DEPTH)
    took = (time.perf_counter() - began) * 1000
    place = place_of(found.passages, _expected(question), plan.sources)
    title = found.passages[0].title[:_LONGEST_TITLE] if found.passages else ""
    is_enough = found.is_enough(plan.min_coverage, plan.min_similarity)
    return Judged(place, found.coverage, found.similarity, took, title, is_enough)


def _result(run_id: UUID, position: int, question: EvaluationQuestion, plan: _Plan) -> EvaluationResult:
    expected, told = plan.told[plan.own.name][-1]
    return EvaluationResult(
        run_id=run_id,
        position=position,
        question=question.question,
        is_answerable=expected.is_answerable,
        verdict=judge(expected, told.place, is_answered=told.is_enough),
        place=told.place,
        coverage=round(told.coverage, 4),
        similarity=round(told.similarity, 4),
        found=told.title,
    )


async def _finish(session: AsyncSession, run_id: UUID, plan: _Plan) -> None:
    run = await lock_run(session, run_id)
    if run is None:
        return
    run.ways = {way.name: _figures_of(plan.told[way.name]) for way in plan.ways}
    own = plan.told[plan.own.name]
    run.recall = run.ways[plan.own.name].get("recall@5")
    run.suggested_coverage = threshold(*_split(own, "coverage"))
    near = plan.told.get("dense", [])
    run.suggested_similarity = nearest_of_others(_split(near, "similarity")[1])
    run.status, run.ended_at = RunStatus.DONE, now()


def _figures_of(told: Sequence[tuple[Expected, Judged]]) -> Mapping[str, float]:
    """Those of the questions that are to be answered; none without such a question."""
    answerable = [one for expected, one in told if expected.is_answerable]
    if not answerable:
        return {}
    return figures([one.place for one in answerable], [one.milliseconds for one in answerable]).for_programs()


def _split(told: Sequence[tuple[Expected, Judged]], measure: str) -> tuple[list[float], list[float]]:
    """A measure of the questions that are to be answered, and of the others."""
    values = [(expected.is_answerable, float(getattr(one, measure))) for expected, one in told]
    return [value for is_one, value in values if is_one], [value for is_one, value in values if not is_one]


def _expected(question: EvaluationQuestion) -> Expected:
    return Expected(question.is_answerable, question.expected_source, question.expected_heading)
