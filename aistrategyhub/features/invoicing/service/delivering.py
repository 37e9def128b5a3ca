"""Documents on their way to their buyers: the courtesy copy, the mail, and what happens when a buyer is erased."""

import asyncio
import hashlib
from contextlib import suppress
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.invoicing.document.codes import DocumentType
from aistrategyhub.features.invoicing.emails import CreditNoteReady, DocumentToSettle, InvoiceReady
from aistrategyhub.features.invoicing.models import (
    Invoice,
    InvoiceDraft,
    InvoicePdf,
    InvoiceRestriction,
    InvoiceTransmission,
)
from aistrategyhub.features.invoicing.pdf import render_invoice_pdf
from aistrategyhub.features.invoicing.queries import find_pdf, get_invoice, is_restricted
from aistrategyhub.features.invoicing.service.frozen import document_from
from aistrategyhub.features.invoicing.service.telling import reserved_area_key
from aistrategyhub.features.mailing.service import MailAttachment, queue_mail
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import get_order, has_event
from aistrategyhub.features.orders.service import add_event
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.storage import ObjectNotFound, Storage


async def deliver_invoice(session: AsyncSession, invoice_id: UUID, storage: Storage, *, attempt: int = 1) -> None:
    """Keeps the courtesy copy in the file store and queues the mail that carries PDF and XML; none to somebody erased.

    Repeating it after a crash writes the same file again and queues no second mail: only a document that SdI rejected
    and that was corrected is mailed anew, once for each attempt.
    """
    invoice = await get_invoice(session, invoice_id)
    is_credit = invoice.document_type == DocumentType.TD04
    await courtesy_copy(session, invoice, storage)
    pdf_key, xml_key = storage_keys(tenant_of(session), invoice)
    await storage.put(xml_key, invoice.xml, "application/xml")
    if await is_restricted(session, invoice.id):
        return
    await queue_mail(
        session,
        _mail_of(invoice),
        to=invoice.buyer_email,
        locale=invoice.locale,
        attachments=(
            MailAttachment(storage_key=pdf_key, filename=pdf_file_name(invoice), content_type="application/pdf"),
            MailAttachment(storage_key=xml_key, filename=invoice.file_name, content_type="application/xml"),
        ),
        key=mail_key(invoice.id, attempt),
    )
    if invoice.order_id and not is_credit and not await has_event(session, invoice.order_id, "invoice_sent"):
        await add_event(session, await get_order(session, invoice.order_id), "invoice_sent")


def _mail_of(invoice: Invoice) -> InvoiceReady:
    """Documents of orders come when the money came or went; one written by hand waits for it."""
    if invoice.order_id is None:
        return DocumentToSettle.written(invoice)
    is_credit = invoice.document_type == DocumentType.TD04
    return CreditNoteReady.of(invoice) if is_credit else InvoiceReady.of(invoice)


def mail_key(invoice_id: UUID, attempt: int = 1) -> str:
    """By what the mail of a document, or of its correction, is known again."""
    return f"invoice:{invoice_id}" if attempt == 1 else f"invoice:{invoice_id}:{attempt}"


def mail_keys(invoice: Invoice, journey: InvoiceTransmission | None) -> list[str]:
    """The keys of every mail that was ever sent about a document."""
    attempts = journey.attempt if journey else 1
    return [*(mail_key(invoice.id, number) for number in range(1, attempts + 1)), reserved_area_key(invoice.id)]


async def courtesy_copy(session: AsyncSession, invoice: Invoice, storage: Storage) -> bytes:
    """The PDF of an invoice: from the file store, or rendered from the frozen document and kept there now."""
    if stored := await find_pdf(session, invoice.id):
        with suppress(ObjectNotFound):
            return await storage.get(stored.storage_key)
    pdf = await asyncio.to_thread(
        render_invoice_pdf,
        document_from(invoice),
        locale=invoice.locale,
        is_paid=invoice.order_id is not None,
        xml=(invoice.file_name, invoice.xml),
    )
    pdf_key, _xml_key = storage_keys(tenant_of(session), invoice)
    await storage.put(pdf_key, pdf, "application/pdf")
    kept = {"storage_key": pdf_key, "sha256": hashlib.sha256(pdf).hexdigest(), "rendered_at": clock.now()}
    await session.execute(
        insert(InvoicePdf)
        .values(id=new_id(), invoice_id=invoice.id, **kept)
        .on_conflict_do_update(index_elements=["tenant_id", "invoice_id"], set_=kept)
    )
    return pdf


async def restrict_documents(session: AsyncSession, person_id: UUID) -> None:
    """From now on the documents of an erased person are kept for the law alone (art. 2220 c.c.; art. 18 GDPR)."""
    theirs = select(Invoice.id).join(Order, (Order.tenant_id == Invoice.tenant_id) & (Order.id == Invoice.order_id))
    for invoice_id in (await session.execute(theirs.where(Order.user_id == person_id))).scalars():
        await restrict_document(session, invoice_id)


async def restrict_document(session: AsyncSession, invoice_id: UUID) -> None:
    """The same of one document; what was being written to correct it goes."""
    open_drafts = InvoiceDraft.invoice_id.is_(None)
    await session.execute(delete(InvoiceDraft).where(InvoiceDraft.corrects_id == invoice_id, open_drafts))
    row = {"id": new_id(), "invoice_id": invoice_id, "restricted_at": clock.now()}
    await session.execute(insert(InvoiceRestriction).values(row).on_conflict_do_nothing())


def pdf_file_name(invoice: Invoice) -> str:
    """What the buyer's download is called."""
    kind = "nota-di-credito" if invoice.document_type == DocumentType.TD04 else "fattura"
    return f"{kind}-{invoice.invoice_number.replace('/', '-')}.pdf"


def storage_keys(tenant_id: UUID, invoice: Invoice) -> tuple[str, str]:
    """Where the PDF and the XML of an invoice lie in the file store."""
    folder = f"{tenant_id}/invoices/{invoice.invoice_year}/{invoice.id}"
    return f"{folder}.pdf", f"{folder}.xml"
