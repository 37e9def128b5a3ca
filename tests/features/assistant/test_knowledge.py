"""What a bot knows: documents that come, change, fail and go, and the site that it follows by itself."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.assistant import service
from aistrategyhub.features.assistant.models import (
    Bot,
    BotStatus,
    DocumentSource,
    DocumentStatus,
    KnowledgeChunk,
    KnowledgeDocument,
    KnowledgePosting,
    KnowledgeTerm,
)
from aistrategyhub.features.assistant.retrieval import Corpus, search
from aistrategyhub.features.assistant.service import ingest
from aistrategyhub.features.assistant.service.documents import store_file
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.publishing.models import Audience
from aistrategyhub.features.publishing.service import set_audience, unpublish
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for
from aistrategyhub.infra.storage.contract import pieces_of
from tests.factories.knowledge import NOTICE, TRAINING, create_bot_one, pdf_of, teach
from tests.factories.pages import publish_page
from tests.harness.background import run_everything


async def _titles(session: AsyncSession, bot: Bot, question: str, locale: str = "it") -> list[str]:
    await session.refresh(bot)
    found = await search(session, Corpus.of(bot), question, locale)
    return list(dict.fromkeys(passage.title for passage in found.passages))


async def _terms(session: AsyncSession, bot: Bot) -> dict[str, int]:
    rows = await session.execute(select(KnowledgeTerm.lexeme, KnowledgeTerm.df).where(KnowledgeTerm.bot_id == bot.id))
    return dict(rows.tuples().all())


async def _count(session: AsyncSession, table: Any) -> int:
    return (await session.execute(select(func.count()).select_from(table))).scalar_one()


async def test_a_document_is_read_into_chunks_with_their_place(session: AsyncSession) -> None:
    bot = await create_bot_one(session, {})
    document = await teach(session, bot, pdf_of("<h1>Premessa</h1>", "<p>La multa è salata.</p>"), "Guida_NIS2.pdf")
    assert (document.title, document.status, document.progress) == ("Guida NIS2", DocumentStatus.COMPLETED, 100)
    assert (document.page_count, document.live_version) == (2, 1)
    found = await search(session, Corpus.of(bot), "quanto è la multa?", "it")
    assert (found.passages[0].page, found.passages[0].words) == (2, "La multa è salata.")


async def test_a_new_version_answers_once_it_is_read_and_the_old_one_until_then(session: AsyncSession) -> None:
    bot = await create_bot_one(session, {"Guida": NOTICE})
    document = (await session.execute(select(KnowledgeDocument))).scalar_one()
    before = await _terms(session, bot)
    stored = await store_file(storage_for(get_settings()), tenant_of(session), pieces_of(b"{ rotto"), "nuovo.json")
    await service.replace_document(session, bot, document.id, stored)
    await run_everything(session)
    await session.refresh(document)
    assert (document.status, document.failure, document.version) == (DocumentStatus.FAILED, "BROKEN", 2)
    assert await _titles(session, bot, "pre-notifica") == ["Guida"]
    assert await _terms(session, bot) == before

    stored = await store_file(storage_for(get_settings()), tenant_of(session), pieces_of(TRAINING.encode()), "n.md")
    await service.replace_document(session, bot, document.id, stored)
    await run_everything(session)
    await session.refresh(document)
    assert (document.status, document.live_version, document.failure) == (DocumentStatus.COMPLETED, 3, "")
    assert await _titles(session, bot, "pre-notifica") == []
    assert await _titles(session, bot, "quanto dura il corso") == ["Guida"]


async def test_what_is_switched_off_does_not_answer_and_comes_back_as_it_was(session: AsyncSession) -> None:
    bot = await create_bot_one(session)
    document = (
        await session.execute(select(KnowledgeDocument).where(KnowledgeDocument.title == "Corso IA"))
    ).scalar_one()
    before, measures = await _terms(session, bot), (bot.chunk_count, bot.lexeme_count)
    await service.set_active(session, bot, document.id, is_active=False)
    assert await _titles(session, bot, "corso di alfabetizzazione") == []
    await service.set_active(session, bot, document.id, is_active=True)
    assert await _titles(session, bot, "corso di alfabetizzazione") == ["Corso IA"]
    assert await _terms(session, bot) == before
    assert (bot.chunk_count, bot.lexeme_count) == measures


async def test_a_deleted_document_leaves_nothing(session: AsyncSession) -> None:
    bot = await create_bot_one(session, {"Guida": NOTICE})
    document = (await session.execute(select(KnowledgeDocument))).scalar_one()
    await service.delete_document(session, storage_for(get_settings()), bot, document.id)
    for table in (KnowledgeDocument, KnowledgeChunk, KnowledgePosting, KnowledgeTerm):
        assert await _count(session, table) == 0
    await session.refresh(bot)
    assert (bot.chunk_count, bot.lexeme_count) == (0, 0)
    actions = (await session.execute(select(AuditEntry.action))).scalars().all()
    assert "assistant.document_deleted" in actions


async def test_reading_that_was_interrupted_goes_on_where_it_was(
    session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = await create_bot_one(session, {})
    monkeypatch.setattr(ingest, "_AT_ONCE", 2)
    text = "\n\n".join(f"# Parte {number}\n\nIl contenuto della parte {number}." for number in range(7))
    stored = await store_file(storage_for(get_settings()), tenant_of(session), pieces_of(text.encode()), "lungo.md")
    document = await service.receive_document(session, bot, stored)
    index, calls = ingest.index_chunks, 0

    async def breaks_once(among: AsyncSession, chunk_ids: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise RuntimeError("the machine went away")
        await index(among, chunk_ids)

    monkeypatch.setattr(ingest, "index_chunks", breaks_once)
    with pytest.raises(RuntimeError):
        await service.read_document(session, document.id, 1)
    await session.refresh(document)
    assert document.status is DocumentStatus.PROCESSING
    assert 0 < document.progress < 100
    assert await _titles(session, bot, "parte 1") == []
    first = set((await session.execute(select(KnowledgeChunk.id))).scalars())
    assert len(first) == 4

    await service.read_document(session, document.id, 1)
    await session.refresh(document)
    chunks = set((await session.execute(select(KnowledgeChunk.id))).scalars())
    assert (document.status, document.chunk_count, len(chunks)) == (DocumentStatus.COMPLETED, 7, 7)
    assert first < chunks


async def test_the_last_attempt_says_that_it_failed(session: AsyncSession) -> None:
    bot = await create_bot_one(session, {"Guida": NOTICE})
    document = (await session.execute(select(KnowledgeDocument))).scalar_one()
    await service.reprocess(session, bot, document.id)
    from aistrategyhub.features.assistant.jobs import JOBS

    [job] = [job for job in JOBS if job.name == service.READ_DOCUMENT]
    assert job.give_up is not None
    await job.give_up(session, {"document_id": str(document.id), "version": document.version})
    await session.refresh(document)
    assert (document.status, document.failure) == (DocumentStatus.FAILED, "TOO_HEAVY")
    assert await _titles(session, bot, "pre-notifica") == ["Guida"]


async def _page(session: AsyncSession, title: str, text: str) -> UUID:
    block = {"kind": "text", "title": title, "body": f"<p>{text}</p>"}
    return await publish_page(session, slug="chi-siamo", title=title, blocks=(block,))


async def test_what_is_published_is_known_by_itself_and_forgotten_when_it_goes(session: AsyncSession) -> None:
    page_id = await _page(session, "Chi siamo", "Lo studio nasce a Lecce nel 2019.")
    await run_everything(session)
    bot = await service.site_bot(session)
    assert (bot.number, bot.status) == (1, BotStatus.DRAFT)
    found = await search(session, Corpus.of(bot), "dove nasce lo studio", "it")
    assert found.passages[0].path == "/chi-siamo"
    document = (await session.execute(select(KnowledgeDocument))).scalar_one()
    assert (document.source, document.status) == (DocumentSource.SITE, DocumentStatus.COMPLETED)

    await set_audience(session, page_id, Audience.MEMBERS)
    await run_everything(session)
    assert await _titles(session, bot, "dove nasce lo studio") == []
    await set_audience(session, page_id, Audience.EVERYBODY)
    await run_everything(session)
    assert await _titles(session, bot, "dove nasce lo studio") == ["Chi siamo"]
    await unpublish(session, page_id)
    await run_everything(session)
    assert await _titles(session, bot, "dove nasce lo studio") == []


async def test_what_was_published_before_is_found_by_the_daily_look(session: AsyncSession) -> None:
    await _page(session, "Chi siamo", "Lo studio nasce a Lecce.")
    await service.follow_site(session)
    await service.follow_site(session)
    await run_everything(session, but=frozenset({"mailing.send", "deliver.assistant.know_when_published"}))
    bot = await service.site_bot(session)
    assert await _titles(session, bot, "dove nasce lo studio") == ["Chi siamo"]
