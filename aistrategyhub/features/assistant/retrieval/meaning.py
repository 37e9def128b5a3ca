"""Finding passages by the nearness of their vectors, always inside one bot.

Every vector of a small bot is compared; in a large one an HNSW index is walked, which goes on while what it finds
belongs to others.
"""

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.assistant.models import DIMENSIONS
from aistrategyhub.features.assistant.retrieval.corpus import Corpus
from aistrategyhub.features.assistant.retrieval.passages import passage_of
from aistrategyhub.features.assistant.schemas.found import Found
from aistrategyhub.integrations.embeddings.gateway import Vector

# About a millisecond for a thousand vectors: beyond this the index is quicker.
LARGEST_EXACT = 10_000
# How far the index is walked, and how many of what it finds may turn out not to be live any more.
_REACH, _SPARE = 200, 3
_WALK = text(f"""
    SELECT set_config('hnsw.ef_search', '{_REACH}', true), set_config('hnsw.iterative_scan', 'relaxed_order', true)
""")


def _statement(dimension: int, *, is_exact: bool) -> TextClause:
    distance = f"(v.embedding::halfvec({dimension}) <=> CAST(:vector AS halfvec({dimension})))"
    # An index answers only an order by the bare operator.
    order = f"{distance} + 0.0" if is_exact else distance
    return text(f"""
        WITH near AS MATERIALIZED (
            SELECT v.chunk_id, {distance} AS distance
            FROM knowledge_vectors v
            WHERE v.bot_id = :bot AND v.model = :model AND v.dimension = {dimension}
            ORDER BY {order}
            LIMIT :reach
        )
        SELECT k.id, k.document_id, d.title, k.heading, k.words, k.page, d.path, 1 - n.distance AS similarity
        FROM near n
        JOIN knowledge_chunks k ON k.id = n.chunk_id
        JOIN knowledge_documents d ON d.id = k.document_id
        WHERE k.is_live AND k.only_locale IN ('', :locale)
        ORDER BY n.distance, k.id
        LIMIT :most
    """)


_EXACT = {dimension: _statement(dimension, is_exact=True) for dimension in DIMENSIONS}
_WALKED = {dimension: _statement(dimension, is_exact=False) for dimension in DIMENSIONS}


async def search_meaning(session: AsyncSession, corpus: Corpus, vector: Vector, locale: str, *, most: int) -> Found:
    """The nearest passages, with how near the first is: 1 is the same direction, 0 has nothing to do with it."""
    if corpus.model is None or len(vector) != corpus.model.dimension:
        return Found([])
    is_exact = corpus.chunk_count <= LARGEST_EXACT
    if not is_exact:
        await session.execute(_WALK)
    values = {
        "bot": corpus.bot_id,
        "model": corpus.model.name,
        "vector": written(vector),
        "locale": locale,
        "reach": most * _SPARE,
        "most": most,
    }
    statement = (_EXACT if is_exact else _WALKED)[corpus.model.dimension]
    rows = (await session.execute(statement, values)).all()
    passages = [passage_of(row, float(row.similarity)) for row in rows]
    return Found(passages, similarity=passages[0].score if passages else 0.0)


def written(vector: Vector) -> str:
    """As pgvector reads it. Half floats hold no more digits."""
    return "[" + ",".join(f"{value:.5g}" for value in vector) + "]"
