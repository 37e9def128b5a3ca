"""The documents of a period in one archive for the accountant: files, courtesy copies, receipts and the register."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from decimal import Decimal
from pathlib import PurePosixPath
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.spreadsheets import UTF8_MARK, csv_cell, csv_line
from aistrategyhub.features.invoicing.document.codes import DocumentType
from aistrategyhub.features.invoicing.models import Invoice, SdiReceipt, TransmissionStatus
from aistrategyhub.features.invoicing.queries.registers import each_document
from aistrategyhub.features.invoicing.queries.transmissions import list_receipts_of, list_transmissions_of
from aistrategyhub.features.invoicing.rules.periods import Period
from aistrategyhub.features.invoicing.service.delivering import courtesy_copy, pdf_file_name
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.storage import Storage

_COLUMNS = ("numero", "data", "tipo", "cliente", "imponibile", "imposta", "totale", "file", "esito_sdi")
_TOGETHER = 50
_Known = tuple[TransmissionStatus | None, Sequence[SdiReceipt]]


async def period_archive(tenant_id: UUID, period: Period, storage: Storage) -> AsyncIterator[bytes]:
    """The archive, written while the documents are read: it opens its own unit of work, for this tenant."""
    outlet, register = Outlet(), [UTF8_MARK + csv_line(_COLUMNS)]
    with ZipFile(outlet, "w", ZIP_DEFLATED) as archive:
        async with unit_of_work(tenant_id) as session, aclosing(handfuls_of(session, period)) as handfuls:
            async for invoices in handfuls:
                known = await what_sdi_said(session, invoices)
                for invoice in invoices:
                    status, receipts = known[invoice.id]
                    pdf = await courtesy_copy(session, invoice, storage)
                    await asyncio.to_thread(_pack, archive, invoice, pdf, receipts)
                    register.append(csv_line([csv_cell(cell) for cell in _line(invoice, status)]))
                    yield outlet.drain()
        archive.writestr("registro.csv", "".join(register))
    yield outlet.drain()


async def handfuls_of(session: AsyncSession, period: Period) -> AsyncIterator[list[Invoice]]:
    """The documents of a period, the oldest first, some at a time."""
    gathered: list[Invoice] = []
    async with aclosing(each_document(session, period)) as documents:
        async for invoice in documents:
            gathered.append(invoice)
            if len(gathered) == _TOGETHER:
                yield gathered
                gathered = []
    if gathered:
        yield gathered


async def what_sdi_said(session: AsyncSession, invoices: Sequence[Invoice]) -> dict[UUID, _Known]:
    """Of each document: where its present file stands, and the receipts of all its files."""
    journeys = await list_transmissions_of(session, [invoice.id for invoice in invoices])
    invoice_of = {journey.id: journey.invoice_id for journey in journeys}
    statuses = {journey.file_name: journey.status for journey in journeys}
    receipts = defaultdict(list)
    for receipt in await list_receipts_of(session, list(invoice_of)):
        receipts[invoice_of[receipt.transmission_id]].append(receipt)
    return {invoice.id: (statuses.get(invoice.file_name), receipts[invoice.id]) for invoice in invoices}


def _pack(archive: ZipFile, invoice: Invoice, pdf: bytes, receipts: Sequence[SdiReceipt]) -> None:
    archive.writestr(f"xml/{invoice.file_name}", invoice.xml)
    archive.writestr(f"pdf/{pdf_file_name(invoice)}", pdf)
    folder = f"ricevute/{invoice.file_name.split('.')[0]}"
    for position, receipt in enumerate(receipts, start=1):
        archive.writestr(f"{folder}/{position:02d}-{PurePosixPath(receipt.name).name}", receipt.raw)


def _line(invoice: Invoice, status: TransmissionStatus | None) -> list[str]:
    sign = Decimal(-1 if invoice.document_type == DocumentType.TD04 else 1)
    amounts = (sign * invoice.subtotal, sign * invoice.tax_amount, sign * invoice.total)
    said = [invoice.invoice_number, invoice.issue_date.isoformat(), invoice.document_type, invoice.buyer_name]
    return [*said, *(f"{amount}".replace(".", ",") for amount in amounts), invoice.file_name, status or ""]


class Outlet:
    """A file that gives back what was written since the last time, so that an archive leaves in pieces."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        self._size += len(data)
        return len(data)

    def tell(self) -> int:
        return self._size

    def flush(self) -> None:
        return None

    def drain(self) -> bytes:
        said, self._pieces = b"".join(self._pieces), []
        return said
