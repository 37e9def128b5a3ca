"""Measuring ways of searching on a set of texts and questions, in a bot that nobody ever sees."""

import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.ids import new_id
from aistrategyhub.features.assistant.models import (
    Bot,
    DocumentSource,
    DocumentStatus,
    DocumentType,
    KnowledgeChunk,
    KnowledgeDocument,
)
from aistrategyhub.features.assistant.retrieval import Corpus, search, search_meaning
from aistrategyhub.features.assistant.rules.chunking import cut
from aistrategyhub.features.assistant.rules.evaluation import figures, first_relevant
from aistrategyhub.features.assistant.rules.ways import Way, ways_with
from aistrategyhub.features.assistant.schemas.blocks import Block
from aistrategyhub.features.assistant.schemas.evaluation import ArmFigures, AskedQuestion, CorpusText
from aistrategyhub.features.assistant.schemas.found import Found
from aistrategyhub.features.assistant.service.embedding import keep_vectors
from aistrategyhub.features.assistant.service.glossary import give_glossary
from aistrategyhub.features.assistant.service.indexing import count_all, index_chunks
from aistrategyhub.integrations.embeddings.gateway import MOST_AT_ONCE, Embedder, Vector

# Counters give bots numbers from 1 on: two evaluations at once do not wait for each other.
_SCRATCHES = 2**31 - 1
_AT_ONCE = 500
# A long text is several passages: as many are asked for as may hide ten texts.
_DEPTH = 40

Ask = Callable[[str], Awaitable[Found]]


async def evaluate(
    session: AsyncSession,
    corpus: Sequence[CorpusText],
    questions: Sequence[AskedQuestion],
    locale: str,
    embedder: Embedder,
) -> Mapping[str, ArmFigures]:
    """By the name of each way of searching, what came of it. Whoever calls rolls the transaction back: the scratch bot
    is not to stay. Raises EmbeddingFailure where vectors come from a provider that gives none."""
    bot = Bot(number=-secrets.randbelow(_SCRATCHES), name="evaluation")
    session.add(bot)
    await session.flush()
    names = await _load(session, bot, corpus, locale, embedder)
    await give_glossary(session, bot.id)
    await session.refresh(bot)
    searched = replace(Corpus.of(bot), model=embedder.model)
    told = {}
    for way in ways_with(vectors=True, questions=False):
        found = [await _timed(_asking(session, searched, way, locale, embedder), one.question) for one in questions]
        ranks = [
            first_relevant([names[str(passage.document_id)] for passage in one.passages], asked.relevant)
            for (one, _took), asked in zip(found, questions, strict=True)
        ]
        told[way.name] = figures(ranks, [took for _one, took in found])
    return told


def _asking(session: AsyncSession, corpus: Corpus, way: Way, locale: str, embedder: Embedder) -> Ask:
    async def ask(question: str) -> Found:
        vector = await embedder.embed_question(question) if way.takes_vector else None
        return await ask_by(way, session, corpus, question, locale, vector=vector, most=_DEPTH)

    return ask


async def ask_by(
    way: Way, session: AsyncSession, corpus: Corpus, question: str, locale: str, *, vector: Vector | None, most: int
) -> Found:
    """What this way of searching finds."""
    if way.is_dense_alone:
        return await search_meaning(session, corpus, vector, locale, most=most) if vector else Found([])
    return await search(session, corpus, question, locale, most=most, arms=way.arms, vector=vector)


async def _timed(ask: Ask, question: str) -> tuple[Found, float]:
    """What is found, and how many milliseconds it took."""
    began = time.perf_counter()
    found = await ask(question)
    return found, (time.perf_counter() - began) * 1000


async def _load(
    session: AsyncSession, bot: Bot, corpus: Sequence[CorpusText], locale: str, embedder: Embedder
) -> dict[str, str]:
    """Puts the texts into the bot as if they had been uploaded; by document, the id of its text."""
    names: dict[str, str] = {}
    for start in range(0, len(corpus), _AT_ONCE):
        chunks: list[KnowledgeChunk] = []
        for one in corpus[start : start + _AT_ONCE]:
            document = _document(bot, locale)
            names[str(document.id)] = one.id
            session.add(document)
            chunks += _chunks(document, one.text)
        await session.flush()
        session.add_all(chunks)
        await session.flush()
        await index_chunks(session, [chunk.id for chunk in chunks])
        await _embed(session, chunks, embedder)
        session.expunge_all()
        session.add(bot)
    await count_all(session, bot.id)
    return names


async def _embed(session: AsyncSession, chunks: Sequence[KnowledgeChunk], embedder: Embedder) -> None:
    for start in range(0, len(chunks), MOST_AT_ONCE):
        batch = chunks[start : start + MOST_AT_ONCE]
        vectors = await embedder.embed_passages([chunk.words for chunk in batch])
        await keep_vectors(session, embedder.model, [chunk.id for chunk in batch], vectors)


def _document(bot: Bot, locale: str) -> KnowledgeDocument:
    return KnowledgeDocument(
        id=(name := new_id()),
        bot_id=bot.id,
        source=DocumentSource.UPLOAD,
        source_key=f"evaluation:{name}",
        file_type=DocumentType.TXT,
        title="",
        locale=locale,
        status=DocumentStatus.COMPLETED,
        live_version=1,
    )


def _chunks(document: KnowledgeDocument, text: str) -> list[KnowledgeChunk]:
    blocks = [Block(" ".join(line.split())) for line in text.replace("\x00", "").splitlines() if line.strip()]
    return [
        KnowledgeChunk(
            bot_id=document.bot_id,
            document_id=document.id,
            version=1,
            position=place,
            words=piece.words,
            locale=document.locale,
            is_live=True,
        )
        for place, piece in enumerate(cut(blocks))
    ]
