"""A copy of everything about a person: what the rooms declared of their tables, and the documents, in one archive."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.accounts.models import RequestStatus
from aistrategyhub.features.accounts.queries import get_person
from aistrategyhub.features.accounts.queries.privacy_requests import lock_request
from aistrategyhub.features.accounts.service.erasure import addresses_of
from aistrategyhub.features.accounts.service.privacy_requests import begin_export, finish_export
from aistrategyhub.features.invoicing.models import Invoice
from aistrategyhub.features.invoicing.service import courtesy_copy, pdf_file_name
from aistrategyhub.features.portal.rules.archive import Tables, archive, plain, readme, unique_names
from aistrategyhub.infra.db import metadata, tenant_of
from aistrategyhub.infra.personal_data import DataSubject, rows_of, tables_of_people, told
from aistrategyhub.infra.storage import Storage
from aistrategyhub.infra.work import enqueue

MAKE_EXPORT = "portal.make_export"
# Tables of files about invoices: where their names and their bytes are.
_OTHER_FILES = (("invoice_versions", "file_name", "xml"), ("sdi_receipts", "name", "raw"))


async def start_export(session: AsyncSession, request_id: UUID) -> None:
    """Lets a worker make the archive that was asked for."""
    request = await begin_export(session, request_id)
    await enqueue(session, MAKE_EXPORT, {"request_id": str(request.id)}, key=f"{MAKE_EXPORT}:{request.id}")


async def make_export(session: AsyncSession, request_id: UUID, storage: Storage) -> None:
    """Writes the archive of an export under way into the file store, and tells the person. Doing it twice does it once.

    It is read in one transaction, by the links of the data map: what a room declares is in it.
    """
    request = await lock_request(session, request_id)
    if request.status is not RequestStatus.WORKING:
        return
    person = await get_person(session, request.user_id)
    subject = DataSubject(person.id, addresses_of(person))
    rooms = await _collect(session, subject)
    files = await _documents(session, subject, storage)
    files["README.txt"] = readme(request.language, rooms, sorted(files)).encode()
    files |= {f"{room}.json": _json(tables) for room, tables in rooms.items()}
    content = await asyncio.to_thread(archive, files)
    key = f"{tenant_of(session)}/exports/{request.id}.zip"
    await storage.put(key, content, "application/zip")
    await finish_export(session, request, storage, storage_key=key, size=len(content))


async def _collect(session: AsyncSession, subject: DataSubject) -> Mapping[str, Tables]:
    """By room and table, what of the person's rows is handed to them."""
    rooms: dict[str, Tables] = defaultdict(dict)
    for room, table, holding in tables_of_people():
        found = (await session.execute(rows_of(subject, table))).mappings().all()
        if found:
            rooms[room][table.name] = [told(subject, table, holding, row) for row in found]
    return rooms


async def _documents(session: AsyncSession, subject: DataSubject, storage: Storage) -> dict[str, bytes]:
    """The invoices of the person, each as PDF and as XML, what they said before they were corrected, and what the
    Sistema di Interscambio answered, by their names in the archive."""
    theirs = rows_of(subject, metadata.tables["invoices"]).with_only_columns(Invoice.id)
    invoices = (await session.execute(select(Invoice).where(Invoice.id.in_(theirs.order_by(None))))).scalars().all()
    documents: list[tuple[str, bytes]] = []
    for invoice in invoices:
        documents.append((invoice.file_name, invoice.xml))
        documents.append((pdf_file_name(invoice), await courtesy_copy(session, invoice, storage)))
    for table, name, content in _OTHER_FILES:
        rows = (await session.execute(rows_of(subject, metadata.tables[table]))).mappings()
        documents += [(row[name], row[content]) for row in rows]
    names = unique_names([name for name, _content in documents])
    return {f"fatture/{name}": content for name, (_name, content) in zip(names, documents, strict=True)}


def _json(tables: Tables) -> bytes:
    return json.dumps(tables, default=plain, ensure_ascii=False, indent=2).encode()
