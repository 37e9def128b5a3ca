"""Issued documents and their journeys through SdI.

A document's row is written once: the application's role may not update or delete it. Only what SdI rejected, and so
never counted as issued, may get another buyer, by the function that migration 0046 makes.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import AMOUNT, MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique


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
            "uq_invoices_order",
            "tenant_id",
            "order_id",
            unique=True,
            postgresql_where=text("document_type IN ('TD01', 'TD02')"),
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


class InvoiceDraft(TenantOwned, table=True):
    """A document that somebody writes by hand, `typed` as they typed it; `corrects_id` is the invoice that a credit
    note is about. Once issued it names its invoice and keeps nothing else, so that issuing it again issues nothing."""

    __tablename__ = "invoice_drafts"
    __table_args__ = (
        tenant_reference("corrects_id", "invoices"),
        tenant_reference("invoice_id", "invoices"),
        Index("ix_invoice_drafts_open", "tenant_id", "changed_at", postgresql_where=text("invoice_id IS NULL")),
    )

    typed: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    revision: int = 1
    buyer_name: str = Field(default="", max_length=160)
    total: Decimal = Field(default=Decimal(0), sa_type=AMOUNT)
    corrects_id: UUID | None = None
    invoice_id: UUID | None = None
    changed_at: datetime = Field(default_factory=now, sa_type=MOMENT)


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


class TransmissionStatus(StrEnum):
    """Where a file is on its way to the buyer.

    DELIVERED (RC), UNDELIVERABLE (MC), ATTESTED (AT), ACCEPTED (NE), REFUSED (NE) and EXPIRED (DT) all mean that the
    document is issued; REJECTED (NS) that it is not; RESENT that a corrected file took its place.
    """

    GENERATED = "generated"
    BLOCKED = "blocked"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DELIVERED = "delivered"
    UNDELIVERABLE = "undeliverable"
    REJECTED = "rejected"
    RESENT = "resent"
    ATTESTED = "attested"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"


class InvoiceTransmission(TenantOwned, table=True):
    """One file on its way to SdI. A corrected document travels under another name, as the next attempt.

    `findings` is why it may not leave, or why SdI rejected it, as code and sentence; `identifier` what SdI calls it.
    """

    __tablename__ = "invoice_transmissions"
    __table_args__ = (
        tenant_reference("invoice_id", "invoices"),
        tenant_unique("file_name"),
        tenant_unique("invoice_id", "attempt"),
        Index("ix_invoice_transmissions_status", "tenant_id", "status", "changed_at"),
    )

    invoice_id: UUID
    attempt: int = 1
    file_name: str = Field(max_length=60)
    channel: str = Field(default="", max_length=20)
    status: TransmissionStatus = Field(default=TransmissionStatus.GENERATED, sa_type=stored_enum(TransmissionStatus))
    identifier: str | None = Field(default=None, max_length=36)
    reference: str | None = Field(default=None, max_length=200)
    findings: list[dict[str, str]] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
    last_error: str | None = Field(default=None, max_length=500)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    sending_since: datetime | None = Field(default=None, sa_type=MOMENT)
    sent_at: datetime | None = Field(default=None, sa_type=MOMENT)
    answered_at: datetime | None = Field(default=None, sa_type=MOMENT)
    changed_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class SdiReceipt(TenantOwned, table=True):
    """A file that came from SdI, kept as it came. Written once.

    Without `transmission_id` it is about no file of ours; without `kind` it could not be read, and `words` says why.
    """

    __tablename__ = "sdi_receipts"
    __table_args__ = (
        tenant_reference("transmission_id", "invoice_transmissions"),
        tenant_unique("sha256"),
        Index("ix_sdi_receipts_transmission", "tenant_id", "transmission_id", "received_at"),
        Index("ix_sdi_receipts_aside", "tenant_id", "received_at", postgresql_where=text("transmission_id IS NULL")),
    )

    transmission_id: UUID | None = None
    name: str = Field(max_length=120)
    kind: str | None = Field(default=None, max_length=2)
    identifier: str | None = Field(default=None, max_length=36)
    about_file: str = Field(default="", max_length=60)
    words: str = Field(default="", max_length=2000)
    raw: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sha256: str = Field(max_length=64)
    stated_at: datetime | None = Field(default=None, sa_type=MOMENT)
    received_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class SdiReading(TenantOwned, table=True):
    """How far a channel's receipts were read, and the address that SdI told us to write to."""

    __tablename__ = "sdi_readings"
    __table_args__ = (tenant_unique("channel"),)

    channel: str = Field(max_length=20)
    cursor: str = Field(default="", max_length=200)
    address: str = Field(default="", max_length=255)
    read_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class InvoiceSignature(TenantOwned, table=True):
    """A document's file as it was signed to leave. Written once; `file_name` is that of the plain file."""

    __tablename__ = "invoice_signatures"
    __table_args__ = (
        tenant_reference("invoice_id", "invoices"),
        tenant_unique("file_name"),
        Index("ix_invoice_signatures_invoice", "tenant_id", "invoice_id"),
    )

    invoice_id: UUID
    file_name: str = Field(max_length=60)
    signed_name: str = Field(max_length=64)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sha256: str = Field(max_length=64)
    signer: str = Field(max_length=160)
    signed_at: datetime = Field(sa_type=MOMENT)


class InvoiceVersion(TenantOwned, table=True):
    """What a document said when SdI rejected it, before its buyer was corrected. Written by PostgreSQL alone."""

    __tablename__ = "invoice_versions"
    __table_args__ = (tenant_reference("invoice_id", "invoices"), tenant_unique("file_name"))

    invoice_id: UUID
    buyer_name: str = Field(max_length=160)
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    file_name: str = Field(max_length=60)
    xml: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    replaced_at: datetime = Field(default_factory=now, sa_type=MOMENT)
