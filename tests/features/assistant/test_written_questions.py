"""Questions a model writes for passages: each paid once, kept when a worker dies, and searched only where wanted."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.assistant.jobs import JOBS
from aistrategyhub.features.assistant.models import Bot, KnowledgeChunk, KnowledgeQuestion, SearchArm
from aistrategyhub.features.assistant.queries import get_document
from aistrategyhub.features.assistant.queries.searching import count_with_questions
from aistrategyhub.features.assistant.retrieval import Corpus, search
from aistrategyhub.features.assistant.rules.written_questions import kept_questions
from aistrategyhub.features.assistant.service import WRITE_QUESTIONS, change_bot, write_questions
from aistrategyhub.features.assistant.service.indexing import let_in, let_out
from aistrategyhub.features.assistant.service.questions import keep_questions
from aistrategyhub.features.prompts.models import CallStatus, ModelCall, PromptBudget
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.work import Postponed
from tests.factories.knowledge import create_bot_one
from tests.harness.model_server import Fault, ModelServer

COLLOQUIAL = "che guaio se mi bucano il gestionale?"
QUESTIONS = {SearchArm.QUESTIONS}
(RUN,) = [job.run for job in JOBS if job.name == WRITE_QUESTIONS]


@pytest.fixture
async def bot(session: AsyncSession) -> Bot:
    await create_bot_one(session)
    return await change_bot(session, 1, writes_questions=True)


async def chunk_of(session: AsyncSession, heading: str) -> KnowledgeChunk:
    query = select(KnowledgeChunk).where(KnowledgeChunk.heading.endswith(heading))
    return (await session.execute(query)).scalar_one()


async def test_a_chunk_is_found_by_a_question_that_was_written_for_it(
    session: AsyncSession, bot: Bot, models: ModelServer
) -> None:
    models.answer = lambda body: {
        "questions": [COLLOQUIAL] if "Sanzioni" in body["messages"][0]["content"] else ["quanto tempo?"]
    }
    assert await write_questions(tenant_of(session), bot.number) == bot.chunk_count
    assert await count_with_questions(session, bot.id) == bot.chunk_count
    assert {body["model"] for body in models.asked} == {"claude-haiku-5-5"}
    corpus = Corpus.of(bot)
    without = await search(session, corpus, "mi bucano il gestionale", "it", arms=())
    found = await search(session, corpus, "mi bucano il gestionale", "it", arms=QUESTIONS)
    assert without.passages == []
    assert found.passages[0].heading.endswith("Sanzioni")
    assert found.coverage >= bot.min_coverage
    calls = (await session.execute(select(ModelCall))).scalars().all()
    assert {(call.purpose, call.status) for call in calls} == {("assistant-questions", CallStatus.ANSWERED)}


async def test_nothing_is_written_without_a_key_or_without_the_owners_word(
    session: AsyncSession, bot: Bot, models: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await change_bot(session, bot.number, writes_questions=False)
    await RUN(session, {})
    assert models.asked == []


async def test_without_a_key_nobody_is_asked(session: AsyncSession, bot: Bot) -> None:
    await RUN(session, {})
    assert await count_with_questions(session, bot.id) == 0


async def test_a_spent_budget_waits_and_nothing_is_paid_twice(
    session: AsyncSession, bot: Bot, models: ModelServer
) -> None:
    models.answer = lambda body: {"questions": ["quando?"]}
    session.add(PromptBudget(purpose="assistant-questions", monthly_cents=0))
    await session.flush()
    await RUN(session, {})
    assert models.asked == []
    (await session.execute(select(PromptBudget))).scalar_one().monthly_cents = 500
    await RUN(session, {})
    await RUN(session, {})
    assert len(models.asked) == bot.chunk_count


async def test_a_busy_model_is_asked_later_from_where_it_was(
    session: AsyncSession, bot: Bot, models: ModelServer
) -> None:
    def answer(body: dict[str, object]) -> dict[str, list[str]]:
        models.faults = [Fault(429, "rate_limit_error", "60")]
        return {"questions": ["quando?"]}

    models.answer = answer
    with pytest.raises(Postponed) as later:
        await RUN(session, {})
    assert await count_with_questions(session, bot.id) == 1
    assert later.value.due is not None
    models.faults, models.answer = [], lambda body: {"questions": ["quando?"]}
    await RUN(session, {})
    assert await count_with_questions(session, bot.id) == bot.chunk_count


async def test_what_a_model_refuses_is_not_asked_again(session: AsyncSession, bot: Bot, models: ModelServer) -> None:
    models.stop_reason = "refusal"
    await RUN(session, {})
    asked = len(models.asked)
    await RUN(session, {})
    assert len(models.asked) == asked == bot.chunk_count
    rows = (await session.execute(select(KnowledgeQuestion))).scalars().all()
    assert all(row.questions == [] for row in rows)


async def test_counts_follow_a_document_that_comes_and_goes(session: AsyncSession, bot: Bot) -> None:
    chunk = await chunk_of(session, "Sanzioni")
    await keep_questions(session, bot.id, chunk.id, [COLLOQUIAL])
    await keep_questions(session, bot.id, chunk.id, ["un'altra domanda"])
    document = await get_document(session, chunk.document_id)

    async def found() -> bool:
        await session.refresh(bot)
        told = await search(session, Corpus.of(bot), "bucano il gestionale", "it", arms=QUESTIONS)
        return bool(told.passages)

    assert await found()
    await let_out(session, document)
    assert not await found()
    await let_in(session, document, 1)
    assert await found()


def test_only_questions_of_a_bearable_length_are_kept() -> None:
    assert kept_questions(["  quando\nscade? ", "quando scade?", "", "x" * 201, "a\x00b", *"cdefgh"]) == [
        "quando scade?",
        "a b",
        "c",
        "d",
        "e",
        "f",
    ]


def test_the_job_gives_way_and_comes_every_hour() -> None:
    (job,) = [job for job in JOBS if job.name == WRITE_QUESTIONS]
    assert (job.every, job.gives_way) == (timedelta(hours=1), True)
