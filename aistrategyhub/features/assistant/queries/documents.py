"""Reads of documents."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.assistant.models import (
    DocumentStatus,
    KnowledgeChunk,
    KnowledgeDocument,
    KnowledgeVersion,
)
from aistrategyhub.features.assistant.schemas.found import ReadPassage


class DocumentNotFound(DomainError):
    """The bot has no such document."""

    code = "DOCUMENT_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo documento non c’è più.")


class PassageNotFound(DomainError):
    """No bot answers from this passage any more: its document was changed, switched off or deleted."""

    code = "PASSAGE_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo passaggio non c’è più: il documento è cambiato, oppure è stato ritirato.")


async def get_live_passage(session: AsyncSession, chunk_id: UUID) -> ReadPassage:
    """A passage that a bot answers from. Raises PassageNotFound."""
    query = (
        select(KnowledgeDocument.title, KnowledgeChunk.heading, KnowledgeChunk.words, KnowledgeChunk.page)
        .join(KnowledgeDocument, KnowledgeDocument.id == KnowledgeChunk.document_id)
        .where(KnowledgeChunk.id == chunk_id, KnowledgeChunk.is_live, KnowledgeDocument.is_active)
    )
    found = (await session.execute(query)).tuples().one_or_none()
    if found is None:
        raise PassageNotFound
    return ReadPassage(*found)


async def get_document(session: AsyncSession, document_id: UUID, *, bot_id: UUID | None = None) -> KnowledgeDocument:
    """The document, of this bot where one is named. Raises DocumentNotFound."""
    return await _one(session, document_id, bot_id, lock=False)


async def lock_document(session: AsyncSession, document_id: UUID, *, bot_id: UUID | None = None) -> KnowledgeDocument:
    """The document, which nobody else changes until this transaction ends. Raises DocumentNotFound."""
    return await _one(session, document_id, bot_id, lock=True)


async def find_by_source(session: AsyncSession, bot_id: UUID, source_key: str) -> KnowledgeDocument | None:
    """The bot's document of this source, held until this transaction ends."""
    query = select(KnowledgeDocument).where(
        KnowledgeDocument.bot_id == bot_id, KnowledgeDocument.source_key == source_key
    )
    return (await session.execute(query.with_for_update())).scalar_one_or_none()


async def list_of_publication(session: AsyncSession, publication_id: UUID) -> list[KnowledgeDocument]:
    """What bots know of a publication, in every language."""
    of_it = KnowledgeDocument.source_key.startswith(f"publication:{publication_id}:", autoescape=True)
    query = select(KnowledgeDocument).where(of_it).order_by(KnowledgeDocument.id).with_for_update()
    return list((await session.execute(query)).scalars())


async def list_documents(
    session: AsyncSession,
    bot_id: UUID,
    request: PageRequest = PageRequest(),
    *,
    q: str = "",
    statuses: Collection[DocumentStatus] = (),
) -> Page[KnowledgeDocument]:
    """One page of a bot's documents, those changed last first. `q` looks in titles."""
    conditions: list[ColumnElement[bool]] = [KnowledgeDocument.bot_id == bot_id]
    if statuses:
        conditions.append(KnowledgeDocument.status.in_(statuses))
    if needle := q.strip()[:100]:
        conditions.append(KnowledgeDocument.title.icontains(needle, autoescape=True))
    total = await session.scalar(select(func.count()).select_from(KnowledgeDocument).where(*conditions))
    query = (
        select(KnowledgeDocument).where(*conditions).order_by(KnowledgeDocument.updated_at.desc(), KnowledgeDocument.id)
    )
    rows = (await session.execute(query.limit(request.per_page).offset(request.offset))).scalars()
    return Page(list(rows), total or 0, request.page, request.per_page)


async def get_version(session: AsyncSession, document_id: UUID, number: int) -> KnowledgeVersion:
    """A file as it was uploaded. Raises DocumentNotFound."""
    query = select(KnowledgeVersion).where(
        KnowledgeVersion.document_id == document_id, KnowledgeVersion.number <= number
    )
    found = (await session.execute(query.order_by(KnowledgeVersion.number.desc()).limit(1))).scalar_one_or_none()
    if found is None:
        raise DocumentNotFound
    return found


async def storage_keys_of(session: AsyncSession, document_id: UUID) -> list[str]:
    """Where the files of a document lie, of every version."""
    query = select(KnowledgeVersion.storage_key).where(KnowledgeVersion.document_id == document_id)
    return list((await session.execute(query)).scalars())


async def stored_positions(session: AsyncSession, document_id: UUID, version: int) -> int:
    """How many chunks of a version are stored already: they are written in their order."""
    query = select(func.count()).where(KnowledgeChunk.document_id == document_id, KnowledgeChunk.version == version)
    return (await session.execute(query)).scalar_one()


async def _one(session: AsyncSession, document_id: UUID, bot_id: UUID | None, *, lock: bool) -> KnowledgeDocument:
    query = select(KnowledgeDocument).where(KnowledgeDocument.id == document_id)
    if bot_id is not None:
        query = query.where(KnowledgeDocument.bot_id == bot_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    document = (await session.execute(query)).scalar_one_or_none()
    if document is None:
        raise DocumentNotFound
    return document
