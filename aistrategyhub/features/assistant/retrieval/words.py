"""Finding passages by their words: BM25 over an index of our own, always inside one bot.

Two stages. The rarest words of a question choose the candidates, because lists of common words are long; then every
word scores those few. `docs/decisions` says what was measured before.

The lexemes of questions that were written for a chunk stand in the same index behind a mark, so that a search may ask
for them or not.
"""

from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.assistant.models import SearchArm
from aistrategyhub.features.assistant.retrieval.corpus import Corpus
from aistrategyhub.features.assistant.retrieval.passages import passage_of
from aistrategyhub.features.assistant.schemas.found import Found

# As usual for BM25 (Robertson and Zaragoza 2009, 3.3): how soon repeating a word stops to help, and how much a long
# passage is held against it.
_K1, _B = 1.2, 0.75
_RAREST, _CANDIDATES = 3, 200
# A word that the glossary added is a guess of ours: it covers no more of the question than the phrase it explains.
_ADDED_WEIGHT = 0.6
# So is a question that a model thought somebody may ask.
_WRITTEN_WEIGHT = 0.8
# And what an unknown word was probably meant to be.
_SLIP_WEIGHT, _SLIP_LIKENESS, _SHORTEST_SLIP, _SLIP_LETTERS = 0.7, 0.5, 6, 1
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

_OWN, _ADDED, _WRITTEN = 0, 1, 2
_ASKED = f"""
    question AS MATERIALIZED (
        SELECT DISTINCT word.lexeme
        FROM unnest(search_stems(:locale, search_words_of(:question))) AS word (lexeme)
        WHERE word.lexeme <> ALL (search_stems(:locale, search_words_of(:noise)))
    ),
    spelled AS MATERIALIZED (
        SELECT q.lexeme AS base, coalesce(meant.lexeme, q.lexeme) AS lexeme, meant.lexeme IS NOT NULL AS is_slip
        FROM question q
        LEFT JOIN knowledge_terms t ON t.bot_id = :bot AND t.lexeme = q.lexeme
        LEFT JOIN LATERAL (
            SELECT n.lexeme FROM knowledge_terms n
            WHERE t.lexeme IS NULL AND length(q.lexeme) >= {_SHORTEST_SLIP} AND q.lexeme !~ '[0-9]'
                AND n.bot_id = :bot AND n.lexeme >= left(q.lexeme, 2) AND n.lexeme < left(q.lexeme, 2) || '{{'
                AND abs(length(n.lexeme) - length(q.lexeme)) <= {_SLIP_LETTERS}
                AND similarity(n.lexeme, q.lexeme) >= {_SLIP_LIKENESS}
            ORDER BY similarity(n.lexeme, q.lexeme) DESC, n.df DESC, n.lexeme LIMIT 1
        ) AS meant ON true
    ),
    entries AS MATERIALIZED (
        SELECT g.id, g.phrase_lexemes, g.meaning_lexemes FROM knowledge_glossary g
        WHERE :has_glossary AND g.bot_id = :bot AND g.phrase_lexemes <> '{{}}'
            AND g.phrase_lexemes <@ search_stems(:locale, search_words_of(:question))
    ),
    weighed AS MATERIALIZED (
        SELECT w.base, w.lexeme, w.kind, w.share, coalesce(t.df, 0) AS df,
            w.share * ln(1 + (:count - coalesce(t.df, 0) + 0.5) / (coalesce(t.df, 0) + 0.5)) AS weight
        FROM (
            SELECT base, lexeme, {_OWN} AS kind, CASE WHEN is_slip THEN {_SLIP_WEIGHT} ELSE 1 END AS share FROM spelled
            UNION ALL
            SELECT DISTINCT NULL, meant.lexeme, {_ADDED}, {_ADDED_WEIGHT}
            FROM entries CROSS JOIN LATERAL unnest(meaning_lexemes) AS meant (lexeme)
            WHERE meant.lexeme NOT IN (SELECT lexeme FROM spelled)
            UNION ALL
            SELECT base, '?' || lexeme, {_WRITTEN}, {_WRITTEN_WEIGHT} FROM spelled WHERE :has_questions
        ) AS w
        LEFT JOIN knowledge_terms t ON t.bot_id = :bot AND t.lexeme = w.lexeme
    ),
    question_weight AS MATERIALIZED (
        SELECT base, share, weight / share * (CASE WHEN df = 0 THEN {_UNKNOWN_WEIGHT} ELSE 1 END) AS weight
        FROM weighed WHERE kind = {_OWN}
    ),
    credits AS MATERIALIZED (
        SELECT w.lexeme, own.base, own.weight * own.share AS worth
        FROM weighed w JOIN question_weight own ON own.base = w.base
        UNION ALL
        SELECT meant.lexeme, own.base, own.weight * meant.weight / sum(meant.weight) OVER (PARTITION BY e.id, own.base)
        FROM entries e
        JOIN question_weight own ON own.base = ANY(e.phrase_lexemes)
        JOIN weighed meant ON meant.lexeme = ANY(e.meaning_lexemes) AND meant.kind IN ({_OWN}, {_ADDED})
    )
"""
_TF = f"p.tf * {_K1 + 1} / (p.tf + {_K1} * ({1 - _B} + {_B} * p.length / CAST(:average AS float)))"
# OFFSET and LIMIT keep the planner to the index, also before it has counted what was just written.
_SEARCH = text(f"""
    WITH {_ASKED},
    rarest AS MATERIALIZED (
        SELECT lexeme, weight FROM (
            SELECT lexeme, weight, row_number() OVER (PARTITION BY kind ORDER BY df, lexeme) AS place
            FROM weighed WHERE df > 0
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
    said AS MATERIALIZED (
        SELECT c.chunk_id, one.lexeme, one.score
        FROM candidates c
        CROSS JOIN LATERAL (
            SELECT w.lexeme, w.weight * {_TF} AS score
            FROM weighed w CROSS JOIN LATERAL (
                SELECT p.tf, p.length FROM knowledge_postings p
                WHERE p.bot_id = :bot AND p.lexeme = w.lexeme AND p.chunk_id = c.chunk_id LIMIT 1
            ) AS p
            WHERE w.df > 0
        ) AS one
    ),
    best AS MATERIALIZED (
        SELECT s.chunk_id, sum(s.score) AS score
        FROM said s JOIN knowledge_chunks k ON k.id = s.chunk_id
        WHERE k.is_live AND k.only_locale IN ('', :locale)
        GROUP BY s.chunk_id
        ORDER BY score DESC, s.chunk_id
        LIMIT :most
    ),
    covered AS MATERIALIZED (
        SELECT chunk_id, sum(worth) AS held
        FROM (
            SELECT b.chunk_id, c.base, least(max(own.weight), sum(c.worth)) AS worth
            FROM best b
            JOIN said s ON s.chunk_id = b.chunk_id
            JOIN credits c ON c.lexeme = s.lexeme
            JOIN question_weight own ON own.base = c.base
            GROUP BY b.chunk_id, c.base
        ) AS parts
        GROUP BY chunk_id
    )
    SELECT k.id, k.document_id, d.title, k.heading, k.words, k.page, d.path, s.score,
        least(1, c.held / nullif((SELECT sum(weight) FROM question_weight), 0)) AS coverage
    FROM best s
    LEFT JOIN covered c ON c.chunk_id = s.chunk_id
    JOIN knowledge_chunks k ON k.id = s.chunk_id
    JOIN knowledge_documents d ON d.id = k.document_id
    ORDER BY s.score DESC, k.id
""")


async def search_words(
    session: AsyncSession, corpus: Corpus, question: str, locale: str, *, most: int, arms: Collection[SearchArm]
) -> Found:
    """The best passages by what they say, in one statement."""
    values = {
        "bot": corpus.bot_id,
        "question": question[:LONGEST_QUESTION],
        "locale": locale,
        "noise": _NOISE.get(locale, ""),
        "count": corpus.chunk_count,
        "average": max(corpus.lexeme_count / corpus.chunk_count, 1.0),
        "has_glossary": SearchArm.GLOSSARY in arms,
        "has_questions": SearchArm.QUESTIONS in arms,
        "most": most,
    }
    rows = (await session.execute(_SEARCH, values)).all()
    coverage = {row.id: float(row.coverage or 0) for row in rows}
    return Found([passage_of(row, float(row.score)) for row in rows], max(coverage.values(), default=0.0))
