"""Reads of invoices."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.invoicing.models import Invoice, InvoicePdf


class InvoiceNotFound(DomainError):
    """No such invoice, or it is not issued yet."""

    code = "INVOICE_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("La fattura non è ancora disponibile.")


async def find_invoice_of_order(session: AsyncSession, order_id: UUID) -> Invoice | None:
    """The invoice of an order, once issued."""
    query = select(Invoice).where(Invoice.order_id == order_id, Invoice.document_type == "TD01")
    return (await session.execute(query)).scalar_one_or_none()


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
