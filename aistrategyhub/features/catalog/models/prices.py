"""What items cost: lists of prices, prices and their history, discounts, plans of subscriptions."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import AMOUNT, MOMENT, RATE, TenantOwned, stored_enum, tenant_reference, tenant_unique


class BillingUnit(StrEnum):
    ONCE = "once"
    HOUR = "hour"
    DAY = "day"
    PROJECT = "project"
    MONTH = "month"
    YEAR = "year"


class ListAudience(StrEnum):
    """For whom a price list is."""

    EVERYONE = "everyone"
    PEOPLE = "people"
    FIRMS = "firms"


class PlanInterval(StrEnum):
    """How often a subscription is charged, times the plan's `interval_count`."""

    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class PriceList(TenantOwned, table=True):
    """Prices for an audience in one currency. Exactly one list is the default: for everyone, where no other says."""

    __tablename__ = "price_lists"
    __table_args__ = (
        tenant_unique("name"),
        Index("uq_price_lists_default", "tenant_id", unique=True, postgresql_where=text("is_default")),
    )

    name: str = Field(max_length=120)
    audience: ListAudience = Field(default=ListAudience.EVERYONE, sa_type=stored_enum(ListAudience))
    currency: str = Field(default="EUR", max_length=3)
    is_default: bool = False
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class CatalogPrice(TenantOwned, table=True):
    """A net price per billing unit in a list and its currency; with `amount_max` it is a range and cannot be bought as
    it is. Written by `service.prices` alone, which keeps the history."""

    __tablename__ = "catalog_prices"
    __table_args__ = (
        tenant_reference("item_id", "catalog_items", ondelete="CASCADE"),
        tenant_reference("price_list_id", "price_lists"),
        tenant_unique("item_id", "price_list_id", "billing_unit"),
        CheckConstraint("amount > 0", name="is_positive"),
        CheckConstraint("amount_max > amount", name="range_goes_up"),
    )

    item_id: UUID
    price_list_id: UUID
    amount: Decimal = Field(sa_type=AMOUNT)
    amount_max: Decimal | None = Field(default=None, sa_type=AMOUNT)
    currency: str = Field(default="EUR", max_length=3)
    billing_unit: BillingUnit = Field(default=BillingUnit.ONCE, sa_type=stored_enum(BillingUnit))


class PriceChange(TenantOwned, table=True):
    """What a price was from one moment until another; `valid_until` is empty for the one that holds now.

    Added when a price changes and never rewritten, so that the lowest price of the thirty days before a discount
    (Directive 98/6/EC, art. 6a; Codice del consumo, art. 17-bis) can be shown and proven.
    """

    __tablename__ = "price_changes"
    __table_args__ = (
        tenant_reference("item_id", "catalog_items", ondelete="CASCADE"),
        tenant_reference("price_list_id", "price_lists"),
        Index("ix_price_changes_item", "tenant_id", "item_id", "price_list_id", "billing_unit", "valid_from"),
        Index(
            "uq_price_changes_current",
            "tenant_id",
            "item_id",
            "price_list_id",
            "billing_unit",
            unique=True,
            postgresql_where=text("valid_until IS NULL"),
        ),
    )

    item_id: UUID
    price_list_id: UUID
    billing_unit: BillingUnit = Field(sa_type=stored_enum(BillingUnit))
    amount: Decimal = Field(sa_type=AMOUNT)
    amount_max: Decimal | None = Field(default=None, sa_type=AMOUNT)
    currency: str = Field(default="EUR", max_length=3)
    valid_from: datetime = Field(default_factory=now, sa_type=MOMENT)
    valid_until: datetime | None = Field(default=None, sa_type=MOMENT)


class Discount(TenantOwned, table=True):
    """A reduction of every price of an item, in percent or by an amount, from one moment until another; without an end
    until it is taken back. Of several at once the one that leaves the lowest price counts, never their sum."""

    __tablename__ = "discounts"
    __table_args__ = (
        tenant_reference("item_id", "catalog_items", ondelete="CASCADE"),
        Index("ix_discounts_item", "tenant_id", "item_id", "starts_at"),
        CheckConstraint("(percent IS NULL) <> (amount IS NULL)", name="percent_or_amount"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
    )

    item_id: UUID
    percent: Decimal | None = Field(default=None, sa_type=RATE)
    amount: Decimal | None = Field(default=None, sa_type=AMOUNT)
    starts_at: datetime = Field(sa_type=MOMENT)
    ends_at: datetime | None = Field(default=None, sa_type=MOMENT)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class Plan(TenantOwned, table=True):
    """A way to subscribe to an item: `amount` net every `interval_count` intervals, after `trial_days` for nothing;
    whoever leaves says so `notice_days` before the next charge."""

    __tablename__ = "plans"
    __table_args__ = (
        tenant_reference("item_id", "catalog_items", ondelete="CASCADE"),
        tenant_unique("item_id", "interval", "interval_count"),
        CheckConstraint("amount > 0", name="is_positive"),
    )

    item_id: UUID
    interval: PlanInterval = Field(sa_type=stored_enum(PlanInterval))
    interval_count: int = 1
    trial_days: int = 0
    notice_days: int = 0
    amount: Decimal = Field(sa_type=AMOUNT)
    currency: str = Field(default="EUR", max_length=3)
    position: int = 0
