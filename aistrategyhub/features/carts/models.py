"""Carts with their lines, and coupons with whoever used them. Amounts are net of VAT."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import AMOUNT, MOMENT, RATE, TenantOwned, tenant_reference, tenant_unique

LONGEST_CODE = 40


class Coupon(TenantOwned, table=True):
    """A word that makes an order cheaper, in percent or by an amount of `currency`, for the items of `CouponItem` or,
    where there are none, for all. `minimum` is what those lines must come to before it counts. `ended_at` is set by the
    firm and never taken back."""

    __tablename__ = "coupons"
    __table_args__ = (
        tenant_unique("code"),
        Index("ix_coupons_created", "tenant_id", "created_at"),
        CheckConstraint("(percent IS NULL) <> (amount IS NULL)", name="percent_or_amount"),
        CheckConstraint("percent > 0 AND percent <= 100", name="percent_in_bounds"),
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
    )

    code: str = Field(max_length=LONGEST_CODE)
    percent: Decimal | None = Field(default=None, sa_type=RATE)
    amount: Decimal | None = Field(default=None, sa_type=AMOUNT)
    currency: str = Field(default="EUR", max_length=3)
    minimum: Decimal = Field(default=Decimal("0.00"), sa_type=AMOUNT)
    is_for_first_order: bool = False
    most_uses: int | None = None
    most_per_person: int | None = None
    starts_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    ends_at: datetime | None = Field(default=None, sa_type=MOMENT)
    ended_at: datetime | None = Field(default=None, sa_type=MOMENT)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class CouponItem(TenantOwned, table=True):
    """An item that a coupon is for."""

    __tablename__ = "coupon_items"
    __table_args__ = (
        tenant_reference("coupon_id", "coupons", ondelete="CASCADE"),
        tenant_reference("item_id", "catalog_items", ondelete="CASCADE"),
        tenant_unique("coupon_id", "item_id"),
    )

    coupon_id: UUID
    item_id: UUID


class CouponUse(TenantOwned, table=True):
    """An order that keeps a coupon, until it is cancelled (`released_at`). `order_id` has no foreign key: orders are a
    room above."""

    __tablename__ = "coupon_uses"
    __table_args__ = (
        tenant_reference("coupon_id", "coupons"),
        tenant_reference("user_id", "users"),
        tenant_unique("order_id"),
        Index("ix_coupon_uses_coupon", "tenant_id", "coupon_id", postgresql_where=text("released_at IS NULL")),
        Index("ix_coupon_uses_user", "tenant_id", "user_id"),
        Index("ix_coupon_uses_email", "tenant_id", "email"),
    )

    coupon_id: UUID
    order_id: UUID
    user_id: UUID | None = None
    email: str = Field(max_length=255)
    used_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    released_at: datetime | None = Field(default=None, sa_type=MOMENT)


class Cart(TenantOwned, table=True):
    """What somebody means to buy. A guest's is known by the cookie of their browser alone, a person's by `user_id`.

    `answers` is what was typed at the checkout, so that it can be gone on with elsewhere. `reminder_words` are what was
    agreed to before a mail about the cart may be sent to `reminder_email`. `orders_made` is how many orders have come
    of it: what is ordered twice at once is one order.
    """

    __tablename__ = "carts"
    __table_args__ = (
        tenant_reference("user_id", "users"),
        tenant_reference("coupon_id", "coupons", ondelete="SET NULL (coupon_id)"),
        Index("uq_carts_user", "tenant_id", "user_id", unique=True, postgresql_where=text("user_id IS NOT NULL")),
        Index("ix_carts_touched", "tenant_id", "touched_at"),
        Index("ix_carts_coupon", "tenant_id", "coupon_id", postgresql_where=text("coupon_id IS NOT NULL")),
        Index("ix_carts_reminder", "tenant_id", "reminder_email", postgresql_where=text("reminder_email IS NOT NULL")),
    )

    user_id: UUID | None = None
    coupon_id: UUID | None = None
    locale: str = Field(default="it", max_length=5)
    answers: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    reminder_email: str | None = Field(default=None, max_length=255)
    reminder_words: str = Field(default="", max_length=400)
    reminder_agreed_at: datetime | None = Field(default=None, sa_type=MOMENT)
    reminded_at: datetime | None = Field(default=None, sa_type=MOMENT)
    orders_made: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    touched_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class CartLine(TenantOwned, table=True):
    """So many of an item, at the net price that was shown when it was put in or when a new one was taken note of."""

    __tablename__ = "cart_items"
    __table_args__ = (
        tenant_reference("cart_id", "carts", ondelete="CASCADE"),
        tenant_reference("item_id", "catalog_items", ondelete="CASCADE"),
        tenant_unique("cart_id", "item_id"),
        CheckConstraint("quantity BETWEEN 1 AND 100", name="quantity_in_bounds"),
    )

    cart_id: UUID
    item_id: UUID
    quantity: int
    unit_price: Decimal = Field(sa_type=AMOUNT)
    currency: str = Field(default="EUR", max_length=3)
    name: str = Field(max_length=160)
    added_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class CartReminderRefusal(TenantOwned, table=True):
    """An address that wants no mail about a cart; in small letters."""

    __tablename__ = "cart_reminder_refusals"
    __table_args__ = (tenant_unique("address"),)

    address: str = Field(max_length=255)
    refused_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class CartRequest(TenantOwned, table=True):
    """A change that a program has asked for under an Idempotency-Key: the same one asked again changes nothing."""

    __tablename__ = "cart_requests"
    __table_args__ = (
        tenant_reference("cart_id", "carts", ondelete="CASCADE"),
        tenant_unique("cart_id", "key_hash"),
    )

    cart_id: UUID
    key_hash: str = Field(max_length=64)
    request_hash: str = Field(max_length=64)
    made_at: datetime = Field(default_factory=now, sa_type=MOMENT)
