"""How often each way of searching finds the right passage, on the product's own Italian texts."""

import asyncio
from collections.abc import Mapping

from aistrategyhub.features.assistant.schemas.evaluation import ArmFigures
from aistrategyhub.features.assistant.service.evaluating import evaluate
from aistrategyhub.features.tenants.queries import first_tenant
from aistrategyhub.infra.db import close_engine, enter_tenant, new_session, transaction
from aistrategyhub.integrations.embeddings.ngrams import LocalEmbedder
from bench.figures import Figure, Section
from bench.lab import Lab
from bench.texts import own_texts, with_slips

_HOW = (
    "{texts} passages and {questions} questions that the product's own authors wrote for readers: frequent questions"
    " and their answers, headings of posts and what stands below them, questions of the assessments and the advice"
    " that goes with them; the question is taken out of its passage. Each way of searching of `hub assistant evaluate`"
    " with the local vectors: how often the passage is first and among the first five. Then again with a letter lost"
    " from the longest word of each question."
)


def measure(lab: Lab) -> Section:
    """Recall by way of searching, as typed and mistyped."""
    _ = lab.database
    corpus, asked = own_texts()
    typed = asyncio.run(_evaluate(mistyped=False))
    mistyped = asyncio.run(_evaluate(mistyped=True))
    figures = [
        Figure(f"{name}: {label}", value)
        for name, told in typed.items()
        for label, value in (("recall@1", told.recall_at_1), ("recall@5", told.recall_at_5))
    ]
    figures += [Figure(f"{name}, mistyped: recall@5", told.recall_at_5) for name, told in mistyped.items()]
    return Section("passages", "Passages found", _HOW.format(texts=len(corpus), questions=len(asked)), figures)


async def _evaluate(*, mistyped: bool) -> Mapping[str, ArmFigures]:
    corpus, asked = own_texts()
    async with transaction() as session:
        tenant = await first_tenant(session)
    assert tenant is not None
    async with new_session() as session:
        await session.begin()
        await enter_tenant(session, tenant.id)
        told = await evaluate(session, corpus, with_slips(asked) if mistyped else asked, "it", LocalEmbedder())
        await session.rollback()
    await close_engine()
    return told
