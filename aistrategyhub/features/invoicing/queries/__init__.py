"""Reads of invoices."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import current_principal
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import _, mark, money_label, short_date_label
from aistrategyhub.features.invoicing.document.codes import DocumentType
from aistrategyhub.features.invoicing.models import (
    Invoice,
    InvoicePdf,
    InvoiceRestriction,
    InvoiceTransmission,
    TransmissionStatus,
)
from aistrategyhub.features.invoicing.permissions import InvoicingPermission
from aistrategyhub.features.invoicing.rules import standing_of
from aistrategyhub.features.invoicing.schemas import InvoiceRow
from aistrategyhub.features.orders.models import Order

_ROW = (
    Invoice.id,
    Invoice.invoice_number,
    Invoice.document_type,
    Invoice.issue_date,
    Invoice.buyer_name,
    Invoice.total,
    Invoice.currency,
    Order.number.label("order_number"),
    InvoiceRestriction.id.label("restriction"),
    InvoiceTransmission,
)
_SORTABLE = {
    "number": Invoice.invoice_number,
    "date": Invoice.issue_date,
    "buyer_name": Invoice.buyer_name,
    "total": Invoice.total,
}
_of_file = (InvoiceTransmission.tenant_id == Invoice.tenant_id) & (InvoiceTransmission.file_name == Invoice.file_name)
_of_order = (Order.tenant_id == Invoice.tenant_id) & (Order.id == Invoice.order_id)
_NEWEST_FIRST = (Invoice.issue_date.desc(), Invoice.invoice_progressive.desc(), Invoice.id)


class InvoiceNotFound(DomainError):
    """No such invoice, or it is not issued yet."""

    code = "INVOICE_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("La fattura non è ancora disponibile.")


class InvoiceRestricted(DomainError):
    """The buyer was erased: the document is for whoever keeps the books."""

    code = "INVOICE_RESTRICTED"
    kind = Kind.FORBIDDEN
    sentence = mark("Il cliente ha cancellato i suoi dati: questa fattura è conservata solo per legge.")


async def find_invoice_of_order(session: AsyncSession, order_id: UUID) -> Invoice | None:
    """The invoice of an order, or of the deposit that it collects, once issued."""
    query = select(Invoice).where(Invoice.order_id == order_id, Invoice.document_type.in_(("TD01", "TD02")))
    return (await session.execute(query)).scalar_one_or_none()


async def find_credit_note_of(session: AsyncSession, refund_id: UUID) -> Invoice | None:
    """The credit note of a refund, once issued."""
    return (await session.execute(select(Invoice).where(Invoice.refund_id == refund_id))).scalar_one_or_none()


async def total_credited(session: AsyncSession, invoice_id: UUID) -> Decimal:
    """How much of an invoice its credit notes take back."""
    query = select(func.coalesce(func.sum(Invoice.total), Decimal(0))).where(Invoice.corrects_id == invoice_id)
    return (await session.execute(query)).scalar_one()


async def find_open_invoice_of_order(session: AsyncSession, order_id: UUID) -> Invoice | None:
    """The invoice of an order as its buyer may see it: none once the buyer was erased."""
    invoice = await find_invoice_of_order(session, order_id)
    return None if invoice is None or await is_restricted(session, invoice.id) else invoice


async def is_restricted(session: AsyncSession, invoice_id: UUID) -> bool:
    """Whether the document is kept only because the law wants it."""
    query = select(exists().where(InvoiceRestriction.invoice_id == invoice_id))
    return bool((await session.execute(query)).scalar_one())


async def get_readable_invoice(session: AsyncSession, invoice_id: UUID) -> Invoice:
    """The invoice for whoever acts. Raises InvoiceNotFound, and InvoiceRestricted unless they may read such ones."""
    invoice = await get_invoice(session, invoice_id)
    if await is_restricted(session, invoice_id) and not current_principal().may(InvoicingPermission.READ_RESTRICTED):
        raise InvoiceRestricted
    return invoice


async def find_last_issue_date(session: AsyncSession, series: str, year: int) -> date | None:
    """The date of the highest number of a series in a year, None before the first."""
    query = (
        select(Invoice.issue_date)
        .where(Invoice.series == series, Invoice.invoice_year == year)
        .order_by(Invoice.invoice_progressive.desc())
        .limit(1)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def get_invoice(session: AsyncSession, invoice_id: UUID) -> Invoice:
    """The invoice. Raises InvoiceNotFound."""
    invoice = (await session.execute(select(Invoice).where(Invoice.id == invoice_id))).scalar_one_or_none()
    if invoice is None:
        raise InvoiceNotFound
    return invoice


async def find_pdf(session: AsyncSession, invoice_id: UUID) -> InvoicePdf | None:
    """Where the courtesy copy is, once rendered."""
    return (await session.execute(select(InvoicePdf).where(InvoicePdf.invoice_id == invoice_id))).scalar_one_or_none()


async def list_invoices(
    session: AsyncSession,
    request: PageRequest = PageRequest(),
    *,
    q: str = "",
    sort: str = "",
    descending: bool = True,
    may_read_restricted: bool = True,
    order_ids: Sequence[UUID] | None = None,
    statuses: Collection[TransmissionStatus | None] = (),
) -> Page[InvoiceRow]:
    """One page of the documents that match, newest first unless sorted, without their files.

    `q` looks in the document's number, the buyer's name and address, and the order's number. Who was erased is not
    named, nor found by name, unless `may_read_restricted`. With `order_ids` only the documents of these orders, with
    `statuses` those whose file stands like this, None being what was never to be sent.
    """
    wanted = [*_matching(q, may_read_restricted)]
    if order_ids is not None:
        wanted.append(Invoice.order_id.in_(order_ids))
    if statuses:
        wanted.append(_standing_in(statuses))
    column = _SORTABLE.get(sort)
    order_by = _NEWEST_FIRST if column is None else (column.desc() if descending else column.asc(), Invoice.id)
    listed = _with_order(select(*_ROW)).where(*wanted)
    rows = await session.execute(listed.order_by(*order_by).limit(request.per_page).offset(request.offset))
    counted = _with_order(select(func.count()).select_from(Invoice)).where(*wanted)
    total = (await session.execute(counted)).scalar_one()
    shown = [_invoice_row(row, is_open=may_read_restricted or row.restriction is None) for row in rows]
    return Page(shown, total, request.page, request.per_page)


async def page_invoices_of(session: AsyncSession, user_id: UUID, request: PageRequest) -> Page[tuple[Invoice, Order]]:
    """One page of the documents of a person's orders, newest first, each with its order."""
    own = select(Invoice, Order).join(Order, _of_order).where(Order.user_id == user_id)
    rows = await session.execute(own.order_by(*_NEWEST_FIRST).limit(request.per_page).offset(request.offset))
    count = await session.execute(
        select(func.count()).select_from(Invoice).join(Order, _of_order).where(Order.user_id == user_id)
    )
    return Page([(row.Invoice, row.Order) for row in rows], count.scalar_one(), request.page, request.per_page)


async def count_issued(session: AsyncSession, *, since: date) -> int:
    """How many documents were issued from this day on."""
    query = select(func.count()).select_from(Invoice).where(Invoice.issue_date >= since)
    return (await session.execute(query)).scalar_one()


def download_path(invoice_id: UUID, kind: str) -> str:
    """Where staff fetch a document's file, as `xml` or `pdf`."""
    return f"/api/v1/admin/invoices/{invoice_id}.{kind}"


def document_path(invoice_id: UUID) -> str:
    """The owner's page of a document and its files on their way."""
    return f"/admin/fatture/{invoice_id}"


def receipt_path(receipt_id: UUID) -> str:
    """Where staff fetch what SdI sent, as it came."""
    return f"/api/v1/admin/sdi-receipts/{receipt_id}"


def _with_order(query: Select[Any]) -> Select[Any]:
    return (
        query.outerjoin(Order, _of_order)
        .outerjoin(InvoiceRestriction, InvoiceRestriction.invoice_id == Invoice.id)
        .outerjoin(InvoiceTransmission, _of_file)
    )


def _standing_in(statuses: Collection[TransmissionStatus | None]) -> ColumnElement[bool]:
    known = InvoiceTransmission.status.in_([status for status in statuses if status])
    return or_(known, InvoiceTransmission.id.is_(None)) if None in statuses else known


def _matching(q: str, may_read_restricted: bool) -> Sequence[ColumnElement[bool]]:
    needle = q.strip()[:100]
    if not needle:
        return []
    numbers = [column.icontains(needle, autoescape=True) for column in (Invoice.invoice_number, Order.number)]
    names = or_(*(column.icontains(needle, autoescape=True) for column in (Invoice.buyer_name, Invoice.buyer_email)))
    return [or_(*numbers, names if may_read_restricted else and_(names, InvoiceRestriction.id.is_(None)))]


def _invoice_row(row: Row[Any], *, is_open: bool) -> InvoiceRow:
    return InvoiceRow(
        invoice_id=str(row.id),
        number=row.invoice_number,
        kind_label=_(DocumentType(row.document_type).title),
        date_label=short_date_label(row.issue_date),
        buyer_name=row.buyer_name if is_open else _("dati riservati"),
        total_label=money_label(row.total, row.currency),
        order_number=row.order_number or "",
        xml_path=download_path(row.id, "xml") if is_open else "",
        pdf_path=download_path(row.id, "pdf") if is_open else "",
        page_path=document_path(row.id) if is_open else "",
        standing=standing_of(row.InvoiceTransmission),
    )
