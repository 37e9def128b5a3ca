"""Questions written for each chunk by a model, so that a chunk is found by words that it does not use.

Each chunk is a call and a commit of its own: a killed worker goes on where it was, and a spent budget waits.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.ids import new_id
from aistrategyhub.features.assistant.prompts import QUESTIONS, WrittenQuestions
from aistrategyhub.features.assistant.queries import get_bot
from aistrategyhub.features.assistant.queries.searching import next_without_questions
from aistrategyhub.features.assistant.rules.written_questions import kept_questions
from aistrategyhub.features.prompts.queries import get_gateway
from aistrategyhub.features.prompts.rules import read_answer
from aistrategyhub.features.prompts.schemas import BookedCall
from aistrategyhub.features.prompts.service import book_call, fail_call, settle_call
from aistrategyhub.infra.db import take_turns, unit_of_work
from aistrategyhub.infra.work import enqueue
from aistrategyhub.integrations.anthropic.gateway import AnswerCutShort, ModelFailure, ModelGateway, ModelRefused

WRITE_QUESTIONS = "assistant.write_questions"
_FIRST = UUID(int=0)
_KEEP = text("""
    INSERT INTO knowledge_questions (bot_id, chunk_id, questions, written_at)
    SELECT k.bot_id, k.id, CAST(:questions AS text[]), now() FROM knowledge_chunks k WHERE k.id = :chunk
    FOR KEY SHARE OF k
    ON CONFLICT DO NOTHING
""")
# Behind a mark, so that a search may ask for them or not. Their own length is what repeating a word is measured by.
_INDEX = text("""
    WITH told AS (
        SELECT k.id, k.bot_id, k.is_live, word.lexeme, cardinality(word.positions) AS tf
        FROM knowledge_chunks k
        JOIN knowledge_questions q ON q.chunk_id = k.id
        CROSS JOIN LATERAL unnest(to_tsvector(
            search_configuration(k.locale), search_words_of(array_to_string(q.questions, ' '))
        )) AS word
        WHERE k.id = :chunk
    ),
    indexed AS (
        INSERT INTO knowledge_postings (bot_id, lexeme, chunk_id, tf, length)
        SELECT bot_id, '?' || lexeme, id, tf, (SELECT sum(tf) FROM told) FROM told
        ON CONFLICT DO NOTHING
    )
    INSERT INTO knowledge_terms (bot_id, lexeme, df)
    SELECT bot_id, '?' || lexeme, 1 FROM told WHERE is_live ORDER BY lexeme
    ON CONFLICT (tenant_id, bot_id, lexeme) DO UPDATE SET df = knowledge_terms.df + 1
""")


async def write_questions(tenant_id: UUID, bot_number: int) -> int:
    """Has the questions of every live chunk written that has none; for how many.

    Raises ModelNotConfigured, KeyRefused, BudgetExhausted or NoPrice when nobody may be asked any more, and ModelBusy
    or ModelUnavailable when it may be later: what was written by then is kept.
    """
    count, after = 0, _FIRST
    while True:
        async with unit_of_work(tenant_id) as session:
            bot = await get_bot(session, bot_number)
            chunk = await next_without_questions(session, bot.id, after=after) if bot.writes_questions else None
            if chunk is None:
                return count
            gateway = await get_gateway(session)
            about = {"title": chunk.title, "heading": chunk.heading, "passage": chunk.words}
            booked = await book_call(session, QUESTIONS, about)
        await _ask(tenant_id, bot.id, chunk.id, booked, gateway)
        count, after = count + 1, chunk.id


async def want_questions(session: AsyncSession) -> None:
    """Has them written now, and not at the next hour."""
    await enqueue(session, WRITE_QUESTIONS, key=f"{WRITE_QUESTIONS}:{new_id()}")


async def keep_questions(session: AsyncSession, bot_id: UUID, chunk_id: UUID, questions: Sequence[str]) -> None:
    """Writes the questions of a chunk down, and lets it be found by them. One that went away needs none."""
    # The counts of a bot are changed by one at a time.
    await take_turns(session, f"bot index:{bot_id}")
    kept = await session.execute(_KEEP, {"chunk": chunk_id, "questions": list(questions)})
    if kept.rowcount:
        await session.execute(_INDEX, {"chunk": chunk_id})


async def _ask(tenant_id: UUID, bot_id: UUID, chunk_id: UUID, booked: BookedCall, gateway: ModelGateway) -> None:
    """A passage that a model has nothing to say of, or will not, is not asked about again."""
    try:
        answer = await gateway.ask(booked.question)
        questions = kept_questions(read_answer(WrittenQuestions, answer).questions)
    except ModelFailure as failure:
        async with unit_of_work(tenant_id) as session:
            await fail_call(session, booked.id, failure)
            if isinstance(failure, ModelRefused | AnswerCutShort):
                await keep_questions(session, bot_id, chunk_id, [])
                return
        raise
    async with unit_of_work(tenant_id) as session:
        await settle_call(session, booked.id, answer)
        await keep_questions(session, bot_id, chunk_id, questions)
