"""Reads of files on their way and of what came back."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.invoicing.models import Invoice, InvoiceTransmission, SdiReading, SdiReceipt
from aistrategyhub.features.invoicing.queries import get_readable_invoice
from aistrategyhub.integrations.sdi.gateway import Reading


class TransmissionNotFound(DomainError):
    """No such file is on its way."""

    code = "TRANSMISSION_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo file non è tra quelli da trasmettere.")


class ReceiptNotFound(DomainError):
    """No such receipt is kept."""

    code = "RECEIPT_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa ricevuta non c’è.")


async def lock_transmission(session: AsyncSession, transmission_id: UUID) -> InvoiceTransmission:
    """The file's journey, held until this transaction ends. Raises TransmissionNotFound."""
    query = select(InvoiceTransmission).where(InvoiceTransmission.id == transmission_id).with_for_update()
    found = await session.execute(query.execution_options(populate_existing=True))
    transmission = found.scalar_one_or_none()
    if transmission is None:
        raise TransmissionNotFound
    return transmission


async def lock_transmission_of_file(session: AsyncSession, file_name: str) -> InvoiceTransmission | None:
    """The journey of the file with this name, held until this transaction ends."""
    query = select(InvoiceTransmission).where(InvoiceTransmission.file_name == file_name).with_for_update()
    found = await session.execute(query.execution_options(populate_existing=True))
    return found.scalar_one_or_none()


async def find_transmission_of(session: AsyncSession, invoice: Invoice) -> InvoiceTransmission | None:
    """The journey of a document's present file, once it is planned."""
    query = select(InvoiceTransmission).where(InvoiceTransmission.file_name == invoice.file_name)
    return (await session.execute(query)).scalar_one_or_none()


async def list_transmissions_of(session: AsyncSession, invoice_ids: Sequence[UUID]) -> Sequence[InvoiceTransmission]:
    """The journeys of these documents' files, the first attempt first."""
    query = select(InvoiceTransmission).where(InvoiceTransmission.invoice_id.in_(invoice_ids))
    found = await session.execute(query.order_by(InvoiceTransmission.invoice_id, InvoiceTransmission.attempt))
    return found.scalars().all()


async def list_receipts_of(session: AsyncSession, transmission_ids: Sequence[UUID]) -> Sequence[SdiReceipt]:
    """What SdI said of these files, in the order it came."""
    query = select(SdiReceipt).where(SdiReceipt.transmission_id.in_(transmission_ids))
    return (await session.execute(query.order_by(SdiReceipt.received_at, SdiReceipt.id))).scalars().all()


async def list_receipts_aside(session: AsyncSession, *, most: int = 50) -> Sequence[SdiReceipt]:
    """The latest files from SdI that are about none of ours, or cannot be read."""
    query = select(SdiReceipt).where(SdiReceipt.transmission_id.is_(None))
    return (await session.execute(query.order_by(SdiReceipt.received_at.desc()).limit(most))).scalars().all()


async def get_readable_receipt(session: AsyncSession, receipt_id: UUID) -> SdiReceipt:
    """The receipt for whoever acts. Raises ReceiptNotFound, and InvoiceRestricted when its document is."""
    found = (await session.execute(select(SdiReceipt).where(SdiReceipt.id == receipt_id))).scalar_one_or_none()
    if found is None:
        raise ReceiptNotFound
    if found.transmission_id:
        query = select(InvoiceTransmission.invoice_id).where(InvoiceTransmission.id == found.transmission_id)
        await get_readable_invoice(session, (await session.execute(query)).scalar_one())
    return found


async def get_reading(session: AsyncSession, channel: str) -> Reading:
    """How far this channel was read; from the beginning when it never was."""
    found = (await session.execute(select(SdiReading).where(SdiReading.channel == channel))).scalar_one_or_none()
    return Reading(found.cursor, found.address) if found else Reading()
