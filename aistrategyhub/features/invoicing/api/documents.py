"""Documents over HTTP, for staff."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.invoicing.permissions import InvoicingPermission
from aistrategyhub.features.invoicing.queries import get_readable_invoice
from aistrategyhub.features.invoicing.queries.transmissions import get_readable_receipt
from aistrategyhub.features.invoicing.rules.periods import read_period
from aistrategyhub.features.invoicing.schemas import TransmissionBody
from aistrategyhub.features.invoicing.service import (
    courtesy_copy,
    pdf_file_name,
    period_archive,
    plan_transmission,
    preservation_package,
    send_many,
    sign_document,
)
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, download
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for

router = APIRouter(tags=["invoicing"])


@router.get("/admin/invoices/{invoice_id}.xml")
@requires(InvoicingPermission.READ)
async def invoice_xml(invoice_id: UUID) -> Response:
    """The electronic invoice as it goes to the SdI."""
    async with unit_of_work() as session:
        invoice = await get_readable_invoice(session, invoice_id)
    return download(invoice.xml, "application/xml", invoice.file_name)


@router.get("/admin/invoices/{invoice_id}/signed")
@requires(InvoicingPermission.TRANSMIT)
async def signed_invoice(invoice_id: UUID) -> Response:
    """The electronic invoice as it was signed to leave, signed now when it never was."""
    async with unit_of_work() as session:
        signed = await sign_document(session, await get_readable_invoice(session, invoice_id))
    return download(signed.content, "application/octet-stream", signed.signed_name)


@router.get("/admin/invoices/{invoice_id}.pdf")
@requires(InvoicingPermission.READ)
async def invoice_pdf(invoice_id: UUID) -> Response:
    """The courtesy copy, made now when it never was."""
    async with unit_of_work() as session:
        invoice = await get_readable_invoice(session, invoice_id)
        content = await courtesy_copy(session, invoice, storage_for(get_settings()))
    return download(content, "application/pdf", pdf_file_name(invoice))


@router.post("/admin/invoices/{invoice_id}/send")
@requires(InvoicingPermission.TRANSMIT)
async def send_invoice(invoice_id: UUID) -> Envelope[TransmissionBody]:
    """Sends the document to the SdI if it never left, or was held back or refused on the way; else says where it is."""
    async with unit_of_work() as session:
        invoice = await get_readable_invoice(session, invoice_id)
        await send_many(session, [invoice_id])
        transmission = await plan_transmission(session, invoice.id)
    return Envelope(data=TransmissionBody.model_validate(transmission, from_attributes=True))


@router.get("/admin/sdi-receipts/{receipt_id}")
@requires(InvoicingPermission.READ)
async def sdi_receipt(receipt_id: UUID) -> Response:
    """What the SdI sent about a document, as it came."""
    async with unit_of_work() as session:
        receipt = await get_readable_receipt(session, receipt_id)
    return download(receipt.raw, "application/octet-stream", receipt.name)


@router.get("/admin/invoices/periods/{name}.zip", response_class=StreamingResponse)
@requires(InvoicingPermission.EXPORT, step_up=True)
async def invoices_of_period(name: str) -> StreamingResponse:
    """The documents of a year (2026), a quarter (2026-T4) or a month (2026-11), with their receipts and a register,
    written while they are read. The export itself is recorded first."""
    period = read_period(name)
    async with unit_of_work() as session:
        await record(session, "invoicing.exported", "invoice", period=period.name)
    content = period_archive(current_principal().tenant_id, period, storage_for(get_settings()))
    headers = {
        "Content-Disposition": f'attachment; filename="fatture-{period.name}.zip"',
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(content, media_type="application/zip", headers=headers)


@router.get("/admin/invoices/periods/{name}/preservation.zip", response_class=StreamingResponse)
@requires(InvoicingPermission.EXPORT, step_up=True)
async def preservation_of_period(name: str) -> StreamingResponse:
    """What was issued and received in a year, quarter or month with its receipts and an index of hashes, for whoever
    preserves it by law; written while it is read. The export itself is recorded first."""
    period = read_period(name)
    async with unit_of_work() as session:
        await record(session, "invoicing.preserved", "invoice", period=period.name)
    headers = {
        "Content-Disposition": f'attachment; filename="conservazione-{period.name}.zip"',
        "Cache-Control": "private, no-store",
    }
    content = preservation_package(current_principal().tenant_id, period)
    return StreamingResponse(content, media_type="application/zip", headers=headers)
