"""What suppliers billed: their files as they came, the documents in them, and who they are.

The application's role may change of a received document only what the firm itself decides about it: the day from which
its VAT counts and how much of it may be deducted.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, LargeBinary, Numeric, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import AMOUNT, MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique


class ReceivedFrom(StrEnum):
    """By which way a file came."""

    FILE = "file"
    PEC = "pec"


class Supplier(TenantOwned, table=True):
    """Who bills the firm, known by country and VAT number, or tax code where there is none."""

    __tablename__ = "suppliers"
    __table_args__ = (tenant_unique("country", "tax_number"),)

    country: str = Field(max_length=2)
    tax_number: str = Field(max_length=28)
    name: str = Field(max_length=160)
    first_seen_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class ReceivedFile(TenantOwned, table=True):
    """A file as it came, kept once. `identifier` is what SdI calls it, from its metadata; `problem` says why it could
    not be read, and then no document is in it."""

    __tablename__ = "received_files"
    __table_args__ = (
        tenant_unique("sha256"),
        Index("ix_received_files_name", "tenant_id", "name"),
        Index("ix_received_files_aside", "tenant_id", "received_at", postgresql_where=text("problem <> ''")),
    )

    name: str = Field(max_length=120)
    came_by: ReceivedFrom = Field(sa_type=stored_enum(ReceivedFrom))
    raw: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sha256: str = Field(max_length=64)
    identifier: str | None = Field(default=None, max_length=36)
    problem: str = Field(default="", max_length=500)
    received_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class ReceivedInvoice(TenantOwned, table=True):
    """One document of a supplier. A supplier gives a number once in a year: the same again is a copy.

    `received_on` is when it came and `deductible_percent` how much of its VAT may be deducted, both for the firm to
    say; `counts_on` puts it into a period (`rules.deducting.counts_on`).
    """

    __tablename__ = "received_invoices"
    __table_args__ = (
        tenant_reference("file_id", "received_files"),
        tenant_reference("supplier_id", "suppliers"),
        Index(
            "uq_received_invoices_document",
            "tenant_id",
            "supplier_id",
            "document_type",
            "number",
            "issued_on",
            unique=True,
        ),
        Index("ix_received_invoices_issued", "tenant_id", "issued_on"),
        Index("ix_received_invoices_counts", "tenant_id", "counts_on"),
        Index("ix_received_invoices_file", "tenant_id", "file_id"),
    )

    file_id: UUID
    supplier_id: UUID
    supplier_name: str = Field(max_length=160)
    document_type: str = Field(max_length=4)
    number: str = Field(max_length=20)
    issued_on: date
    received_on: date
    currency: str = Field(default="EUR", max_length=3)
    net: Decimal = Field(sa_type=AMOUNT)
    tax: Decimal = Field(sa_type=AMOUNT)
    total: Decimal = Field(sa_type=AMOUNT)
    deductible_percent: Decimal = Field(default=Decimal(100), sa_type=Numeric(5, 2))
    counts_on: date
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    imported_at: datetime = Field(default_factory=now, sa_type=MOMENT)
