"""What comes back from SdI: kept as it came, once, and then what it means for its file."""

import hashlib
from datetime import datetime

import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.invoicing.fatturapa.findings import kept_finding
from aistrategyhub.features.invoicing.fatturapa.names import plain_name
from aistrategyhub.features.invoicing.models import InvoiceTransmission, SdiReading, SdiReceipt, TransmissionStatus
from aistrategyhub.features.invoicing.queries import get_invoice
from aistrategyhub.features.invoicing.queries.transmissions import get_reading, lock_transmission_of_file
from aistrategyhub.features.invoicing.rules import NEEDS_SOMEBODY, after_receipt
from aistrategyhub.features.invoicing.service.importing import take_from_sdi
from aistrategyhub.features.invoicing.service.telling import tell_buyer, tell_order, tell_owner
from aistrategyhub.integrations.sdi.gateway import Arrivals, Reading, SdiChannel
from aistrategyhub.integrations.sdi.receipts import LARGEST_ARCHIVE, Receipt, UnreadableReceipt, read_receipt

log = structlog.get_logger(__name__)

_LONGEST_NAME = 120


async def receive(session: AsyncSession, channel: SdiChannel) -> Arrivals:
    """Keeps what came since the last reading, and notes how far it was read, in one transaction.

    The caller tells the channel with `keep` once that is committed.
    """
    arrivals = await channel.receive(await get_reading(session, channel.name))
    for arrival in arrivals.files:
        await take_receipt(session, arrival.name, arrival.content, arrival.arrived_at)
    for arrival in arrivals.invoices:
        await take_from_sdi(session, arrival.name, arrival.content, arrival.arrived_at)
    await _note_reading(session, channel.name, arrivals.reading)
    return arrivals


async def take_receipt(session: AsyncSession, name: str, content: bytes, at: datetime) -> bool:
    """Keeps one file from SdI and does what it says; False when the very same was kept before.

    What cannot be read, or is about no file of ours, is kept aside with the reason and changes nothing.
    """
    receipt, words = _read(content)
    about = await lock_transmission_of_file(session, plain_name(receipt.file_name)) if receipt else None
    values = {
        "id": new_id(),
        "transmission_id": about.id if about else None,
        "name": name[:_LONGEST_NAME],
        "kind": receipt.kind.value if receipt else None,
        "identifier": receipt.identifier if receipt else None,
        "about_file": receipt.file_name if receipt else "",
        "words": words,
        "raw": content[:LARGEST_ARCHIVE],
        "sha256": hashlib.sha256(content).hexdigest(),
        "stated_at": receipt and (receipt.delivered_at or receipt.received_at),
        "received_at": at,
    }
    kept = insert(SdiReceipt).values(values).on_conflict_do_nothing(index_elements=["tenant_id", "sha256"])
    if await session.scalar(kept.returning(SdiReceipt.id)) is None:
        return False
    if receipt and about:
        await _apply(session, about, receipt)
    else:
        log.warning("a file from SdI is kept aside", name=name[:_LONGEST_NAME], reason=words or "about no file of ours")
    return True


async def _apply(session: AsyncSession, transmission: InvoiceTransmission, receipt: Receipt) -> None:
    """A receipt of another sending of the same file says nothing of the one that counts."""
    if transmission.identifier and transmission.identifier != receipt.identifier:
        return
    status = after_receipt(transmission.status, receipt)
    if status is transmission.status:
        return
    invoice = await get_invoice(session, transmission.invoice_id)
    transmission.status = status
    transmission.identifier = receipt.identifier
    transmission.answered_at = transmission.changed_at = clock.now()
    transmission.sent_at = transmission.sent_at or clock.now()
    transmission.findings = [kept_finding(error.code, error.words) for error in receipt.errors]
    if status is TransmissionStatus.REFUSED and receipt.words:
        transmission.findings = [kept_finding("EC02", receipt.words)]
    await record(
        session,
        "invoicing.sdi_answered",
        "invoice",
        invoice.id,
        number=invoice.invoice_number,
        file=transmission.file_name,
        status=status.value,
    )
    await tell_order(session, invoice, transmission)
    if status in NEEDS_SOMEBODY:
        await tell_owner(session, invoice, transmission)
    if status is TransmissionStatus.UNDELIVERABLE:
        await tell_buyer(session, invoice)


def _read(content: bytes) -> tuple[Receipt | None, str]:
    try:
        receipt = read_receipt(content)
    except UnreadableReceipt as error:
        return None, str(error)
    said = [f"{error.code} {error.words}".strip() for error in receipt.errors]
    return receipt, ("; ".join(said) or receipt.words)[:2000]


async def _note_reading(session: AsyncSession, channel: str, reading: Reading) -> None:
    values = {"cursor": reading.cursor, "address": reading.address, "read_at": clock.now()}
    note = insert(SdiReading).values(id=new_id(), channel=channel, **values)
    await session.execute(note.on_conflict_do_update(index_elements=["tenant_id", "channel"], set_=values))
