"""What SdI rejected, made out to the right buyer and sent again: same number, same date, another file name.

A rejected document never counted as issued, so its buyer may be put right. PostgreSQL itself keeps what it said before
and lets nothing but buyer and recipient change.
"""

import json
from dataclasses import replace
from uuid import UUID

from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.billing import Buyer
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.invoicing.document.model import InvoiceDocument
from aistrategyhub.features.invoicing.document.parties import party_of, recipient_of
from aistrategyhub.features.invoicing.fatturapa.builder import build_xml, transmitter_of
from aistrategyhub.features.invoicing.fatturapa.names import file_name, transmission_progressive
from aistrategyhub.features.invoicing.fatturapa.verdicts import judge
from aistrategyhub.features.invoicing.models import Invoice, InvoicePdf, InvoiceTransmission, TransmissionStatus
from aistrategyhub.features.invoicing.queries import get_invoice
from aistrategyhub.features.invoicing.queries.transmissions import find_transmission_of, lock_transmission
from aistrategyhub.features.invoicing.rules import IllegalTransmission
from aistrategyhub.features.invoicing.service.frozen import document_from, frozen
from aistrategyhub.features.invoicing.service.transmitting import advance, plan_transmission
from aistrategyhub.features.orders.queries import get_order
from aistrategyhub.features.orders.service import add_event
from aistrategyhub.infra.counters import next_number
from aistrategyhub.infra.work import enqueue

DELIVER = "invoicing.deliver"
_CORRECT = text(
    "SELECT correct_rejected_invoice(:invoice, :version, CAST(:buyer AS jsonb), CAST(:recipient AS jsonb),"
    " :name, :file, :xml)"
)


class OtherCountry(DomainError):
    """Another country may bear another VAT: that is another document."""

    code = "OTHER_COUNTRY"
    sentence = mark(
        "Il paese del cliente decide l’IVA e non si corregge: serve una nota di credito e una nuova fattura."
    )


class StillWrong(DomainError):
    """SdI would reject the corrected document too, so it stays as it is."""

    code = "STILL_WRONG"
    kind = Kind.INVALID
    sentence = mark("Così il Sistema di Interscambio la scarterebbe di nuovo: {reason}")


async def correct_and_send(session: AsyncSession, invoice_id: UUID, buyer: Buyer) -> InvoiceTransmission:
    """The rejected document made out to this buyer and on its way again under a new file name.

    Raises IllegalTransmission unless SdI rejected it, OtherCountry and StillWrong, and then nothing has changed.
    """
    invoice = await get_invoice(session, invoice_id)
    known = await find_transmission_of(session, invoice)
    if known is None:
        raise IllegalTransmission
    rejected = await lock_transmission(session, known.id)
    if rejected.status is not TransmissionStatus.REJECTED:
        raise IllegalTransmission
    said = document_from(invoice)
    document = replace(said, buyer=party_of(buyer), recipient=recipient_of(buyer))
    if document.buyer.address.country != said.buyer.address.country:
        raise OtherCountry
    await _replace(session, invoice, document)
    advance(rejected, TransmissionStatus.RESENT)
    await session.execute(delete(InvoicePdf).where(InvoicePdf.invoice_id == invoice_id))
    await record(
        session,
        "invoicing.corrected",
        "invoice",
        invoice_id,
        number=invoice.invoice_number,
        rejected_file=rejected.file_name,
        file=invoice.file_name,
    )
    if invoice.order_id:
        order = await get_order(session, invoice.order_id)
        await add_event(session, order, "invoice_corrected", number=invoice.invoice_number)
    planned = await plan_transmission(session, invoice_id)
    payload = {"invoice_id": str(invoice_id), "attempt": planned.attempt}
    await enqueue(session, DELIVER, payload, key=f"{DELIVER}:{invoice_id}:{planned.attempt}")
    return planned


async def _replace(session: AsyncSession, invoice: Invoice, document: InvoiceDocument) -> None:
    transmitter = transmitter_of(document.seller)
    progressive = transmission_progressive(await next_number(session, "sdi_files"))
    name = file_name(transmitter.country, transmitter.number, progressive)
    xml = build_xml(document, transmitter=transmitter, progressive=progressive)
    verdict = judge(name, xml)
    if not verdict.is_accepted:
        raise StillWrong(reason=verdict.errors[0].words if verdict.errors else verdict.reason)
    values = frozen(document)
    await session.flush()
    await session.execute(
        _CORRECT,
        {
            "invoice": invoice.id,
            "version": new_id(),
            "buyer": json.dumps(values["buyer"]),
            "recipient": json.dumps(values["recipient"]),
            "name": document.buyer.name,
            "file": name,
            "xml": xml,
        },
    )
    await session.refresh(invoice)
