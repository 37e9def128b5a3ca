"""Measuring ways of searching on a set of texts and questions, in a bot that nobody ever sees."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

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
from aistrategyhub.features.assistant.retrieval import Corpus, search
from aistrategyhub.features.assistant.rules.chunking import cut
from aistrategyhub.features.assistant.rules.evaluation import figures, first_relevant
from aistrategyhub.features.assistant.schemas.blocks import Block
from aistrategyhub.features.assistant.schemas.evaluation import ArmFigures, AskedQuestion, CorpusText
from aistrategyhub.features.assistant.service.glossary import give_glossary
from aistrategyhub.features.assistant.service.indexing import count_all, index_chunks

# No counter gives this number to a bot.
_SCRATCH = 0
_AT_ONCE = 500
# A long text is several passages: as many are asked for as may hide ten texts.
_DEPTH = 40

Arm = Callable[[str], Awaitable[list[str]]]


async def evaluate(
    session: AsyncSession, corpus: Sequence[CorpusText], questions: Sequence[AskedQuestion], locale: str
) -> Mapping[str, ArmFigures]:
    """By the name of each way of searching, what came of it. Whoever calls rolls the transaction back: the scratch bot
    is not to stay."""
    bot = Bot(number=_SCRATCH, name="evaluation")
    session.add(bot)
    await session.flush()
    names = await _load(session, bot, corpus, locale)
    await give_glossary(session, bot.id)
    await session.refresh(bot)
    searched = Corpus.of(bot)

    def arm(*, has_glossary: bool) -> Arm:
        async def ask(question: str) -> list[str]:
            found = await search(session, searched, question, locale, most=_DEPTH, has_glossary=has_glossary)
            return [names[str(passage.document_id)] for passage in found.passages]

        return ask

    arms = {"bm25": arm(has_glossary=False), "bm25+glossary": arm(has_glossary=True)}
    return {name: await _measure(ask, questions) for name, ask in arms.items()}


async def _measure(ask: Arm, questions: Sequence[AskedQuestion]) -> ArmFigures:
    ranks, times = [], []
    for one in questions:
        began = time.perf_counter()
        found = await ask(one.question)
        times.append((time.perf_counter() - began) * 1000)
        ranks.append(first_relevant(found, one.relevant))
    return figures(ranks, times)


async def _load(session: AsyncSession, bot: Bot, corpus: Sequence[CorpusText], locale: str) -> dict[str, str]:
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
        session.expunge_all()
        session.add(bot)
    await count_all(session, bot.id)
    return names


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
