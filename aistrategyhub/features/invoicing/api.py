"""Documents over HTTP, for staff."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from aistrategyhub.core.access import requires
from aistrategyhub.features.invoicing.permissions import InvoicingPermission
from aistrategyhub.features.invoicing.queries import get_readable_invoice
from aistrategyhub.features.invoicing.service import courtesy_copy, pdf_file_name
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import download
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


@router.get("/admin/invoices/{invoice_id}.pdf")
@requires(InvoicingPermission.READ)
async def invoice_pdf(invoice_id: UUID) -> Response:
    """The courtesy copy, made now when it never was."""
    async with unit_of_work() as session:
        invoice = await get_readable_invoice(session, invoice_id)
        content = await courtesy_copy(session, invoice, storage_for(get_settings()))
    return download(content, "application/pdf", pdf_file_name(invoice))
