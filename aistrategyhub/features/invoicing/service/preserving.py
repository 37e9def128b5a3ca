"""The documents of a period as whoever preserves them by law takes them in: files, receipts, and an index of hashes."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from pathlib import PurePosixPath
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.features.invoicing.models import (
    Invoice,
    InvoiceSignature,
    ReceivedFile,
    ReceivedInvoice,
    SdiReceipt,
    TransmissionStatus,
)
from aistrategyhub.features.invoicing.queries.received import each_received
from aistrategyhub.features.invoicing.queries.signatures import list_signatures_of
from aistrategyhub.features.invoicing.rules.periods import Period
from aistrategyhub.features.invoicing.rules.preservation import INDEX, Entry, write_index
from aistrategyhub.features.invoicing.service.archives import Outlet, handfuls_of, what_sdi_said
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import SellerInfo
from aistrategyhub.infra.db import unit_of_work

# What SdI rejected was never issued: there is nothing to preserve of it.
_NOT_ISSUED = (TransmissionStatus.REJECTED, TransmissionStatus.RESENT)


class _Package:
    """An archive that remembers the hash of everything that is put into it."""

    def __init__(self) -> None:
        self.outlet = Outlet()
        self.archive = ZipFile(self.outlet, "w", ZIP_DEFLATED)
        self.entries: list[Entry] = []
        self._paths: set[str] = set()

    def put(self, path: str, content: bytes, about: Mapping[str, str]) -> None:
        """Nothing for a file that is in it already."""
        if path in self._paths:
            return
        self._paths.add(path)
        self.archive.writestr(path, content)
        self.entries.append(Entry(path, hashlib.sha256(content).hexdigest(), about))

    def close(self, index: bytes) -> None:
        self.archive.writestr(INDEX, index)
        self.archive.close()


async def preservation_package(tenant_id: UUID, period: Period) -> AsyncIterator[bytes]:
    """The package of what was issued and received in a period, written while the documents are read: it opens its own
    unit of work, for this tenant."""
    package = _Package()
    async with unit_of_work(tenant_id) as session:
        firm = await find_setting(session, SellerInfo)
        async with aclosing(handfuls_of(session, period)) as handfuls:
            async for invoices in handfuls:
                await _put_issued(session, package, invoices)
                yield package.outlet.drain()
        async with aclosing(each_received(session, period)) as documents:
            async for received, file in documents:
                await asyncio.to_thread(_put_received, package, received, file)
                yield package.outlet.drain()
    whose = f"{firm.company_name} IT{firm.vat_number}" if firm else ""
    index = write_index(package.entries, firm=whose, period=period.name, at=clock.now())
    await asyncio.to_thread(package.close, index)
    yield package.outlet.drain()


async def _put_issued(session: AsyncSession, package: _Package, invoices: Sequence[Invoice]) -> None:
    known = await what_sdi_said(session, invoices)
    signed = {one.file_name: one for one in await list_signatures_of(session, [one.id for one in invoices])}
    for invoice in invoices:
        status, receipts = known[invoice.id]
        if status not in _NOT_ISSUED:
            await asyncio.to_thread(_pack, package, invoice, signed.get(invoice.file_name), status, receipts)


def _pack(
    package: _Package,
    invoice: Invoice,
    signed: InvoiceSignature | None,
    status: TransmissionStatus | None,
    receipts: Sequence[SdiReceipt],
) -> None:
    """The document as it left, signed where it was, and what SdI said of it."""
    about = {
        "Numero": invoice.invoice_number,
        "Data": invoice.issue_date.isoformat(),
        "Tipo": invoice.document_type,
        "Soggetto": invoice.buyer_name,
        "Stato": status.value if status else "",
    }
    name, content = (signed.signed_name, signed.content) if signed else (invoice.file_name, invoice.xml)
    package.put(f"emesse/{name}", content, about)
    folder = f"ricevute-sdi/{invoice.file_name.split('.')[0]}"
    for position, receipt in enumerate(receipts, start=1):
        path = f"{folder}/{position:02d}-{PurePosixPath(receipt.name).name}"
        package.put(path, receipt.raw, {"Numero": invoice.invoice_number, "Tipo": receipt.kind or ""})


def _put_received(package: _Package, received: ReceivedInvoice, file: ReceivedFile) -> None:
    """A supplier's file as it came, once, however many documents it holds."""
    plain = file.name.replace("/", "_").replace("\\", "_")
    about = {
        "Numero": received.number,
        "Data": received.issued_on.isoformat(),
        "Tipo": received.document_type,
        "Soggetto": received.supplier_name,
        "IdentificativoSdI": file.identifier or "",
    }
    package.put(f"ricevute/{file.sha256[:8]}-{plain}", file.raw, about)
