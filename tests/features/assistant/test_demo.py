"""The demo firm's assistant, on the texts that the demo site publishes."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.assistant.models import BotStatus
from aistrategyhub.features.assistant.retrieval import Corpus, search
from aistrategyhub.features.assistant.seed import seed
from aistrategyhub.features.assistant.service import site_bot
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
