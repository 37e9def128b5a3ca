"""Payments of orders, and what the provider told us, stored before anything else."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import AMOUNT, MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique


class PaymentStatus(StrEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


class Payment(TenantOwned, table=True):
    """The taking of an order's money. Its id and `attempt` make the idempotency key given to the provider."""

    __tablename__ = "payments"
    __table_args__ = (
        tenant_reference("order_id", "orders"),
        tenant_unique("provider_reference"),
        Index(
            "uq_payments_open",
            "tenant_id",
            "order_id",
            unique=True,
            postgresql_where=text("status IN ('pending', 'succeeded')"),
        ),
    )

    order_id: UUID
    provider: str = Field(default="stripe", max_length=30)
    provider_reference: str | None = Field(default=None, max_length=255)
    attempt: int = 1
    amount: Decimal = Field(sa_type=AMOUNT)
    currency: str = Field(default="EUR", max_length=3)
    status: PaymentStatus = Field(default=PaymentStatus.PENDING, sa_type=stored_enum(PaymentStatus))
    method_type: str | None = Field(default=None, max_length=40)
    failure_code: str | None = Field(default=None, max_length=100)
    failure_reason: str | None = Field(default=None, max_length=500)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    processed_at: datetime | None = Field(default=None, sa_type=MOMENT)


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
