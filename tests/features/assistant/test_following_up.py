"""Half a question: searched together with the one before, also where no model can say what was meant."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.assistant import answering
from aistrategyhub.features.assistant.models import MessageRole
from aistrategyhub.features.assistant.rules.following_up import is_half_a_question, leans_on_the_last
from aistrategyhub.features.assistant.schemas.chat import Asked, Began, Citation, Heard
from aistrategyhub.features.assistant.service.looking import meant_by
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.rate_limits import RateLimit
from tests.factories.knowledge import create_bot_one


@pytest.mark.parametrize(
    ("question", "is_half"),
    [
        ("E quanto costa?", True),
        ("e per i fornitori?", True),
        ("Quanto costa questo?", True),
        ("Anche in inglese?", True),
        ("What about suppliers?", True),
        ("And the price?", True),
        ("Quanto costa il corso?", False),
        ("Entro quando?", False),
        ("E che cosa dice il decreto sulla catena di fornitura?", False),
    ],
)
def test_a_question_says_itself_that_it_goes_on(question: str, is_half: bool) -> None:
    assert is_half_a_question(question) is is_half


def test_only_short_questions_lean_on_the_last() -> None:
    assert leans_on_the_last("Entro quando?")
    assert not leans_on_the_last("Quali sono le sanzioni per chi non notifica?")


def test_what_is_meant_is_both_halves() -> None:
    before = [(MessageRole.VISITOR, "Che cosa comprende il corso?"), (MessageRole.ASSISTANT, "Due giornate.")]
    assert meant_by("E quanto costa?", before) == "Che cosa comprende il corso?\nE quanto costa?"
    assert meant_by("Quali sanzioni ci sono?", before) == "Quali sanzioni ci sono?"
    assert meant_by("E quanto costa?", []) == "E quanto costa?"


GUIDE = "# Guida al prezzo\n\nIl prezzo di ogni incontro di consulenza: quanto costa lo diciamo prima."


async def test_the_price_is_that_of_what_was_spoken_of(session: AsyncSession, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody_is_counted(limit: RateLimit, key: str) -> None:
        return None

    monkeypatch.setattr(answering, "hit_or_refuse", nobody_is_counted)
    course = "# Corso di alfabetizzazione\n\nIl corso dura due giornate e costa 1.200 euro oltre IVA."
    await create_bot_one(session, {"Corso": course, "Guida": GUIDE})

    async def ask(question: str, token: str) -> list[Heard]:
        asked = Asked(tenant_of(session), 1, question, "it", "127.0.0.1", token=token)
        return [heard async for heard in answering.answer(asked)]

    first = await ask("Quanto dura il corso di alfabetizzazione?", "")
    token = next(one.token for one in first if isinstance(one, Began))
    second = await ask("E quanto costa?", token)
    assert next(one.title for one in second if isinstance(one, Citation)) == "Corso"
