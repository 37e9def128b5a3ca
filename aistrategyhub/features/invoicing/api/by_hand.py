"""Documents that no order brought: their paper while they are written, and issuing them for programs."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from aistrategyhub.core.access import requires
from aistrategyhub.features.invoicing.models import InvoiceDraft
from aistrategyhub.features.invoicing.permissions import InvoicingPermission
from aistrategyhub.features.invoicing.queries import get_readable_invoice
from aistrategyhub.features.invoicing.queries.drafts import get_draft
from aistrategyhub.features.invoicing.rules.drafts import typed_of
from aistrategyhub.features.invoicing.schemas import DraftBody, InvoiceBody
from aistrategyhub.features.invoicing.service import issue_draft, keep_typed, paper_of_draft
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, download, ok
from aistrategyhub.infra.http.idempotency import IdempotencyKey, once

router = APIRouter(tags=["invoicing"])


@router.get("/admin/invoice-drafts/{draft_id}.pdf")
@requires(InvoicingPermission.ISSUE)
async def draft_pdf(draft_id: UUID) -> Response:
    """The courtesy copy that a document would have if it were issued as it stands."""
    async with unit_of_work() as session:
        content = await paper_of_draft(session, await get_draft(session, draft_id))
    return download(content, "application/pdf", "bozza.pdf")


@router.post("/admin/invoices", status_code=201)
@requires(InvoicingPermission.ISSUE)
async def issue_by_hand(
    request: Request, body: DraftBody, idempotency_key: IdempotencyKey = None
) -> Envelope[InvoiceBody]:
    """Issues a document that no order brought, and sends it to its buyer and the SdI as all others. Refused, it takes
    no number. With an Idempotency-Key, repeating the request issues it once."""
    async with unit_of_work() as session:

        async def make() -> Envelope[InvoiceBody]:
            if body.corrects_id:
                await get_readable_invoice(session, body.corrects_id)
            draft = await keep_typed(session, InvoiceDraft(typed=typed_of(body), corrects_id=body.corrects_id))
            invoice = await issue_draft(session, draft.id)
            return ok(InvoiceBody.model_validate(invoice, from_attributes=True))

        return await once(session, request, idempotency_key, Envelope[InvoiceBody], make, asked=body)
