"""What a search costs inside a large bot, how much the index of vectors misses, and how quickly documents are read."""

import asyncio
import random
import time
from collections.abc import Sequence
from uuid import UUID

import psycopg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.features.assistant.models import Bot, SearchArm
from aistrategyhub.features.assistant.queries import get_bot
from aistrategyhub.features.assistant.retrieval import Corpus, search, search_meaning
from aistrategyhub.features.assistant.retrieval.meaning import written
from aistrategyhub.features.assistant.service import create_bot, receive_document
from aistrategyhub.features.assistant.service.documents import store_file
from aistrategyhub.features.assistant.service.indexing import count_all, index_chunks
from aistrategyhub.features.assistant.service.ingest import read_document
from aistrategyhub.features.tenants.queries import first_tenant
from aistrategyhub.infra.db import close_engine, transaction, unit_of_work
from aistrategyhub.infra.embedded.postgres import EmbeddedPostgres
from aistrategyhub.infra.external import libpq_url
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for
from aistrategyhub.infra.storage.contract import pieces_of
from aistrategyhub.integrations.embeddings.gateway import Vector, unit
from aistrategyhub.integrations.embeddings.ngrams import MODEL
from bench.figures import Figure, Section, percentile, sampled
from bench.lab import Lab, settle
from bench.texts import own_texts

_FULL, _QUICK, _MILLION = 100_000, 2_000, 1_000_000
_AT_ONCE = 1_000
_WORDS, _VOCABULARY, _TOPIC = 80, 30_000, 1_000
_PAGES = 200
_NEAREST = 10
_SEARCH_MS = {_FULL: 15, _MILLION: 30}
_INDEX = f"ix_knowledge_vectors_near_{MODEL.dimension}"
_HOW = (
    "One bot of {chunks:,} chunks of {words} words, drawn by how often they stand in the product's own texts and, for"
    " a third, from a vocabulary of {vocabulary:,} that falls off as Zipf's law says; vectors of {dimension} figures"
    " around one topic for each {topic:,} chunks. Searches by words, by vectors and by both, each one statement after"
    " the other in a transaction of its own, on PostgreSQL as the product starts it. Recall of the index is the share"
    " of the ten truly nearest that it finds. Ingest is a Markdown of {pages} pages of 300 words, read by the process"
    " that reads files, cut, indexed and let in. `--chunks 1000000` measures a million."
)


def measure(lab: Lab) -> Section:
    """Searches in milliseconds, recall of the index, pages per second."""
    server = lab.database
    chunks = lab.chunks or lab.times(_FULL, _QUICK)
    drawn = _Drawing(chunks)
    tenant_id = asyncio.run(_load(drawn, chunks))
    _give_vectors(server, drawn, chunks)
    settle(server)
    figures = asyncio.run(_measure(tenant_id, drawn, lab.times(300, 30), _SEARCH_MS.get(chunks)))
    pages = asyncio.run(_ingest(tenant_id, lab.times(_PAGES, 20)))
    how = _HOW.format(
        chunks=chunks,
        words=_WORDS,
        vocabulary=_VOCABULARY,
        dimension=MODEL.dimension,
        topic=_TOPIC,
        pages=lab.times(_PAGES, 20),
    )
    return Section("retrieval", "Searching in a large bot", how, [*figures, Figure("Ingest", pages, "pages/s")])


class _Drawing:
    """Texts, vectors and questions that are the same in every run."""

    def __init__(self, chunks: int) -> None:
        self._random = random.Random(20261122)
        self._common = [word for one in own_texts()[0] for word in one.text.split()]
        self._rare = [self._word() for _ in range(_VOCABULARY)]
        self._weights = [1 / rank for rank in range(1, _VOCABULARY + 1)]
        self._topics = [self._direction() for _ in range(max(chunks // _TOPIC, 1))]

    def text(self) -> str:
        rare = self._random.choices(self._rare, self._weights, k=_WORDS // 3)
        words = [*self._random.choices(self._common, k=_WORDS - len(rare)), *rare]
        self._random.shuffle(words)
        return " ".join(words)

    def question(self) -> str:
        return " ".join(
            [*self._random.choices(self._common, k=5), *self._random.choices(self._rare, self._weights, k=2)]
        )

    def vector(self) -> Vector:
        topic = self._random.choice(self._topics)
        return unit([value + self._random.gauss(0, 0.04) for value in topic])

    def _direction(self) -> Vector:
        return unit([self._random.gauss(0, 1) for _ in range(MODEL.dimension)])

    def _word(self) -> str:
        return "".join(
            self._random.choice("bcdfglmnprstvz") + self._random.choice("aeiou")
            for _ in range(self._random.randint(2, 4))
        )


async def _load(drawn: _Drawing, chunks: int) -> UUID:
    async with transaction() as session:
        tenant = await first_tenant(session)
    assert tenant is not None
    with acting_as(Principal.system(tenant.id)):
        async with unit_of_work(tenant.id) as session:
            bot = await create_bot(session, "bench")
            document = await _document(session, bot)
            bot_id = bot.id
        for start in range(0, chunks, _AT_ONCE):
            async with unit_of_work(tenant.id) as session:
                texts = [drawn.text() for _ in range(min(_AT_ONCE, chunks - start))]
                await _write(session, bot_id, document, start, texts)
        async with unit_of_work(tenant.id) as session:
            await count_all(session, bot_id)
    await close_engine()
    return tenant.id


async def _document(session: AsyncSession, bot: Bot) -> UUID:
    stored = await store_file(storage_for(get_settings()), bot.tenant_id, pieces_of(b"x"), "bench.txt")
    return (await receive_document(session, bot, stored, title="Bench")).id


async def _write(session: AsyncSession, bot_id: UUID, document: UUID, start: int, texts: Sequence[str]) -> None:
    made = await session.execute(
        text("""
            INSERT INTO knowledge_chunks
                (id, bot_id, document_id, version, position, heading, words, locale, only_locale, length, is_live)
            SELECT gen_random_uuid(), :bot, :document, 1, :start + told.place, '', told.words, 'it', '', 0, true
            FROM unnest(CAST(:texts AS text[])) WITH ORDINALITY AS told (words, place)
            RETURNING id
        """),
        {"bot": bot_id, "document": document, "start": start, "texts": list(texts)},
    )
    await index_chunks(session, list(made.scalars()))


def _give_vectors(server: EmbeddedPostgres, drawn: _Drawing, chunks: int) -> None:
    """Written first and indexed then, as after a restored backup: growing the index row by row takes many times as
    long, and ends in the same."""
    with psycopg.connect(libpq_url(server.superuser_url), autocommit=True) as connection:
        made = connection.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [_INDEX]).fetchone()
        assert made is not None
        connection.execute(f"DROP INDEX {_INDEX}")
        rows = connection.execute(
            "SELECT k.tenant_id, k.bot_id, k.id FROM knowledge_chunks k JOIN bots b ON b.id = k.bot_id"
            " WHERE b.name = 'bench'"
        ).fetchall()
        with (
            connection.cursor() as cursor,
            cursor.copy(
                "COPY knowledge_vectors (tenant_id, bot_id, chunk_id, model, dimension, embedding) FROM STDIN"
            ) as copy,
        ):
            for tenant_id, bot_id, chunk_id in rows:
                copy.write_row((tenant_id, bot_id, chunk_id, MODEL.name, MODEL.dimension, written(drawn.vector())))
        connection.execute("SET maintenance_work_mem = '2GB'")
        connection.execute(made[0])


async def _measure(tenant_id: UUID, drawn: _Drawing, times: int, at_most: float | None) -> list[Figure]:
    async with unit_of_work(tenant_id) as session:
        number = (await session.execute(text("SELECT number FROM bots WHERE name = 'bench'"))).scalar_one()
        bot = await get_bot(session, number)
    corpus = Corpus(bot.id, bot.chunk_count, bot.lexeme_count, frozenset({SearchArm.GLOSSARY, SearchArm.DENSE}), MODEL)
    words, near, both, recalls = [], [], [], []
    for place in range(times + 5):
        question, vector = drawn.question(), drawn.vector()
        async with unit_of_work(tenant_id) as session:
            took = [
                await _ms(search(session, corpus, question, "it", arms={SearchArm.GLOSSARY})),
                await _ms(search_meaning(session, corpus, vector, "it", most=_NEAREST)),
                await _ms(search(session, corpus, question, "it", vector=vector)),
            ]
            if place >= 5:
                words.append(took[0])
                near.append(took[1])
                both.append(took[2])
                recalls.append(await _recall(session, corpus, vector))
    await close_engine()
    return [
        sampled("By words", words, "ms", at_most=at_most),
        sampled("By vectors", near, "ms", at_most=at_most),
        sampled("By both", both, "ms"),
        Figure("Recall@10 of the index", sum(recalls) / len(recalls), times=len(recalls), at_least=0.95),
        Figure("Recall@10 of the index, worst twentieth", percentile(recalls, 5), times=len(recalls)),
    ]


async def _ms(searching: object) -> float:
    began = time.perf_counter()
    await searching  # type: ignore[misc]
    return (time.perf_counter() - began) * 1000


async def _recall(session: AsyncSession, corpus: Corpus, vector: Vector) -> float:
    found = await search_meaning(session, corpus, vector, "it", most=_NEAREST)
    rows = await session.execute(
        text(f"""
            SELECT chunk_id FROM knowledge_vectors v
            WHERE v.bot_id = :bot AND v.model = :model AND v.dimension = {MODEL.dimension}
            ORDER BY (v.embedding::halfvec({MODEL.dimension}) <=> CAST(:vector AS halfvec({MODEL.dimension}))) + 0.0
            LIMIT {_NEAREST}
        """),
        {"bot": corpus.bot_id, "model": MODEL.name, "vector": written(vector)},
    )
    nearest = set(rows.scalars())
    return len(nearest & {one.chunk_id for one in found.passages}) / max(len(nearest), 1)


async def _ingest(tenant_id: UUID, pages: int) -> float:
    """Pages per second."""
    drawn = _Drawing(1)
    content = "\n\n".join(f"# Pagina {page}\n\n{' '.join(drawn.text() for _ in range(4))}" for page in range(pages))
    with acting_as(Principal.system(tenant_id)):
        async with unit_of_work(tenant_id) as session:
            bot = await create_bot(session, "ingest")
            stored = await store_file(storage_for(get_settings()), tenant_id, pieces_of(content.encode()), "bench.md")
            document = await receive_document(session, bot, stored, title="Bench")
        began = time.perf_counter()
        async with unit_of_work(tenant_id) as session:
            await read_document(session, document.id, document.version)
        took = time.perf_counter() - began
    await close_engine()
    return pages / took
