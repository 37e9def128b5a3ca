"""The index of words: what chunks say, and in how many live ones each word stands."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.assistant.models import KnowledgeDocument
from aistrategyhub.infra.db import take_turns

_INDEX = text("""
    WITH told AS (
        SELECT c.id, c.bot_id, word.lexeme, cardinality(word.positions) AS tf
        FROM knowledge_chunks c
        JOIN knowledge_documents d ON d.id = c.document_id
        CROSS JOIN LATERAL unnest(to_tsvector(
            search_configuration(c.locale), search_words_of(concat_ws(' ', d.title, c.heading, c.words))
        )) AS word
        WHERE c.id = ANY(CAST(:chunks AS uuid[]))
    ),
    measured AS (SELECT id, sum(tf) AS length FROM told GROUP BY id),
    kept AS (UPDATE knowledge_chunks c SET length = m.length FROM measured m WHERE c.id = m.id)
    INSERT INTO knowledge_postings (bot_id, lexeme, chunk_id, tf, length)
    SELECT told.bot_id, told.lexeme, told.id, told.tf, measured.length FROM told JOIN measured USING (id)
""")
# In the order of the words, so that nobody waits in a ring.
_COUNT_IN = text("""
    INSERT INTO knowledge_terms (bot_id, lexeme, df)
    SELECT p.bot_id, p.lexeme, count(*)
    FROM knowledge_chunks c JOIN knowledge_postings p ON p.chunk_id = c.id
    WHERE c.document_id = :document AND c.is_live
    GROUP BY p.bot_id, p.lexeme ORDER BY p.lexeme
    ON CONFLICT (tenant_id, bot_id, lexeme) DO UPDATE SET df = knowledge_terms.df + excluded.df
""")
_COUNT_OUT = text("""
    UPDATE knowledge_terms t SET df = t.df - gone.df
    FROM (
        SELECT p.bot_id, p.lexeme, count(*) AS df
        FROM knowledge_chunks c JOIN knowledge_postings p ON p.chunk_id = c.id
        WHERE c.document_id = :document AND c.is_live
        GROUP BY p.bot_id, p.lexeme
    ) AS gone
    WHERE t.bot_id = gone.bot_id AND t.lexeme = gone.lexeme
""")
_FORGET_UNUSED = text("DELETE FROM knowledge_terms WHERE bot_id = :bot AND df <= 0")
_MEASURE = text("""
    UPDATE bots b SET chunk_count = b.chunk_count + CAST(:sign AS int) * told.chunks,
        lexeme_count = b.lexeme_count + CAST(:sign AS int) * told.lexemes
    FROM (
        SELECT count(*) AS chunks, coalesce(sum(length), 0) AS lexemes
        FROM knowledge_chunks WHERE document_id = :document AND is_live
    ) AS told
    WHERE b.id = :bot
""")
_FORGET_ALL = text("DELETE FROM knowledge_terms WHERE bot_id = :bot")
_COUNT_ALL = text("""
    INSERT INTO knowledge_terms (bot_id, lexeme, df)
    SELECT p.bot_id, p.lexeme, count(*)
    FROM knowledge_chunks c JOIN knowledge_postings p ON p.chunk_id = c.id
    WHERE c.bot_id = :bot AND c.is_live
    GROUP BY p.bot_id, p.lexeme
""")
_MEASURE_ALL = text("""
    UPDATE bots b SET chunk_count = told.chunks, lexeme_count = told.lexemes
    FROM (
        SELECT count(*) AS chunks, coalesce(sum(length), 0) AS lexemes
        FROM knowledge_chunks WHERE bot_id = :bot AND is_live
    ) AS told
    WHERE b.id = :bot
""")
_LET_IN = text("""
    UPDATE knowledge_chunks SET is_live = true, only_locale = :only_locale
    WHERE document_id = :document AND version = :version
""")
_LET_OUT = text("UPDATE knowledge_chunks SET is_live = false WHERE document_id = :document AND is_live")
_DROP_OTHERS = text("DELETE FROM knowledge_chunks WHERE document_id = :document AND version < :version")


async def index_chunks(session: AsyncSession, chunk_ids: Sequence[UUID]) -> None:
    """Writes the words of these chunks into the index. They answer once their document is let in."""
    await session.execute(_INDEX, {"chunks": list(chunk_ids)})


async def let_in(session: AsyncSession, document: KnowledgeDocument, version: int) -> None:
    """Answers from this version of the document and from none before it: those are dropped."""
    await let_out(session, document)
    about = {"document": document.id, "bot": document.bot_id, "sign": 1}
    await session.execute(_DROP_OTHERS, {"document": document.id, "version": version})
    values = {"document": document.id, "version": version, "only_locale": document.only_locale}
    await session.execute(_LET_IN, values)
    await session.execute(_COUNT_IN, about)
    await session.execute(_MEASURE, about)


async def let_out(session: AsyncSession, document: KnowledgeDocument) -> None:
    """Answers from this document no more. Its chunks stay, to be let in again."""
    # The counts of a bot are changed by one at a time.
    await take_turns(session, f"bot index:{document.bot_id}")
    about = {"document": document.id, "bot": document.bot_id, "sign": -1}
    await session.execute(_COUNT_OUT, about)
    await session.execute(_FORGET_UNUSED, about)
    await session.execute(_MEASURE, about)
    await session.execute(_LET_OUT, about)


async def count_all(session: AsyncSession, bot_id: UUID) -> None:
    """Counts anew in how many live chunks of a bot each word stands: after many documents at once."""
    about = {"bot": bot_id}
    await session.execute(_FORGET_ALL, about)
    await session.execute(_COUNT_ALL, about)
    await session.execute(_MEASURE_ALL, about)
