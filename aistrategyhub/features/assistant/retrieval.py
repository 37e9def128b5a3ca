"""Finding passages: BM25 over an index of our own, always inside one bot.

Two stages. The rarest words of a question choose the candidates, because lists of common words are long; then every
word scores those few. `docs/decisions` says what was measured before.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.assistant.links import passage_path
from aistrategyhub.features.assistant.models import Bot
from aistrategyhub.features.assistant.schemas.found import Found, Passage

# As usual for BM25 (Robertson and Zaragoza 2009, 3.3): how soon repeating a word stops to help, and how much a long
# passage is held against it.
_K1, _B = 1.2, 0.75
_RAREST, _CANDIDATES = 3, 200
# A word that the glossary added is a guess of ours.
_ADDED_WEIGHT = 0.6
# A word that no document holds tells that something is asked for which is not here, but a name does that as well.
_UNKNOWN_WEIGHT = 0.8
# What questions are made of, and what no passage is recognised by.
_NOISE = {
    "it": """quanto quanta quanti quante quale quali qual chi cosa come quando dove perché entro fare faccio fa fate
        posso puoi può possiamo potete devo deve devono dobbiamo bisogna serve vorrei voglio sapere dire dimmi dite mi
        scrivi scrivimi spiega spiegami aiutami c'è sono va vanno esiste""",
    "en": """what which who whom when where why how much many long do does did can could should would may must need want
        tell me please explain write give is are there i we you my our your""",
}
LONGEST_QUESTION = 2_000

_ASKED = """
    question AS MATERIALIZED (
        SELECT DISTINCT word.lexeme
        FROM unnest(search_stems(:locale, search_words_of(:question))) AS word (lexeme)
        WHERE word.lexeme <> ALL (search_stems(:locale, search_words_of(:noise)))
    ),
    added AS MATERIALIZED (
        SELECT DISTINCT word.lexeme
        FROM knowledge_glossary g CROSS JOIN LATERAL unnest(g.meaning_lexemes) AS word (lexeme)
        WHERE :has_glossary AND g.bot_id = :bot AND g.phrase_lexemes <> '{}'
            AND g.phrase_lexemes <@ (SELECT array_agg(lexeme) FROM question)
    ),
    asked AS MATERIALIZED (
        SELECT w.lexeme, w.is_added, coalesce(t.df, 0) AS df,
            (CASE WHEN w.is_added THEN :added_weight ELSE 1 END)
                * ln(1 + (:count - coalesce(t.df, 0) + 0.5) / (coalesce(t.df, 0) + 0.5)) AS weight
        FROM (
            SELECT lexeme, false AS is_added FROM question
            UNION ALL
            SELECT lexeme, true FROM added WHERE lexeme NOT IN (SELECT lexeme FROM question)
        ) AS w
        LEFT JOIN knowledge_terms t ON t.bot_id = :bot AND t.lexeme = w.lexeme
    )
"""
_TF = f"p.tf * {_K1 + 1} / (p.tf + {_K1} * ({1 - _B} + {_B} * p.length / CAST(:average AS float)))"
# OFFSET and LIMIT keep the planner to the index, also before it has counted what was just written.
_SEARCH = text(f"""
    WITH {_ASKED},
    rarest AS MATERIALIZED (
        SELECT lexeme, weight FROM (
            SELECT lexeme, weight, row_number() OVER (PARTITION BY is_added ORDER BY df, lexeme) AS place
            FROM asked WHERE df > 0
        ) AS ordered WHERE place <= {_RAREST}
    ),
    candidates AS MATERIALIZED (
        SELECT p.chunk_id, sum(r.weight * {_TF}) AS score
        FROM rarest r CROSS JOIN LATERAL (
            SELECT p.chunk_id, p.tf, p.length FROM knowledge_postings p
            WHERE p.bot_id = :bot AND p.lexeme = r.lexeme OFFSET 0
        ) AS p
        GROUP BY p.chunk_id
        ORDER BY score DESC, p.chunk_id
        LIMIT {_CANDIDATES}
    ),
    scored AS MATERIALIZED (
        SELECT c.chunk_id, sum(said.score) AS score, sum(said.weight) FILTER (WHERE NOT said.is_added) AS held,
            sum(said.weight) FILTER (WHERE said.is_added) AS held_added
        FROM candidates c
        CROSS JOIN LATERAL (
            SELECT a.weight, a.is_added, a.weight * {_TF} AS score
            FROM asked a CROSS JOIN LATERAL (
                SELECT p.tf, p.length FROM knowledge_postings p
                WHERE p.bot_id = :bot AND p.lexeme = a.lexeme AND p.chunk_id = c.chunk_id LIMIT 1
            ) AS p
        ) AS said
        GROUP BY c.chunk_id
    ),
    question_weight AS (
        SELECT sum(CASE WHEN df = 0 THEN weight * {_UNKNOWN_WEIGHT} ELSE weight END) AS total
        FROM asked WHERE NOT is_added
    )
    SELECT k.id, k.document_id, d.title, k.heading, k.words, k.page, d.path, s.score,
        least(1, (coalesce(s.held, 0) + coalesce(s.held_added, 0)) / nullif(question_weight.total, 0)) AS coverage
    FROM scored s CROSS JOIN question_weight
    JOIN knowledge_chunks k ON k.id = s.chunk_id
    JOIN knowledge_documents d ON d.id = k.document_id
    WHERE k.is_live AND k.only_locale IN ('', :locale)
    ORDER BY s.score DESC, k.id
    LIMIT :most
""")


@dataclass(frozen=True)
class Corpus:
    """What is searched: the measures of a bot's live chunks."""

    bot_id: UUID
    chunk_count: int
    lexeme_count: int

    @classmethod
    def of(cls, bot: Bot) -> "Corpus":
        return cls(bot.id, bot.chunk_count, bot.lexeme_count)


async def search(
    session: AsyncSession, corpus: Corpus, question: str, locale: str, *, most: int = 8, has_glossary: bool = True
) -> Found:
    """The best passages of one bot for a question, in one statement."""
    if not corpus.chunk_count:
        return Found([])
    values = {
        "bot": corpus.bot_id,
        "question": question[:LONGEST_QUESTION],
        "locale": locale,
        "noise": _NOISE.get(locale, ""),
        "count": corpus.chunk_count,
        "average": max(corpus.lexeme_count / corpus.chunk_count, 1.0),
        "added_weight": _ADDED_WEIGHT,
        "has_glossary": has_glossary,
        "most": most,
    }
    rows = (await session.execute(_SEARCH, values)).all()
    passages = [
        Passage(
            row.id,
            row.document_id,
            row.title,
            row.heading,
            row.words,
            row.page,
            row.path or passage_path(row.id),
            float(row.score),
        )
        for row in rows
    ]
    return Found(passages, max((float(row.coverage or 0) for row in rows), default=0.0))
