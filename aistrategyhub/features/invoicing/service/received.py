"""What suppliers billed, handed out: on paper, and as a period's archive for the accountant."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from decimal import Decimal
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.spreadsheets import UTF8_MARK, csv_cell, csv_line
from aistrategyhub.features.invoicing.document.codes import DocumentType
from aistrategyhub.features.invoicing.fatturapa.opening import open_file
from aistrategyhub.features.invoicing.models import ReceivedFile, ReceivedInvoice
from aistrategyhub.features.invoicing.pdf import render_invoice_pdf
from aistrategyhub.features.invoicing.queries.received import (
    document_of_received,
    each_received,
    get_received,
    get_received_file,
)
from aistrategyhub.features.invoicing.rules.periods import Period
from aistrategyhub.features.invoicing.service.archives import Outlet
from aistrategyhub.infra.db import unit_of_work

_COLUMNS = (
    "numero",
    "data",
    "ricevuta",
    "tipo",
    "fornitore",
    "imponibile",
    "imposta",
    "totale",
    "detraibile_percento",
    "file",
    "identificativo_sdi",
)


async def paper_of_received(received: ReceivedInvoice) -> bytes:
    """The document in our own design; nothing is known of whether it is paid."""
    return await asyncio.to_thread(render_invoice_pdf, document_of_received(received), locale="it", is_paid=False)


async def signatures_of_received(session: AsyncSession, received_id: UUID) -> list[str]:
    """Who signed a supplier's file and whether that held when it came, in words. Raises ReceivedNotFound."""
    received = await get_received(session, received_id)
    file = await get_received_file(session, received.file_id)
    opened = await asyncio.to_thread(open_file, file.raw, file.received_at)
    return [signature.words for signature in opened.signatures]


async def received_archive(tenant_id: UUID, period: Period) -> AsyncIterator[bytes]:
    """The archive, written while the documents are read: it opens its own unit of work, for this tenant."""
    outlet, register, packed = Outlet(), [UTF8_MARK + csv_line(_COLUMNS)], set()
    with ZipFile(outlet, "w", ZIP_DEFLATED) as archive:
        async with unit_of_work(tenant_id) as session, aclosing(each_received(session, period)) as documents:
            async for received, file in documents:
                name = f"{file.sha256[:8]}-{file.name}".replace("/", "_").replace("\\", "_")
                if file.id not in packed:
                    packed.add(file.id)
                    await asyncio.to_thread(archive.writestr, f"xml/{name}", file.raw)
                register.append(csv_line([csv_cell(cell) for cell in _line(received, file, name)]))
                yield outlet.drain()
        archive.writestr("registro-acquisti.csv", "".join(register))
    yield outlet.drain()


def _line(received: ReceivedInvoice, file: ReceivedFile, name: str) -> list[str]:
    sign = Decimal(-1 if DocumentType(received.document_type).is_credit else 1)
    amounts = [f"{sign * amount}".replace(".", ",") for amount in (received.net, received.tax, received.total)]
    days = [received.issued_on.isoformat(), received.received_on.isoformat()]
    percent = f"{received.deductible_percent}".replace(".", ",")
    return [
        received.number,
        *days,
        received.document_type,
        received.supplier_name,
        *amounts,
        percent,
        name,
        file.identifier or "",
    ]
