"""Issued documents. A row is written once and never changed: the application's role may not update or delete it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import AMOUNT, MOMENT, TenantOwned, tenant_reference, tenant_unique


class Invoice(TenantOwned, table=True):
    """One issued document: everything it says is copied in, its XML included, in the transaction that numbers it.

    A credit note names the refund it is for and the invoice it corrects; a refund has one at most.
    """

    __tablename__ = "invoices"
    __table_args__ = (
        tenant_unique("series", "invoice_year", "invoice_progressive"),
        tenant_unique("invoice_number"),
        tenant_unique("file_name"),
        tenant_reference("order_id", "orders"),
        tenant_reference("corrects_id", "invoices"),
        tenant_unique("refund_id"),
        Index("ix_invoices_corrects", "tenant_id", "corrects_id"),
        Index(
            "uq_invoices_order_td01",
            "tenant_id",
            "order_id",
            unique=True,
            postgresql_where=text("document_type = 'TD01'"),
        ),
        Index("ix_invoices_issued", "tenant_id", "issue_date"),
    )

    invoice_number: str = Field(max_length=20)
    series: str = Field(default="", max_length=10)
    invoice_year: int
    invoice_progressive: int
    document_type: str = Field(default="TD01", max_length=4)
    order_id: UUID | None = None
    refund_id: UUID | None = None
    corrects_id: UUID | None = None
    issue_date: date
    buyer_name: str = Field(max_length=160)
    buyer_email: str = Field(max_length=255)
    locale: str = Field(default="it", max_length=5)
    currency: str = Field(default="EUR", max_length=3)
    subtotal: Decimal = Field(sa_type=AMOUNT)
    tax_amount: Decimal = Field(sa_type=AMOUNT)
    total: Decimal = Field(sa_type=AMOUNT)
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    file_name: str = Field(max_length=60)
    xml: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class InvoicePdf(TenantOwned, table=True):
    """The courtesy copy of an invoice in the file store."""

    __tablename__ = "invoice_pdfs"
    __table_args__ = (tenant_reference("invoice_id", "invoices"), tenant_unique("invoice_id"))

    invoice_id: UUID
    storage_key: str = Field(max_length=300)
    sha256: str = Field(max_length=64)
    rendered_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class InvoiceRestriction(TenantOwned, table=True):
    """The buyer of this document was erased: it is kept because the law wants it, and shown to few (art. 18 GDPR)."""

    __tablename__ = "invoice_restrictions"
    __table_args__ = (tenant_reference("invoice_id", "invoices"), tenant_unique("invoice_id"))

    invoice_id: UUID
    restricted_at: datetime = Field(default_factory=now, sa_type=MOMENT)
