"""The demo firm's assistant, on the texts that the demo site publishes."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.assistant.models import BotStatus
from aistrategyhub.features.assistant.queries.evaluation import list_failed
from aistrategyhub.features.assistant.retrieval import Corpus, search
from aistrategyhub.features.assistant.seed import seed
from aistrategyhub.features.assistant.service import site_bot
from aistrategyhub.features.assistant.service.examining import examine, use_threshold
from aistrategyhub.features.assistant.service.rounds import start_round
from aistrategyhub.infra.db import tenant_of
from tests.harness.background import run_everything

ANSWERED = (
    "Che cosa comprende la formazione sull'AI Act?",
    "Entro quando va notificato un incidente NIS2?",
    "Fate valutazioni d'impatto?",
)
NOT_ANSWERED = (
    "Qual è la ricetta della carbonara?",
    "Chi ha vinto lo scudetto nel 1989?",
    "Quanto è alto il Monte Bianco?",
    "Scrivimi una poesia d'amore",
)


@pytest.fixture
async def taught(demo: AsyncSession) -> Any:
    for _twice in range(2):
        await seed(demo, SeedPlan(tenant_of(demo), 1))
    await run_everything(demo)
    bot = await site_bot(demo)
    await demo.refresh(bot)
    return bot


async def test_it_knows_the_site_and_knows_what_it_does_not_know(demo: AsyncSession, taught: Any) -> None:
    assert (taught.number, taught.status, taught.chunk_count > 50) == (1, BotStatus.ACTIVE, True)
    told = {
        question: (await search(demo, Corpus.of(taught), question, "it")).coverage
        for question in (*ANSWERED, *NOT_ANSWERED)
    }
    assert {question for question, coverage in told.items() if coverage >= taught.min_coverage} == set(ANSWERED), told


async def test_a_round_of_the_demos_own_questions_calibrates_it(demo: AsyncSession, taught: Any) -> None:
    run = await start_round(demo, taught)
    await examine(tenant_of(demo), run.id)
    await demo.refresh(run)
    failed = {row.question: row.verdict for row in await list_failed(demo, run.id, 20)}
    assert run.suggested_coverage is not None, failed
    await use_threshold(demo, taught.number)
    again = await start_round(demo, taught)
    await examine(tenant_of(demo), again.id)
    await demo.refresh(again)
    failed = {row.question: row.verdict for row in await list_failed(demo, again.id, 20)}
    assert failed == {}, (run.suggested_coverage, failed)
