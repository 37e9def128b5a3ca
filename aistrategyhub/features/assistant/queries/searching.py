"""Reads of what is kept for searching beside the words."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.integrations.embeddings.gateway import EmbeddingModel

# From one place on in the order of the identifiers, so that a whole bot is walked once.
_WITHOUT_VECTOR = text("""
    SELECT k.id, concat_ws(E'\\n', d.title, nullif(k.heading, ''), k.words) AS words
    FROM knowledge_chunks k JOIN knowledge_documents d ON d.id = k.document_id
    WHERE k.bot_id = :bot AND k.is_live AND k.id > :after
        AND NOT EXISTS (
            SELECT FROM knowledge_vectors v
            WHERE v.bot_id = :bot AND v.model = :model AND v.dimension = :dimension AND v.chunk_id = k.id
        )
    ORDER BY k.id LIMIT :most
""")
_WITH_VECTOR = text("""
    SELECT count(*) FROM knowledge_vectors v JOIN knowledge_chunks k ON k.id = v.chunk_id
    WHERE v.bot_id = :bot AND v.model = :model AND v.dimension = :dimension AND k.is_live
""")
_WITHOUT_QUESTIONS = text("""
    SELECT k.id, d.title, k.heading, k.words
    FROM knowledge_chunks k JOIN knowledge_documents d ON d.id = k.document_id
    WHERE k.bot_id = :bot AND k.is_live AND k.id > :after
        AND NOT EXISTS (SELECT FROM knowledge_questions q WHERE q.chunk_id = k.id)
    ORDER BY k.id LIMIT 1
""")
_WITH_QUESTIONS = text("""
    SELECT count(*) FROM knowledge_questions q JOIN knowledge_chunks k ON k.id = q.chunk_id
    WHERE q.bot_id = :bot AND k.is_live
""")


async def chunks_without_vector(
    session: AsyncSession, bot_id: UUID, model: EmbeddingModel, *, after: UUID, most: int
) -> Sequence[Row[tuple[UUID, str]]]:
    """Live chunks of a bot, `id` and `words`, that have no vector of this model yet."""
    values = {"bot": bot_id, "model": model.name, "dimension": model.dimension, "after": after, "most": most}
    return (await session.execute(_WITHOUT_VECTOR, values)).all()


async def count_vectors(session: AsyncSession, bot_id: UUID, model: EmbeddingModel) -> int:
    """How many live chunks have a vector of this model."""
    values = {"bot": bot_id, "model": model.name, "dimension": model.dimension}
    return (await session.execute(_WITH_VECTOR, values)).scalar_one()


async def next_without_questions(
    session: AsyncSession, bot_id: UUID, *, after: UUID
) -> Row[tuple[UUID, str, str, str]] | None:
    """The next live chunk of a bot, `id`, `title`, `heading` and `words`, for which no questions were written yet."""
    return (await session.execute(_WITHOUT_QUESTIONS, {"bot": bot_id, "after": after})).one_or_none()


async def count_with_questions(session: AsyncSession, bot_id: UUID) -> int:
    """For how many live chunks questions were written."""
    return (await session.execute(_WITH_QUESTIONS, {"bot": bot_id})).scalar_one()
