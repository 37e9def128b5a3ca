"""Reads of signed files."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.invoicing.models import Invoice, InvoiceSignature


async def find_signature(session: AsyncSession, invoice: Invoice) -> InvoiceSignature | None:
    """A document's present file as it was signed; None when it never was."""
    query = select(InvoiceSignature).where(InvoiceSignature.file_name == invoice.file_name)
    return (await session.execute(query)).scalar_one_or_none()


async def list_signatures_of(session: AsyncSession, invoice_ids: Sequence[UUID]) -> Sequence[InvoiceSignature]:
    """The signed files of these documents."""
    query = select(InvoiceSignature).where(InvoiceSignature.invoice_id.in_(invoice_ids))
    return (await session.execute(query)).scalars().all()
