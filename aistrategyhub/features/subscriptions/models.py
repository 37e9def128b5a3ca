"""A subscription, the sums it asked for, and what happened to it. Amounts are net, in `currency`."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.features.catalog.models import PlanInterval
from aistrategyhub.features.vat.schemas import VatClass
from aistrategyhub.infra.db import AMOUNT, MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique


class SubscriptionStatus(StrEnum):
    """INCOMPLETE waits for its first payment; UNPAID ended because nobody paid, CANCELED because somebody said so."""

    INCOMPLETE = "incomplete"
    TRIALING = "trialing"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    PAUSED = "paused"
    CANCELED = "canceled"
    UNPAID = "unpaid"


class AtPeriodEnd(StrEnum):
    """What happens when the present period is over. CANCEL may wait longer, until the notice is kept."""

    RENEW = "renew"
    PAUSE = "pause"
    CANCEL = "cancel"


class ChargeKind(StrEnum):
    """Why a sum is asked for: the first period, another one, or the difference of another plan."""

    FIRST = "first"
    RENEWAL = "renewal"
    CHANGE = "change"


class ChargeStatus(StrEnum):
    OPEN = "open"
    PAID = "paid"
    DROPPED = "dropped"


class Subscription(TenantOwned, table=True):
    """`interval`, `interval_count`, `amount` and `notice_days` are the plan as it was when it was chosen: the catalogue
    no longer touches it. `next_plan` is the plan that begins with the next period, under the same names.
    `charges` counts the sums asked for; `failures` those refused in a row for the present one."""

    __tablename__ = "subscriptions"
    __table_args__ = (
        tenant_reference("user_id", "users"),
        tenant_reference("item_id", "catalog_items"),
        tenant_unique("number"),
        Index(
            "uq_subscriptions_live",
            "tenant_id",
            "user_id",
            "item_id",
            unique=True,
            postgresql_where=text("status NOT IN ('canceled', 'unpaid')"),
        ),
        Index("ix_subscriptions_user", "tenant_id", "user_id", "created_at"),
        Index("ix_subscriptions_status", "tenant_id", "status", "period_end"),
        Index("ix_subscriptions_created", "tenant_id", "created_at"),
    )

    number: str = Field(max_length=30)
    user_id: UUID
    item_id: UUID
    item_slug: str = Field(max_length=120)
    item_name: str = Field(max_length=160)
    vat_class: VatClass = Field(default=VatClass.STANDARD, sa_type=stored_enum(VatClass))
    interval: PlanInterval = Field(sa_type=stored_enum(PlanInterval))
    interval_count: int = 1
    amount: Decimal = Field(sa_type=AMOUNT)
    currency: str = Field(default="EUR", max_length=3)
    notice_days: int = 0
    next_plan: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
    locale: str = Field(default="it", max_length=5)
    status: SubscriptionStatus = Field(sa_type=stored_enum(SubscriptionStatus))
    at_period_end: AtPeriodEnd = Field(default=AtPeriodEnd.RENEW, sa_type=stored_enum(AtPeriodEnd))
    leaves_at: datetime | None = Field(default=None, sa_type=MOMENT)
    period_start: datetime | None = Field(default=None, sa_type=MOMENT)
    period_end: datetime | None = Field(default=None, sa_type=MOMENT)
    anchor_day: int = 1
    charges: int = 0
    failures: int = 0
    last_failure: str = Field(default="", max_length=100)
    refused_card_id: UUID | None = None
    next_attempt_at: datetime | None = Field(default=None, sa_type=MOMENT)
    reminded_of: datetime | None = Field(default=None, sa_type=MOMENT)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    ended_at: datetime | None = Field(default=None, sa_type=MOMENT)


class SubscriptionCharge(TenantOwned, table=True):
    """A sum that a subscription asks for, with the order that takes it; `plan` is what holds once it is paid."""

    __tablename__ = "subscription_charges"
    __table_args__ = (
        tenant_reference("subscription_id", "subscriptions", ondelete="CASCADE"),
        tenant_reference("order_id", "orders"),
        tenant_unique("subscription_id", "number"),
        tenant_unique("order_id"),
        Index(
            "uq_subscription_charges_open",
            "tenant_id",
            "subscription_id",
            unique=True,
            postgresql_where=text("status = 'open'"),
        ),
    )

    subscription_id: UUID
    number: int
    kind: ChargeKind = Field(sa_type=stored_enum(ChargeKind))
    status: ChargeStatus = Field(default=ChargeStatus.OPEN, sa_type=stored_enum(ChargeStatus))
    order_id: UUID
    plan: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    starts_at: datetime = Field(sa_type=MOMENT)
    ends_at: datetime = Field(sa_type=MOMENT)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    settled_at: datetime | None = Field(default=None, sa_type=MOMENT)


class SubscriptionEvent(TenantOwned, table=True):
    """A step in the life of a subscription, for its timeline."""

    __tablename__ = "subscription_events"
    __table_args__ = (
        tenant_reference("subscription_id", "subscriptions", ondelete="CASCADE"),
        Index("ix_subscription_events_subscription", "tenant_id", "subscription_id", "created_at"),
    )

    subscription_id: UUID
    kind: str = Field(max_length=60)
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
