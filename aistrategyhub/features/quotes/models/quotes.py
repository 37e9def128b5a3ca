"""Requests for a quote, the offers that answer them, and what other rooms prepared for one."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import AMOUNT, MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique


class RequestStatus(StrEnum):
    NEW = "new"
    IN_REVIEW = "in_review"
    QUOTED = "quoted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SPAM = "spam"


class OfferStatus(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    VIEWED = "viewed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


class Instalment(StrEnum):
    """Which part of what was agreed an order collects."""

    FULL = "full"
    DEPOSIT = "deposit"
    BALANCE = "balance"


class Author(StrEnum):
    """Who wrote in the thread of a request."""

    CUSTOMER = "customer"
    STAFF = "staff"


class QuoteRequest(TenantOwned, table=True):
    """One request. Its answers are kept as they were asked: `[{key, kind, label, value, shown}]`, with the version of
    the questionnaire.

    `item_name` is the service's name as it was read. `prefill` are the words that an assessment gave along.
    `request_key` names the submit that made it, `proof_key` the proof of work that it spent.
    """

    __tablename__ = "quote_requests"
    __table_args__ = (
        tenant_unique("number"),
        tenant_unique("request_key"),
        tenant_unique("proof_key"),
        tenant_reference("user_id", "users"),
        tenant_reference("item_id", "catalog_items"),
        Index("ix_quote_requests_received", "tenant_id", "received_at"),
        Index("ix_quote_requests_status", "tenant_id", "status", "received_at"),
        Index("ix_quote_requests_email", "tenant_id", "email"),
        Index("ix_quote_requests_user", "tenant_id", "user_id", "received_at"),
        Index("ix_quote_requests_item", "tenant_id", "item_id"),
    )

    number: str = Field(max_length=20)
    user_id: UUID | None = None
    item_id: UUID | None = None
    item_slug: str = Field(default="", max_length=120)
    item_name: str = Field(default="", max_length=200)
    name: str = Field(max_length=120)
    email: str = Field(max_length=255)
    phone: str = Field(default="", max_length=40)
    company: str = Field(default="", max_length=160)
    words: str = Field(default="", sa_column=Column(Text, nullable=False))
    answers: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
    questionnaire_version: int | None = None
    prefill: str = Field(default="", sa_column=Column(Text, nullable=False))
    page: str = Field(default="", max_length=500)
    locale: str = Field(default="it", max_length=5)
    consent_words: str = Field(max_length=500)
    consent_version: str = Field(max_length=40)
    notice_version: str = Field(default="", max_length=40)
    consented_at: datetime = Field(sa_type=MOMENT)
    status: RequestStatus = Field(default=RequestStatus.NEW, sa_type=stored_enum(RequestStatus))
    status_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    status_by: UUID | None = None
    request_key: str = Field(max_length=64)
    proof_key: str | None = Field(default=None, max_length=64)
    received_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class QuotePrefill(TenantOwned, table=True):
    """Words that another room gives along with a request: whoever holds its signed key sees them in the form."""

    __tablename__ = "quote_prefills"
    __table_args__ = (tenant_unique("source", "source_id"), Index("ix_quote_prefills_kept", "tenant_id", "kept_at"))

    source: str = Field(max_length=40)
    source_id: UUID
    about: str = Field(default="", max_length=120)
    words: str = Field(sa_column=Column(Text, nullable=False))
    kept_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class QuoteOffer(TenantOwned, table=True):
    """One version of an offer; all versions of a request share its `number`.

    `typed` is what staff wrote, as they wrote it; `content` is what it says (`schemas.offers.OfferContent`), frozen
    when it is sent. The sums are those without optional lines, as the customer first reads them.
    """

    __tablename__ = "quote_offers"
    __table_args__ = (
        tenant_reference("request_id", "quote_requests", ondelete="CASCADE"),
        tenant_unique("number", "version"),
        tenant_unique("request_id", "version"),
        Index("ix_quote_offers_status", "tenant_id", "status", "valid_until"),
        Index("ix_quote_offers_made", "tenant_id", "created_at"),
        Index(
            "uq_quote_offers_one_draft",
            "tenant_id",
            "request_id",
            unique=True,
            postgresql_where=text("status = 'draft'"),
        ),
    )

    request_id: UUID
    number: str = Field(max_length=20)
    version: int
    status: OfferStatus = Field(default=OfferStatus.DRAFT, sa_type=stored_enum(OfferStatus))
    locale: str = Field(default="it", max_length=5)
    currency: str = Field(default="EUR", max_length=3)
    typed: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    content: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
    valid_until: date | None = None
    net: Decimal = Field(default=Decimal(0), sa_type=AMOUNT)
    vat: Decimal = Field(default=Decimal(0), sa_type=AMOUNT)
    total: Decimal = Field(default=Decimal(0), sa_type=AMOUNT)
    revision: int = 1
    created_by: UUID | None = None
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    sent_at: datetime | None = Field(default=None, sa_type=MOMENT)
    viewed_at: datetime | None = Field(default=None, sa_type=MOMENT)
    decided_at: datetime | None = Field(default=None, sa_type=MOMENT)
    reminded_at: datetime | None = Field(default=None, sa_type=MOMENT)
    reason: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))


class QuotePaper(TenantOwned, table=True):
    """The PDF of an offer as it was sent, in the file store, and the fingerprint of its bytes."""

    __tablename__ = "quote_papers"
    __table_args__ = (tenant_reference("offer_id", "quote_offers", ondelete="CASCADE"), tenant_unique("offer_id"))

    offer_id: UUID
    storage_key: str = Field(max_length=300)
    sha256: str = Field(max_length=64)
    printed_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class QuoteAcceptance(TenantOwned, table=True):
    """The evidence that an offer was accepted, and what was agreed (`schemas.offers.Agreement`).

    `words` are the exact words beside the button, `sha256` the fingerprint of the PDF that was accepted.
    """

    __tablename__ = "quote_acceptances"
    __table_args__ = (
        tenant_reference("offer_id", "quote_offers", ondelete="CASCADE"),
        tenant_reference("vat_check_id", "vat_checks"),
        tenant_unique("offer_id"),
        Index(
            "ix_quote_acceptances_check", "tenant_id", "vat_check_id", postgresql_where=text("vat_check_id IS NOT NULL")
        ),
    )

    offer_id: UUID
    signed_name: str = Field(max_length=160)
    buyer: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    agreed: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    words: str = Field(sa_column=Column(Text, nullable=False))
    sha256: str = Field(max_length=64)
    vat_check_id: UUID | None = None
    person_id: UUID | None = None
    ip_address: str = Field(default="", max_length=45)
    user_agent: str = Field(default="", max_length=500)
    net: Decimal = Field(sa_type=AMOUNT)
    vat: Decimal = Field(sa_type=AMOUNT)
    total: Decimal = Field(sa_type=AMOUNT)
    accepted_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class QuoteMessage(TenantOwned, table=True):
    """A question of the customer, or an answer of the firm."""

    __tablename__ = "quote_messages"
    __table_args__ = (
        tenant_reference("request_id", "quote_requests", ondelete="CASCADE"),
        Index("ix_quote_messages_thread", "tenant_id", "request_id", "sent_at"),
    )

    request_id: UUID
    author: Author = Field(sa_type=stored_enum(Author))
    person_id: UUID | None = None
    words: str = Field(sa_column=Column(Text, nullable=False))
    sent_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class QuoteOrder(TenantOwned, table=True):
    """An order that collects a part of what was agreed. It lies in a room above, which tells how it goes: `order_id` is
    None once it was cancelled, and `times_asked` counts the orders that were made for this part."""

    __tablename__ = "quote_orders"
    __table_args__ = (
        tenant_reference("offer_id", "quote_offers", ondelete="CASCADE"),
        tenant_unique("offer_id", "instalment"),
    )

    offer_id: UUID
    instalment: Instalment = Field(sa_type=stored_enum(Instalment))
    order_id: UUID | None = None
    order_number: str = Field(default="", max_length=30)
    total: Decimal = Field(sa_type=AMOUNT)
    times_asked: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})
    asked_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    paid_at: datetime | None = Field(default=None, sa_type=MOMENT)
