"""Vectors of chunks: each batch is a commit of its own, so that a killed worker goes on where it was.

A change of model is worked off beside the vectors that answer, which give way once the new ones are whole.
"""

from collections.abc import Sequence
from uuid import UUID

import structlog
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.assistant.models import Bot
from aistrategyhub.features.assistant.queries.searching import chunks_without_vector
from aistrategyhub.features.assistant.retrieval.meaning import written
from aistrategyhub.features.audit.service import record
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.integrations.embeddings.gateway import MOST_AT_ONCE, Embedder, EmbeddingModel, Vector

log = structlog.get_logger(__name__)

EMBED = "assistant.embed"
_FIRST = UUID(int=0)
_DROPPED_AT_ONCE = 5_000
# A chunk that went away meanwhile needs no vector.
_KEEP = text("""
    INSERT INTO knowledge_vectors (bot_id, model, dimension, chunk_id, embedding)
    SELECT k.bot_id, CAST(:model AS text), CAST(:dimension AS smallint), k.id, told.vector::halfvec
    FROM unnest(CAST(:chunks AS uuid[]), CAST(:vectors AS text[])) AS told (chunk_id, vector)
    JOIN knowledge_chunks k ON k.id = told.chunk_id
    ORDER BY k.id
    FOR KEY SHARE OF k
    ON CONFLICT DO NOTHING
""")
_DROP_OTHERS = text("""
    DELETE FROM knowledge_vectors WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM knowledge_vectors
        WHERE bot_id = :bot AND (model, dimension) <> (:model, CAST(:dimension AS smallint))
        LIMIT :most
    ))
""")


async def embed_bot(tenant_id: UUID, bot_id: UUID, embedder: Embedder) -> int:
    """Gives every live chunk of a bot a vector, and answers from these vectors then; how many were made.

    Raises EmbedderUnavailable or EmbedderRefused: what was made by then is kept.
    """
    made, after = 0, _FIRST
    while True:
        async with unit_of_work(tenant_id) as session:
            batch = await chunks_without_vector(session, bot_id, embedder.model, after=after, most=MOST_AT_ONCE)
        if not batch:
            break
        vectors = await embedder.embed_passages([chunk.words for chunk in batch])
        async with unit_of_work(tenant_id) as session:
            await keep_vectors(session, embedder.model, [chunk.id for chunk in batch], vectors)
        made, after = made + len(batch), batch[-1].id
    async with unit_of_work(tenant_id) as session:
        await _answer_from(session, bot_id, embedder.model)
    while await _drop_others(tenant_id, bot_id, embedder.model):
        pass
    return made


async def keep_vectors(
    session: AsyncSession, model: EmbeddingModel, chunk_ids: Sequence[UUID], vectors: Sequence[Vector]
) -> None:
    """Writes the vectors of these chunks."""
    values = {
        "model": model.name,
        "dimension": model.dimension,
        "chunks": list(chunk_ids),
        "vectors": [written(vector) for vector in vectors],
    }
    await session.execute(_KEEP, values)


async def _answer_from(session: AsyncSession, bot_id: UUID, model: EmbeddingModel) -> None:
    query = select(Bot).where(Bot.id == bot_id).with_for_update().execution_options(populate_existing=True)
    bot = (await session.execute(query)).scalar_one_or_none()
    if bot is None or (bot.dense_model, bot.dense_dimension) == (model.name, model.dimension):
        return
    before = bot.dense_model
    # What is near in one space is not in another.
    bot.dense_model, bot.dense_dimension, bot.min_similarity = model.name, model.dimension, 1.0
    if before:
        await record(
            session, "assistant.vectors_changed", "bot", bot.id, number=bot.number, before=before, after=model.name
        )
    await session.flush()


async def _drop_others(tenant_id: UUID, bot_id: UUID, model: EmbeddingModel) -> bool:
    """Whether there were any."""
    values = {"bot": bot_id, "model": model.name, "dimension": model.dimension, "most": _DROPPED_AT_ONCE}
    async with unit_of_work(tenant_id) as session:
        return bool((await session.execute(_DROP_OTHERS, values)).rowcount)
