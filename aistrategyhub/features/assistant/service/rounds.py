"""The owner's questions, and asking for a round of them."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import find_principal
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.features.assistant.models import Bot, EvaluationQuestion, EvaluationRun
from aistrategyhub.features.assistant.queries.evaluation import (
    count_questions_of,
    find_run_under_way,
    get_own_question,
)
from aistrategyhub.features.assistant.schemas.evaluation import Expected
from aistrategyhub.features.audit.service import record
from aistrategyhub.infra.db import take_turns
from aistrategyhub.infra.work import enqueue

EXAMINE = "assistant.examine"
MOST_QUESTIONS = 500


class TooManyQuestions(DomainError):
    """More questions than a round takes."""

    code = "EVALUATION_QUESTIONS_FULL"
    sentence = mark("Le domande di prova sono già {most}: eliminane qualcuna.")


class NothingToAsk(DomainError):
    """A round without questions."""

    code = "EVALUATION_WITHOUT_QUESTIONS"
    sentence = mark("Scrivi almeno una domanda di prova.")


async def add_question(
    session: AsyncSession, bot: Bot, question: str, locale: str, expected: Expected
) -> EvaluationQuestion:
    """A question that the bot is asked from now on in every round. Raises TooManyQuestions."""
    await take_turns(session, f"evaluation questions:{bot.id}")
    if await count_questions_of(session, bot.id) >= MOST_QUESTIONS:
        raise TooManyQuestions(most=MOST_QUESTIONS)
    added = EvaluationQuestion(
        bot_id=bot.id,
        question=question,
        locale=locale,
        is_answerable=expected.is_answerable,
        expected_source=expected.source,
        expected_heading=expected.heading,
        created_by=_who(),
    )
    session.add(added)
    await session.flush()
    await record(session, "assistant.evaluation_question_added", "bot", bot.id, number=bot.number, question=question)
    return added


async def delete_question(session: AsyncSession, bot: Bot, question_id: UUID) -> None:
    """Takes a question out of the next rounds. Raises QuestionNotFound."""
    question = await get_own_question(session, bot.id, question_id)
    told = {"number": bot.number, "question": question.question}
    await record(session, "assistant.evaluation_question_deleted", "bot", bot.id, **told)
    await session.delete(question)
    await session.flush()


async def start_round(session: AsyncSession, bot: Bot) -> EvaluationRun:
    """Asks for a round; while one goes on it is that one. Raises NothingToAsk."""
    await take_turns(session, f"evaluation:{bot.id}")
    under_way = await find_run_under_way(session, bot.id)
    if under_way is not None:
        return under_way
    count = await count_questions_of(session, bot.id)
    if not count:
        raise NothingToAsk
    run = EvaluationRun(
        bot_id=bot.id,
        question_count=count,
        arms=list(bot.search_arms),
        min_coverage=bot.min_coverage,
        asked_by=_who(),
    )
    session.add(run)
    await session.flush()
    await enqueue(session, EXAMINE, {"run_id": str(run.id)}, key=f"{EXAMINE}:{run.id}", max_attempts=3)
    return run


def _who() -> UUID | None:
    principal = find_principal()
    return principal.person_id if principal else None
