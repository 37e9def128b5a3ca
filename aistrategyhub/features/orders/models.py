"""An order: who buys what at which price, and where it stands. Amounts are in `currency`, VAT is kept per line."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Numeric
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.features.vat.schemas import Ground, Nature, Treatment
from aistrategyhub.infra.db import AMOUNT, MOMENT, RATE, TenantOwned, stored_enum, tenant_reference, tenant_unique


class OrderStatus(StrEnum):
    PENDING = "pending"
    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    PROCESSING = "processing"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


class Order(TenantOwned, table=True):
    """One order. `buyer` is the snapshot of `core.billing.Buyer` that its documents will carry."""

    __tablename__ = "orders"
    __table_args__ = (
        tenant_unique("number"),
        tenant_unique("idempotency_key"),
        tenant_reference("user_id", "users"),
        Index("ix_orders_placed", "tenant_id", "placed_at"),
        Index("ix_orders_status", "tenant_id", "status", "placed_at"),
        Index("ix_orders_email", "tenant_id", "email"),
        Index("ix_orders_user", "tenant_id", "user_id", "placed_at"),
    )

    number: str = Field(max_length=30)
    user_id: UUID | None = None
    email: str = Field(max_length=255)
    buyer_name: str = Field(max_length=160)
    buyer: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    locale: str = Field(default="it", max_length=5)
    status: OrderStatus = Field(default=OrderStatus.PENDING, sa_type=stored_enum(OrderStatus))
    currency: str = Field(default="EUR", max_length=3)
    subtotal: Decimal = Field(sa_type=AMOUNT)
    tax_amount: Decimal = Field(sa_type=AMOUNT)
    total: Decimal = Field(sa_type=AMOUNT)
    idempotency_key: str | None = Field(default=None, max_length=255)
    request_fingerprint: str | None = Field(default=None, max_length=64)
    placed_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    paid_at: datetime | None = Field(default=None, sa_type=MOMENT)
    completed_at: datetime | None = Field(default=None, sa_type=MOMENT)


class OrderLine(TenantOwned, table=True):
    """One line, with the name and price of the moment it was ordered, and the VAT that was decided for it then."""

    __tablename__ = "order_items"
    __table_args__ = (
        tenant_reference("order_id", "orders", ondelete="CASCADE"),
        tenant_reference("item_id", "catalog_items"),
        tenant_unique("order_id", "line_number"),
    )

    order_id: UUID
    line_number: int
    item_id: UUID
    item_slug: str = Field(max_length=120)
    name: str = Field(max_length=160)
    description: str = Field(default="", max_length=1000)
    quantity: Decimal = Field(sa_type=Numeric(12, 2))
    unit_price: Decimal = Field(sa_type=AMOUNT)
    vat_rate: Decimal = Field(sa_type=RATE)
    vat_ground: Ground = Field(default=Ground.ITALY, sa_type=stored_enum(Ground))
    vat_nature: Nature | None = Field(default=None, sa_type=stored_enum(Nature))
    vat_law: str = Field(default="", max_length=100)
    net: Decimal = Field(sa_type=AMOUNT)
    vat: Decimal = Field(sa_type=AMOUNT)
    gross: Decimal = Field(sa_type=AMOUNT)

    @property
    def treatment(self) -> Treatment:
        """The VAT of the line as it was decided."""
        return Treatment(self.vat_ground, self.vat_rate, self.vat_nature, self.vat_law)


class OrderEvent(TenantOwned, table=True):
    """A step in the life of an order, for its timeline."""

    __tablename__ = "order_events"
    __table_args__ = (
        tenant_reference("order_id", "orders", ondelete="CASCADE"),
        Index("ix_order_events_order", "tenant_id", "order_id", "created_at"),
    )

    order_id: UUID
    kind: str = Field(max_length=60)
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
