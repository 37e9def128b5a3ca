"""The files of a request: they wait while it is written, and go with it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.media.service import Arrival, OriginalFile, store_original
from aistrategyhub.features.quotes.models import QuoteFile, QuoteRequest
from aistrategyhub.features.quotes.queries.files import list_waiting, waiting_bytes
from aistrategyhub.features.quotes.rules.files import (
    MOST_FILES,
    MOST_WAITING,
    FileGone,
    NoRoomForFiles,
    TooManyFiles,
    check_file,
)
from aistrategyhub.infra.storage import Storage
from aistrategyhub.infra.work import enqueue

FORGET_PAPERS = "quotes.forget_papers"


async def store_file(storage: Storage, tenant_id: UUID, arrival: Arrival, given_name: str) -> OriginalFile:
    """Lays what arrived in the store, as it is. Raises KindNotTaken, FileTooLarge and StorageUnavailable."""
    check_file(arrival.recognised, arrival.size)
    return await store_original(storage, f"{tenant_id}/quote-files", arrival, given_name)


async def keep_waiting(session: AsyncSession, stored: OriginalFile) -> QuoteFile:
    """Keeps a stored file for the request that is being written. Raises NoRoomForFiles."""
    if await waiting_bytes(session) + stored.bytes > MOST_WAITING:
        raise NoRoomForFiles
    file = QuoteFile(
        id=stored.file_id,
        name=stored.name,
        content_type=stored.content_type,
        bytes=stored.bytes,
        sha256=stored.sha256,
        storage_key=stored.key,
    )
    session.add(file)
    await session.flush()
    return file


async def drop_waiting(session: AsyncSession, file_id: UUID) -> None:
    """Takes a file away that no request has taken; one that is gone is gone."""
    await _drop(session, await list_waiting(session, [file_id], lock=True))


async def attach(session: AsyncSession, request: QuoteRequest, file_ids: Collection[UUID]) -> None:
    """Sends these waiting files along with a request. Raises TooManyFiles and FileGone."""
    wanted = set(file_ids)
    if len(wanted) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    files = await list_waiting(session, wanted, lock=True)
    if len(files) < len(wanted):
        raise FileGone
    for file in files:
        file.request_id = request.id
    await session.flush()


async def forget_waiting(session: AsyncSession, *, before: datetime) -> int:
    """Takes away the files that came before this moment and went with no request; how many."""
    is_left = QuoteFile.request_id.is_(None), QuoteFile.uploaded_at < before
    keys = (await session.execute(delete(QuoteFile).where(*is_left).returning(QuoteFile.storage_key))).scalars().all()
    await forget_content(session, keys)
    return len(keys)


async def forget_files_of(session: AsyncSession, request_ids: Collection[UUID]) -> None:
    """Takes away the files of these requests."""
    forgetting = delete(QuoteFile).where(QuoteFile.request_id.in_(request_ids)).returning(QuoteFile.storage_key)
    await forget_content(session, (await session.execute(forgetting)).scalars().all())


async def forget_content(session: AsyncSession, storage_keys: Collection[str]) -> None:
    """Takes contents out of the file store after the commit."""
    if storage_keys:
        await enqueue(session, FORGET_PAPERS, {"storage_keys": sorted(storage_keys)})


async def _drop(session: AsyncSession, files: list[QuoteFile]) -> None:
    await forget_content(session, [file.storage_key for file in files])
    for file in files:
        await session.delete(file)
    await session.flush()
