"""Finding passages in what a bot knows, by the arms that were switched on for it."""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.assistant.models import SearchArm
from aistrategyhub.features.assistant.retrieval.corpus import Corpus
from aistrategyhub.features.assistant.retrieval.fusing import LOCAL_WEIGHT, PROVIDER_WEIGHT, fuse
from aistrategyhub.features.assistant.retrieval.meaning import search_meaning
from aistrategyhub.features.assistant.retrieval.words import LONGEST_QUESTION, search_words
from aistrategyhub.features.assistant.schemas.found import Found
from aistrategyhub.integrations.embeddings.gateway import Vector
from aistrategyhub.integrations.embeddings.ngrams import MODEL as LOCAL

__all__ = ["LONGEST_QUESTION", "Corpus", "search", "search_meaning"]

# What both rankings are fused from: beyond it a place adds next to nothing.
_DEPTH = 50


async def search(
    session: AsyncSession,
    corpus: Corpus,
    question: str,
    locale: str,
    *,
    most: int = 8,
    arms: Collection[SearchArm] | None = None,
    vector: Vector | None = None,
) -> Found:
    """The best passages of one bot for a question. `arms` are the bot's own unless others are named; without a `vector`
    the dense one is left out."""
    if not corpus.chunk_count:
        return Found([])
    chosen = corpus.arms if arms is None else arms
    if vector is None or SearchArm.DENSE not in chosen:
        return await search_words(session, corpus, question, locale, most=most, arms=chosen)
    depth = max(most, _DEPTH)
    words = await search_words(session, corpus, question, locale, most=depth, arms=chosen)
    near = await search_meaning(session, corpus, vector, locale, most=depth)
    weight = LOCAL_WEIGHT if corpus.model == LOCAL else PROVIDER_WEIGHT
    return Found(fuse(words.passages, near.passages, weight)[:most], words.coverage, near.similarity)
