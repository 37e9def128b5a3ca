"""Reads of documents that somebody is writing, and of buyers who were billed before."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import _, mark, moment_label, money_label
from aistrategyhub.features.invoicing.document.codes import DocumentType
from aistrategyhub.features.invoicing.models import Invoice, InvoiceDraft, InvoiceRestriction
from aistrategyhub.features.invoicing.schemas import DraftRow, KnownBuyer

_MOST_BUYERS = 8


class DraftNotFound(DomainError):
    """No such draft, or it was thrown away."""

    code = "DRAFT_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa bozza non c’è, o non c’è più.")


async def get_draft(session: AsyncSession, draft_id: UUID | None, *, lock: bool = False) -> InvoiceDraft:
    """The draft, held until this transaction ends with `lock`. Raises DraftNotFound."""
    query = select(InvoiceDraft).where(InvoiceDraft.id == draft_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    draft = (await session.execute(query)).scalar_one_or_none() if draft_id else None
    if draft is None:
        raise DraftNotFound
    return draft


async def list_drafts(session: AsyncSession, request: PageRequest, *, q: str = "") -> Page[DraftRow]:
    """One page of what is being written, the last touched first; `q` looks in the buyer's name."""
    wanted = [InvoiceDraft.invoice_id.is_(None)]
    if needle := q.strip()[:100]:
        wanted.append(InvoiceDraft.buyer_name.icontains(needle, autoescape=True))
    newest = select(InvoiceDraft).where(*wanted).order_by(InvoiceDraft.changed_at.desc(), InvoiceDraft.id)
    rows = (await session.execute(newest.limit(request.per_page).offset(request.offset))).scalars().all()
    total = (await session.execute(select(func.count()).select_from(InvoiceDraft).where(*wanted))).scalar_one()
    return Page([_row(draft) for draft in rows], total, request.page, request.per_page)


async def find_buyers(session: AsyncSession, q: str) -> Sequence[KnownBuyer]:
    """Those whose name or address holds these letters, each by their last document; nobody who was erased."""
    needle = q.strip()[:100]
    if len(needle) < 2:
        return []
    found = (
        select(Invoice.id, Invoice.buyer_name, Invoice.buyer_email)
        .outerjoin(InvoiceRestriction, InvoiceRestriction.invoice_id == Invoice.id)
        .where(InvoiceRestriction.id.is_(None))
        .where(
            Invoice.buyer_name.icontains(needle, autoescape=True)
            | Invoice.buyer_email.icontains(needle, autoescape=True)
        )
        .distinct(Invoice.buyer_name, Invoice.buyer_email)
        .order_by(Invoice.buyer_name, Invoice.buyer_email, Invoice.issue_date.desc(), Invoice.id.desc())
        .limit(_MOST_BUYERS)
    )
    return [KnownBuyer(str(row.id), row.buyer_name, row.buyer_email) for row in await session.execute(found)]


def draft_path(draft_id: UUID) -> str:
    """The owner's page of a draft."""
    return f"/admin/fatture/bozze/{draft_id}"


def draft_pdf_path(draft_id: UUID) -> str:
    """Where staff see the paper of a draft."""
    return f"/api/v1/admin/invoice-drafts/{draft_id}.pdf"


def _row(draft: InvoiceDraft) -> DraftRow:
    kind = str(draft.typed.get("kind") or "TD01")
    return DraftRow(
        draft_id=str(draft.id),
        kind_label=_(DocumentType(kind).title) if kind in set(DocumentType) else kind,
        buyer_name=draft.buyer_name or _("Senza cliente"),
        total_label=money_label(draft.total),
        changed_label=moment_label(draft.changed_at),
        page_path=draft_path(draft.id),
    )
