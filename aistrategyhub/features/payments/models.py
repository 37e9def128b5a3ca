"""Payments of orders, money given back, and what the provider told us, stored before anything else."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Numeric, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import AMOUNT, MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique

STRIPE = "stripe"
BY_HAND = "hand"
"""The provider of a payment that colleagues book: a bank transfer, cash."""


class PaymentStatus(StrEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


class RefundReason(StrEnum):
    """Why money goes back. `PROVIDER` is a refund that was made in the provider's own dashboard."""

    REQUESTED = "requested"
    WITHDRAWAL = "withdrawal"
    NOT_DELIVERED = "not_delivered"
    DUPLICATE = "duplicate"
    LATE_PAYMENT = "late_payment"
    OTHER = "other"
    PROVIDER = "provider"


class RefundStatus(StrEnum):
    """`DECIDED` is ours alone, `SENT` is with whoever moves the money; only `SUCCEEDED` means it has left."""

    DECIDED = "decided"
    SENT = "sent"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class Payment(TenantOwned, table=True):
    """The taking of an order's money. Its id and `attempt` make the idempotency key given to the provider.

    `received` is the money that came, `surplus` the part of it that the order did not ask for: all of a payment that
    came when the order was no longer to be paid. `due_on` is the day until which a bank transfer is asked for.
    """

    __tablename__ = "payments"
    __table_args__ = (
        tenant_reference("order_id", "orders"),
        tenant_unique("provider_reference"),
        Index(
            "uq_payments_open",
            "tenant_id",
            "order_id",
            "provider",
            unique=True,
            postgresql_where=text("status IN ('pending', 'succeeded')"),
        ),
    )

    order_id: UUID
    provider: str = Field(default=STRIPE, max_length=30)
    provider_reference: str | None = Field(default=None, max_length=255)
    attempt: int = 1
    amount: Decimal = Field(sa_type=AMOUNT)
    received: Decimal = Field(default=Decimal(0), sa_type=AMOUNT)
    surplus: Decimal = Field(default=Decimal(0), sa_type=AMOUNT)
    currency: str = Field(default="EUR", max_length=3)
    status: PaymentStatus = Field(default=PaymentStatus.PENDING, sa_type=stored_enum(PaymentStatus))
    method_type: str | None = Field(default=None, max_length=40)
    failure_code: str | None = Field(default=None, max_length=100)
    failure_reason: str | None = Field(default=None, max_length=500)
    due_on: date | None = None
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    processed_at: datetime | None = Field(default=None, sa_type=MOMENT)


class MoneyMethod(StrEnum):
    """How money came that no provider took."""

    TRANSFER = "transfer"
    CASH = "cash"
    OTHER = "other"


class StatementLine(TenantOwned, table=True):
    """Money that came onto the firm's account, as the bank told it. `fingerprint` is made of all that the line says: a
    line that is imported again is the same. `set_aside_at` when it is about no order."""

    __tablename__ = "statement_lines"
    __table_args__ = (
        tenant_unique("fingerprint"),
        Index("ix_statement_lines_booked", "tenant_id", "booked_on"),
    )

    fingerprint: str = Field(max_length=64)
    booked_on: date
    amount: Decimal = Field(sa_type=AMOUNT)
    currency: str = Field(default="EUR", max_length=3)
    payer: str = Field(default="", max_length=200)
    words: str = Field(default="", max_length=500)
    bank_reference: str = Field(default="", max_length=140)
    imported_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    set_aside_at: datetime | None = Field(default=None, sa_type=MOMENT)


class Receipt(TenantOwned, table=True):
    """Money that a colleague booked: how much came, when and how. Never changed, at most taken back.

    `surplus` is the part that the order did not ask for when it was booked.
    """

    __tablename__ = "receipts"
    __table_args__ = (
        tenant_reference("order_id", "orders"),
        tenant_reference("payment_id", "payments"),
        tenant_reference("statement_line_id", "statement_lines"),
        tenant_unique("request_key"),
        Index("ix_receipts_order", "tenant_id", "order_id", "booked_at"),
        Index("ix_receipts_payment", "tenant_id", "payment_id"),
        Index(
            "uq_receipts_statement_line",
            "tenant_id",
            "statement_line_id",
            unique=True,
            postgresql_where=text("undone_at IS NULL AND statement_line_id IS NOT NULL"),
        ),
    )

    order_id: UUID
    payment_id: UUID
    statement_line_id: UUID | None = None
    amount: Decimal = Field(sa_type=AMOUNT)
    surplus: Decimal = Field(default=Decimal(0), sa_type=AMOUNT)
    currency: str = Field(default="EUR", max_length=3)
    method: MoneyMethod = Field(sa_type=stored_enum(MoneyMethod))
    received_on: date
    reference: str = Field(default="", max_length=140)
    note: str = Field(default="", max_length=500)
    request_key: str | None = Field(default=None, max_length=255)
    booked_by: UUID | None = None
    booked_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    undone_by: UUID | None = None
    undone_at: datetime | None = Field(default=None, sa_type=MOMENT)


class Refund(TenantOwned, table=True):
    """Money on its way back, decided here or found at the provider. Its id and `attempt` make the idempotency key.

    `is_of_sale` tells money of the sale, which a credit note must follow, from money that was never due. The request
    that decided it is remembered by its key and by what it asked. `hand_reference` names the transfer with which a
    colleague sent it, where no provider did.
    """

    __tablename__ = "refunds"
    __table_args__ = (
        tenant_reference("order_id", "orders"),
        tenant_reference("payment_id", "payments"),
        tenant_unique("provider_reference"),
        tenant_unique("idempotency_key"),
        Index("ix_refunds_order", "tenant_id", "order_id", "decided_at"),
        Index("ix_refunds_payment", "tenant_id", "payment_id"),
    )

    order_id: UUID
    payment_id: UUID
    provider_reference: str | None = Field(default=None, max_length=255)
    attempt: int = 1
    idempotency_key: str | None = Field(default=None, max_length=255)
    request_fingerprint: str | None = Field(default=None, max_length=64)
    amount: Decimal = Field(sa_type=AMOUNT)
    currency: str = Field(default="EUR", max_length=3)
    is_of_sale: bool
    reason: RefundReason = Field(sa_type=stored_enum(RefundReason))
    note: str = Field(default="", max_length=500)
    status: RefundStatus = Field(default=RefundStatus.DECIDED, sa_type=stored_enum(RefundStatus))
    failure_code: str | None = Field(default=None, max_length=100)
    hand_reference: str = Field(default="", max_length=140, sa_column_kwargs={"server_default": ""})
    decided_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    sent_at: datetime | None = Field(default=None, sa_type=MOMENT)
    settled_at: datetime | None = Field(default=None, sa_type=MOMENT)


class RefundLine(TenantOwned, table=True):
    """What a refund gives back of one line of the order. `quantity` is set when it was decided by quantity."""

    __tablename__ = "refund_lines"
    __table_args__ = (
        tenant_reference("refund_id", "refunds", ondelete="CASCADE"),
        tenant_reference("order_line_id", "order_items"),
        tenant_unique("refund_id", "order_line_id"),
        Index("ix_refund_lines_order_line", "tenant_id", "order_line_id"),
    )

    refund_id: UUID
    order_line_id: UUID
    line_number: int
    quantity: Decimal | None = Field(default=None, sa_type=Numeric(12, 2))
    net: Decimal = Field(sa_type=AMOUNT)
    vat: Decimal = Field(sa_type=AMOUNT)
    gross: Decimal = Field(sa_type=AMOUNT)


class DisputeStatus(StrEnum):
    """Where a dispute is. Until it is `WON` the bank keeps its money; `WITHDRAWN` ended without taking any."""

    NEEDS_ANSWER = "needs_answer"
    UNDER_REVIEW = "under_review"
    WON = "won"
    LOST = "lost"
    WITHDRAWN = "withdrawn"


class Dispute(TenantOwned, table=True):
    """A card holder's complaint to their bank. `is_inquiry` while the bank only asks and takes no money.

    `answer` is what the firm says to it; `answer_asked_at` when a colleague sent it, `answered_at` when the provider
    took it, `answer_problem` the provider's word when it did not.
    """

    __tablename__ = "disputes"
    __table_args__ = (
        tenant_reference("order_id", "orders"),
        tenant_reference("payment_id", "payments"),
        tenant_unique("provider_reference"),
        Index("ix_disputes_order", "tenant_id", "order_id", "opened_at"),
        Index("ix_disputes_payment", "tenant_id", "payment_id"),
        Index("ix_disputes_status", "tenant_id", "status", "answer_due_at"),
    )

    order_id: UUID
    payment_id: UUID
    provider_reference: str = Field(max_length=255)
    amount: Decimal = Field(sa_type=AMOUNT)
    currency: str = Field(default="EUR", max_length=3)
    reason: str = Field(default="", max_length=60)
    status: DisputeStatus = Field(default=DisputeStatus.NEEDS_ANSWER, sa_type=stored_enum(DisputeStatus))
    is_inquiry: bool = False
    answer_due_at: datetime | None = Field(default=None, sa_type=MOMENT)
    answer: str = Field(default="", sa_type=Text)
    answer_asked_at: datetime | None = Field(default=None, sa_type=MOMENT)
    answer_problem: str = Field(default="", max_length=100)
    answered_at: datetime | None = Field(default=None, sa_type=MOMENT)
    answered_by: UUID | None = None
    opened_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    decided_at: datetime | None = Field(default=None, sa_type=MOMENT)


class ProviderEvent(TenantOwned, table=True):
    """A verified webhook, once per event id. `handled_at` is set by the work that acted on it."""

    __tablename__ = "provider_events"
    __table_args__ = (
        tenant_unique("provider", "event_id"),
        Index("ix_provider_events_received", "tenant_id", "received_at"),
    )

    provider: str = Field(default="stripe", max_length=30)
    event_id: str = Field(max_length=255)
    event_type: str = Field(max_length=100)
    payment_reference: str | None = Field(default=None, max_length=255)
    payload: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    received_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    handled_at: datetime | None = Field(default=None, sa_type=MOMENT)
