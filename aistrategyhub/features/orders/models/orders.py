"""An order: who buys what at which price, and where it stands. Amounts are in `currency`, VAT is kept per line."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Numeric, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.features.quotes.models import Instalment
from aistrategyhub.features.vat.schemas import Ground, Nature, Treatment
from aistrategyhub.infra.db import AMOUNT, MOMENT, RATE, TenantOwned, stored_enum, tenant_reference, tenant_unique

SUBSCRIPTION_KEYS = "subscription:"
"""What the idempotency key of an order begins with that takes a sum of a subscription."""


class OrderStatus(StrEnum):
    PENDING = "pending"
    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    PROCESSING = "processing"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


class Order(TenantOwned, table=True):
    """One order. `buyer` is the snapshot of `core.billing.Buyer` that its documents will carry; `vat_check_id` is the
    answer of VIES about its VAT number; `refunded` is how much of `total` has gone back. `offer_id` and `instalment`
    say which part of which accepted offer it collects. `waits_until` is set while a bank transfer is on its way: it is
    not cancelled unpaid before. `amends_id` is the order to which it adds what was agreed after that one was paid;
    `revision` counts the changes of a paid order.
    """

    __tablename__ = "orders"
    __table_args__ = (
        tenant_unique("number"),
        tenant_unique("idempotency_key"),
        tenant_reference("user_id", "users"),
        tenant_reference("vat_check_id", "vat_checks"),
        tenant_reference("offer_id", "quote_offers"),
        tenant_reference("amends_id", "orders"),
        Index(
            "uq_orders_collecting",
            "tenant_id",
            "offer_id",
            "instalment",
            unique=True,
            postgresql_where=text("offer_id IS NOT NULL AND status <> 'cancelled'"),
        ),
        Index("ix_orders_amends", "tenant_id", "amends_id", postgresql_where=text("amends_id IS NOT NULL")),
        Index("ix_orders_offer", "tenant_id", "offer_id", postgresql_where=text("offer_id IS NOT NULL")),
        Index("ix_orders_placed", "tenant_id", "placed_at"),
        Index("ix_orders_status", "tenant_id", "status", "placed_at"),
        Index("ix_orders_email", "tenant_id", "email"),
        Index("ix_orders_user", "tenant_id", "user_id", "placed_at"),
        Index("ix_orders_vat_check", "tenant_id", "vat_check_id", postgresql_where=text("vat_check_id IS NOT NULL")),
    )

    number: str = Field(max_length=30)
    user_id: UUID | None = None
    email: str = Field(max_length=255)
    buyer_name: str = Field(max_length=160)
    buyer: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    vat_check_id: UUID | None = None
    offer_id: UUID | None = None
    instalment: Instalment | None = Field(default=None, sa_type=stored_enum(Instalment))
    amends_id: UUID | None = None
    revision: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})
    locale: str = Field(default="it", max_length=5)
    status: OrderStatus = Field(default=OrderStatus.PENDING, sa_type=stored_enum(OrderStatus))
    currency: str = Field(default="EUR", max_length=3)
    subtotal: Decimal = Field(sa_type=AMOUNT)
    tax_amount: Decimal = Field(sa_type=AMOUNT)
    total: Decimal = Field(sa_type=AMOUNT)
    refunded: Decimal = Field(default=Decimal(0), sa_type=AMOUNT)
    idempotency_key: str | None = Field(default=None, max_length=255)
    request_fingerprint: str | None = Field(default=None, max_length=64)
    coupon_code: str = Field(default="", max_length=40, sa_column_kwargs={"server_default": ""})
    placed_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    paid_at: datetime | None = Field(default=None, sa_type=MOMENT)
    completed_at: datetime | None = Field(default=None, sa_type=MOMENT)
    waits_until: datetime | None = Field(default=None, sa_type=MOMENT)


class OrderLine(TenantOwned, table=True):
    """One line, with the name and price of the moment it was ordered, and the VAT that was decided for it then.
    `discount` is what the whole line is cheaper by, before VAT: `net` is without it; `vat` and `gross` are without VAT
    that a public office pays to the treasury. One that was agreed in words alone names no item."""

    __tablename__ = "order_items"
    __table_args__ = (
        tenant_reference("order_id", "orders", ondelete="CASCADE"),
        tenant_reference("item_id", "catalog_items"),
        tenant_unique("order_id", "line_number"),
        Index(
            "ix_order_items_abroad",
            "tenant_id",
            "order_id",
            postgresql_where=text("vat_ground IN ('eu_person', 'eu_person_oss')"),
        ),
    )

    order_id: UUID
    line_number: int
    item_id: UUID | None = None
    item_slug: str = Field(default="", max_length=120)
    name: str = Field(max_length=160)
    description: str = Field(default="", max_length=1000)
    quantity: Decimal = Field(sa_type=Numeric(12, 2))
    unit_price: Decimal = Field(sa_type=AMOUNT)
    discount: Decimal = Field(default=Decimal("0.00"), sa_type=AMOUNT, sa_column_kwargs={"server_default": text("0")})
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


class ConsentKind(StrEnum):
    """What a buyer agrees to when ordering. EARLY_START is article 59 Codice del consumo."""

    TERMS = "terms"
    EARLY_START = "early_start"


class OrderConsent(TenantOwned, table=True):
    """What was agreed to with an order, in the very words that were shown, from where and when. Added and never
    changed."""

    __tablename__ = "order_consents"
    __table_args__ = (
        tenant_reference("order_id", "orders", ondelete="CASCADE"),
        tenant_unique("order_id", "kind"),
    )

    order_id: UUID
    kind: ConsentKind = Field(sa_type=stored_enum(ConsentKind))
    wording: str = Field(max_length=1000)
    wording_version: str = Field(max_length=20)
    locale: str = Field(max_length=5)
    ip_address: str = Field(default="", max_length=45)
    given_at: datetime = Field(default_factory=now, sa_type=MOMENT)


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


class NoteAuthor(StrEnum):
    """Who wrote a note."""

    STAFF = "staff"
    BUYER = "buyer"


class OrderNote(TenantOwned, table=True):
    """Words about an order: between colleagues, or for its buyer to read on the order's page.

    What the buyer writes is always open to both. `written_by` is the colleague, None for the buyer. `milestone_id` is
    the step that the buyer wants changed.
    """

    __tablename__ = "order_notes"
    __table_args__ = (
        tenant_reference("order_id", "orders", ondelete="CASCADE"),
        tenant_reference("milestone_id", "order_milestones", ondelete="CASCADE"),
        Index("ix_order_notes_order", "tenant_id", "order_id", "written_at"),
    )

    order_id: UUID
    author: NoteAuthor = Field(default=NoteAuthor.STAFF, sa_type=stored_enum(NoteAuthor))
    words: str = Field(sa_type=Text)
    is_for_buyer: bool = False
    milestone_id: UUID | None = None
    written_by: UUID | None = None
    written_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class OrderView(TenantOwned, table=True):
    """A narrowing of the list of orders that a colleague keeps under a name. `query` is the address behind the `?`."""

    __tablename__ = "order_views"
    __table_args__ = (tenant_reference("person_id", "users", ondelete="CASCADE"), tenant_unique("person_id", "name"))

    person_id: UUID
    name: str = Field(max_length=60)
    query: str = Field(max_length=500)
    kept_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class FollowUpRefusal(TenantOwned, table=True):
    """An address that wants no mail asking how it went; in small letters."""

    __tablename__ = "follow_up_refusals"
    __table_args__ = (tenant_unique("address"),)

    address: str = Field(max_length=255)
    refused_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class WithdrawalStatus(StrEnum):
    """What came of a declaration of withdrawal."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Withdrawal(TenantOwned, table=True):
    """A declaration of withdrawal as its author sent it (art. 54-bis D.Lgs. 206/2005; dir. (EU) 2023/2673).

    `order_number` is what they typed, `order_id` the order that we found by it and their address. `received_at` is
    the instant that the acknowledgement names, to the second. `request_key` names the submit that made it, `proof_key`
    the proof of work that it spent; `answer` is what the firm wrote with its decision.
    """

    __tablename__ = "withdrawals"
    __table_args__ = (
        tenant_reference("order_id", "orders"),
        tenant_unique("request_key"),
        tenant_unique("proof_key"),
        Index("ix_withdrawals_received", "tenant_id", "received_at"),
        Index("ix_withdrawals_order", "tenant_id", "order_id"),
        Index("ix_withdrawals_email", "tenant_id", "email"),
    )

    order_id: UUID | None = None
    order_number: str = Field(max_length=30)
    name: str = Field(max_length=160)
    email: str = Field(max_length=255)
    words: str = Field(default="", sa_type=Text)
    locale: str = Field(default="it", max_length=5)
    status: WithdrawalStatus = Field(default=WithdrawalStatus.RECEIVED, sa_type=stored_enum(WithdrawalStatus))
    request_key: str | None = Field(default=None, max_length=64)
    proof_key: str | None = Field(default=None, max_length=64)
    received_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    decided_at: datetime | None = Field(default=None, sa_type=MOMENT)
    decided_by: UUID | None = None
    answer: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
