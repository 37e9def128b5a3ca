"""Documents: taking them in, giving them new contents, letting them answer or not."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import find_principal
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.assistant.models import (
    Bot,
    DocumentSource,
    DocumentStatus,
    DocumentType,
    KnowledgeDocument,
    KnowledgeVersion,
)
from aistrategyhub.features.assistant.queries import lock_document, storage_keys_of
from aistrategyhub.features.assistant.rules.uploads import (
    DocumentEmpty,
    check_size,
    clean_filename,
    title_of_file,
    type_of,
)
from aistrategyhub.features.assistant.service.indexing import let_in, let_out
from aistrategyhub.features.audit.service import record
from aistrategyhub.infra.db import after_commit
from aistrategyhub.infra.storage import Storage
from aistrategyhub.infra.work import enqueue

READ_DOCUMENT = "assistant.read_document"
FETCH_PAGE = "assistant.fetch_page"


@dataclass(frozen=True)
class StoredFile:
    """A file that lies in the store and that nobody knows of yet."""

    filename: str
    file_type: DocumentType
    storage_key: str
    size_bytes: int
    content_hash: str


async def store_file(storage: Storage, tenant_id: UUID, content: AsyncIterator[bytes], name: str) -> StoredFile:
    """Puts what arrives into the store, measured on the way; nothing is kept of what is refused.

    Raises DocumentKindNotAllowed, DocumentTooLarge, DocumentEmpty, StorageUnavailable.
    """
    filename = clean_filename(name)
    file_type = type_of(filename)
    key = f"{tenant_id}/knowledge/{new_id()}.{file_type.value}"
    digest, size = hashlib.sha256(), 0

    async def measured() -> AsyncIterator[bytes]:
        nonlocal size
        async for piece in content:
            size += len(piece)
            check_size(size)
            digest.update(piece)
            yield piece
        if not size:
            raise DocumentEmpty

    await storage.put(key, measured(), "application/octet-stream")
    return StoredFile(filename, file_type, key, size, digest.hexdigest())


async def receive_document(
    session: AsyncSession, bot: Bot, stored: StoredFile, *, title: str = "", locale: str = "it"
) -> KnowledgeDocument:
    """A new document of the bot, which waits to be read."""
    document = KnowledgeDocument(
        bot_id=bot.id,
        source=DocumentSource.UPLOAD,
        source_key=f"upload:{new_id()}",
        file_type=stored.file_type,
        title=(title.strip() or title_of_file(stored.filename))[:300],
        locale=locale,
    )
    session.add(document)
    await session.flush()
    await add_version(session, document, stored)
    await record(session, "assistant.document_added", "document", document.id, title=document.title, bot=bot.number)
    return document


async def replace_document(session: AsyncSession, bot: Bot, document_id: UUID, stored: StoredFile) -> KnowledgeDocument:
    """Gives a document a new version. The one before answers until it is read. Raises DocumentNotFound."""
    document = await lock_document(session, document_id, bot_id=bot.id)
    document.version += 1
    document.file_type = stored.file_type
    await add_version(session, document, stored)
    await record(
        session, "assistant.document_replaced", "document", document.id, title=document.title, version=document.version
    )
    return document


async def reprocess(session: AsyncSession, bot: Bot, document_id: UUID) -> KnowledgeDocument:
    """Reads a document again from its file or its page. Raises DocumentNotFound."""
    document = await lock_document(session, document_id, bot_id=bot.id)
    if document.source is DocumentSource.WEB:
        await enqueue(session, FETCH_PAGE, {"document_id": str(document.id), "is_forced": True}, max_attempts=4)
        return document
    document.version += 1
    await ask_to_read(session, document)
    return document


async def set_active(session: AsyncSession, bot: Bot, document_id: UUID, *, is_active: bool) -> KnowledgeDocument:
    """Lets a document answer, or not. Raises DocumentNotFound."""
    document = await lock_document(session, document_id, bot_id=bot.id)
    await let_answer(session, document, is_active=is_active)
    return document


async def let_answer(session: AsyncSession, document: KnowledgeDocument, *, is_active: bool) -> None:
    """The same for a document that is held."""
    if document.is_active is is_active:
        return
    document.is_active, document.updated_at = is_active, now()
    await session.flush()
    if document.live_version is not None:
        await (let_in(session, document, document.live_version) if is_active else let_out(session, document))
    act = "assistant.document_activated" if is_active else "assistant.document_deactivated"
    await record(session, act, "document", document.id, title=document.title)


async def describe_document(session: AsyncSession, bot: Bot, document_id: UUID, title: str) -> KnowledgeDocument:
    """Calls a document otherwise, and reads it again, since its title can be searched for. Raises DocumentNotFound."""
    document = await lock_document(session, document_id, bot_id=bot.id)
    if title.strip() and title.strip() != document.title:
        document.title = title.strip()[:300]
        await reprocess(session, bot, document_id)
    return document


async def delete_document(session: AsyncSession, storage: Storage, bot: Bot, document_id: UUID) -> None:
    """Takes a document away for good, its files too. Raises DocumentNotFound."""
    document = await lock_document(session, document_id, bot_id=bot.id)
    await record(session, "assistant.document_deleted", "document", document.id, title=document.title)
    await delete_files_of(session, storage, document)
    await forget_document(session, document)


async def delete_files_of(session: AsyncSession, storage: Storage, document: KnowledgeDocument) -> None:
    """Takes the files of a document away once this is committed."""
    keys = await storage_keys_of(session, document.id)

    async def remove_files() -> None:
        for key in keys:
            await storage.delete(key)

    after_commit(session, f"files of {document.id}", remove_files)


async def forget_document(session: AsyncSession, document: KnowledgeDocument) -> None:
    """Takes a document out of the answers and out of the database."""
    await let_out(session, document)
    await session.delete(document)
    await session.flush()


async def ask_to_read(session: AsyncSession, document: KnowledgeDocument) -> None:
    """Has the newest version read; what answers now goes on until it is."""
    document.status, document.progress, document.updated_at = DocumentStatus.PENDING, 0, now()
    document.failure, document.failure_values = "", {}
    await session.flush()
    payload = {"document_id": str(document.id), "version": document.version}
    await enqueue(
        session, READ_DOCUMENT, payload, key=f"{READ_DOCUMENT}:{document.id}:{document.version}", max_attempts=4
    )


async def add_version(session: AsyncSession, document: KnowledgeDocument, stored: StoredFile) -> None:
    """Keeps a file as the newest version of a document, and has it read."""
    principal = find_principal()
    session.add(
        KnowledgeVersion(
            document_id=document.id,
            number=document.version,
            filename=stored.filename[:255],
            storage_key=stored.storage_key,
            size_bytes=stored.size_bytes,
            content_hash=stored.content_hash,
            uploaded_by=principal.person_id if principal else None,
        )
    )
    await ask_to_read(session, document)
