"""Reading a document into chunks: each step is a commit of its own, so that a killed worker goes on where it was."""

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.text import speaking
from aistrategyhub.features.assistant.models import (
    DocumentSource,
    DocumentStatus,
    DocumentType,
    KnowledgeChunk,
    KnowledgeDocument,
)
from aistrategyhub.features.assistant.queries import DocumentNotFound, get_version, lock_document, stored_positions
from aistrategyhub.features.assistant.reading.running import read_file
from aistrategyhub.features.assistant.reading.site import blocks_of_publication
from aistrategyhub.features.assistant.rules.chunking import cut
from aistrategyhub.features.assistant.rules.failures import Unreadable
from aistrategyhub.features.assistant.schemas.blocks import Piece, Reading
from aistrategyhub.features.assistant.service.embedding import EMBED
from aistrategyhub.features.assistant.service.following import publication_of
from aistrategyhub.features.assistant.service.indexing import index_chunks, let_in
from aistrategyhub.features.publishing.queries import find_published_by_id
from aistrategyhub.infra.db import tenant_of, unit_of_work
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import ObjectNotFound, storage_for
from aistrategyhub.infra.work import enqueue

_AT_ONCE = 200
_READ, _WRITTEN = 10, 95


@dataclass(frozen=True)
class _Task:
    """What there is to read."""

    document_id: UUID
    version: int
    file_type: DocumentType
    storage_key: str


async def read_document(session: AsyncSession, document_id: UUID, version: int) -> None:
    """Reads this version and answers from it from then on. A newer version makes it nothing to do."""
    tenant_id = tenant_of(session)
    async with unit_of_work(tenant_id) as first:
        task = await _begin(first, document_id, version)
    if task is None:
        return
    try:
        reading = await _read(tenant_id, task)
        pieces = await asyncio.to_thread(lambda: list(cut(reading.blocks)))
        if not pieces:
            raise Unreadable("EMPTY")
        await _write(tenant_id, task, pieces)
    except Unreadable as refusal:
        await fail_document(session, document_id, version, refusal)
        return
    await _finish(session, task, reading, len(pieces))


async def fail_document(session: AsyncSession, document_id: UUID, version: int, refusal: Unreadable) -> None:
    """Says why a version was not read, and drops what was written of it; the one before goes on answering."""
    document = await _find(session, document_id, version)
    if document is None:
        return
    await session.execute(
        delete(KnowledgeChunk).where(KnowledgeChunk.document_id == document_id, KnowledgeChunk.version == version)
    )
    document.status, document.updated_at = DocumentStatus.FAILED, now()
    document.failure, document.failure_values = refusal.code, refusal.values
    await session.flush()


async def _begin(session: AsyncSession, document_id: UUID, version: int) -> _Task | None:
    document = await _find(session, document_id, version)
    if document is None or document.status is DocumentStatus.COMPLETED:
        return None
    document.status = DocumentStatus.PROCESSING
    await session.flush()
    if document.source is DocumentSource.SITE:
        return _Task(document.id, version, document.file_type, "")
    stored = await get_version(session, document.id, version)
    return _Task(document.id, version, document.file_type, stored.storage_key)


async def _find(session: AsyncSession, document_id: UUID, version: int) -> KnowledgeDocument | None:
    try:
        document = await lock_document(session, document_id)
    except DocumentNotFound:
        return None
    return document if document.version == version else None


async def _read(tenant_id: UUID, task: _Task) -> Reading:
    if task.file_type is not DocumentType.PUBLICATION:
        return await _read_file(task)
    async with unit_of_work(tenant_id) as session:
        document = await lock_document(session, task.document_id)
        publication_id, locale = publication_of(document)
        published = await find_published_by_id(session, publication_id, locale)
    if published is None:
        raise Unreadable("GONE")
    with speaking(locale):
        return Reading(blocks_of_publication(published))


async def _read_file(task: _Task) -> Reading:
    with tempfile.TemporaryDirectory(prefix="knowledge-") as folder:
        path = Path(folder) / "document"
        try:
            pieces = await storage_for(get_settings()).stream(task.storage_key)
        except ObjectNotFound as error:
            raise Unreadable("LOST") from error
        with path.open("wb") as file:
            async for piece in pieces:
                await asyncio.to_thread(file.write, piece)
        return await read_file(path, task.file_type.value)


async def _write(tenant_id: UUID, task: _Task, pieces: Sequence[Piece]) -> None:
    """A few hundred chunks at a time, from the first that is not there."""
    async with unit_of_work(tenant_id) as session:
        start = await stored_positions(session, task.document_id, task.version)
    while start < len(pieces):
        async with unit_of_work(tenant_id) as session:
            document = await _find(session, task.document_id, task.version)
            if document is None:
                return
            await _store(session, document, start, pieces[start : start + _AT_ONCE])
            start += _AT_ONCE
            document.progress = _READ + (_WRITTEN - _READ) * min(start, len(pieces)) // len(pieces)


async def _store(session: AsyncSession, document: KnowledgeDocument, start: int, pieces: Sequence[Piece]) -> None:
    chunks = [
        KnowledgeChunk(
            bot_id=document.bot_id,
            document_id=document.id,
            version=document.version,
            position=start + place,
            heading=piece.heading,
            words=piece.words.replace("\x00", ""),
            page=piece.page,
            locale=document.locale,
            only_locale=document.only_locale,
        )
        for place, piece in enumerate(pieces)
    ]
    session.add_all(chunks)
    await session.flush()
    await index_chunks(session, [chunk.id for chunk in chunks])


async def _finish(session: AsyncSession, task: _Task, reading: Reading, chunk_count: int) -> None:
    document = await _find(session, task.document_id, task.version)
    if document is None:
        return
    document.status, document.progress, document.live_version = DocumentStatus.COMPLETED, 100, task.version
    document.page_count, document.chunk_count = reading.page_count, chunk_count
    document.processed_at = document.updated_at = now()
    await session.flush()
    if document.is_active:
        await let_in(session, document, task.version)
        about = {"bot_id": str(document.bot_id)}
        await enqueue(session, EMBED, about, key=f"{EMBED}:{document.id}:{task.version}")
