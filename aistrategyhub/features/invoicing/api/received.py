"""What suppliers billed, over HTTP: taken in, listed, fetched as it came, and handed to the accountant."""

from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.invoicing.fatturapa.opening import TooLargeToRead
from aistrategyhub.features.invoicing.permissions import InvoicingPermission
from aistrategyhub.features.invoicing.queries.received import (
    get_received,
    get_received_file,
    page_received,
)
from aistrategyhub.features.invoicing.rules.periods import read_period
from aistrategyhub.features.invoicing.schemas import ImportedBody, ReceivedBody
from aistrategyhub.features.invoicing.service import import_files, outcome_of, paper_of_received, received_archive
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, PagedEnvelope, download, ok, paged

router = APIRouter(tags=["invoicing"])

_LARGEST_UPLOAD = 50_000_000
_FILE_BODY = {
    "requestBody": {
        "required": True,
        "description": "A FatturaPA file (XML or .p7m), SdI's metadata of one, or a zip of them; 50 MB at most.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post("/admin/received-invoices", openapi_extra=_FILE_BODY, summary="What suppliers billed, from a file")
@requires(InvoicingPermission.RECEIVE)
async def import_received(
    request: Request, name: str = Query(default="fattura.xml", max_length=120)
) -> Envelope[ImportedBody]:
    """Takes the file in, each document once however often it is sent. What is refused is named in `words`."""
    data = await _body_of(request)
    async with unit_of_work() as session:
        done = await import_files(session, name, data)
    words = "; ".join(f"{one.name}: {one.words}" for one in done if one.words)
    return ok(ImportedBody(id=name, name=name, outcome=outcome_of(done), words=words[:2000]))


@router.get("/admin/received-invoices")
@requires(InvoicingPermission.READ_RECEIVED)
async def list_received(
    q: str = Query(default="", max_length=100),
    page: int = Query(default=1, ge=1),
    per_page: int = Query(default=20, ge=1, le=100),
) -> PagedEnvelope[ReceivedBody]:
    """What suppliers billed, the newest first. `q` looks in number, supplier and VAT number."""
    async with unit_of_work() as session:
        found = await page_received(session, PageRequest(page, per_page), q=q)
    rows = [ReceivedBody.model_validate(row, from_attributes=True) for row in found.rows]
    return paged(rows, total=found.total, page=page, per_page=per_page)


@router.get("/admin/received-invoices/periods/{name}.zip", response_class=StreamingResponse)
@requires(InvoicingPermission.EXPORT, step_up=True)
async def received_of_period(name: str) -> StreamingResponse:
    """What suppliers billed in a year, quarter or month, as it came, with a register; recorded first."""
    period = read_period(name)
    async with unit_of_work() as session:
        await record(session, "invoicing.received_exported", "received_invoice", period=period.name)
    headers = {
        "Content-Disposition": f'attachment; filename="fatture-ricevute-{period.name}.zip"',
        "Cache-Control": "private, no-store",
    }
    content = received_archive(current_principal().tenant_id, period)
    return StreamingResponse(content, media_type="application/zip", headers=headers)


@router.get("/admin/received-invoices/{received_id}.pdf")
@requires(InvoicingPermission.READ_RECEIVED)
async def received_pdf(received_id: UUID) -> Response:
    """A supplier's document on paper, in our own design."""
    async with unit_of_work() as session:
        received = await get_received(session, received_id)
    return download(await paper_of_received(received), "application/pdf", f"fattura-ricevuta-{received_id}.pdf")


@router.get("/admin/received-files/{file_id}")
@requires(InvoicingPermission.READ_RECEIVED)
async def received_file(file_id: UUID) -> Response:
    """A file as it came."""
    async with unit_of_work() as session:
        file = await get_received_file(session, file_id)
    safe = "".join(letter for letter in file.name if letter.isascii() and (letter.isalnum() or letter in "._-"))
    return download(file.raw, "application/octet-stream", safe or "fattura.xml")


async def _body_of(request: Request) -> bytes:
    pieces, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > _LARGEST_UPLOAD:
            raise TooLargeToRead
        pieces.append(chunk)
    return b"".join(pieces)
