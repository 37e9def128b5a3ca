"""What the firm sells: items, their words per language, their prices."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import AMOUNT, MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique


class ItemKind(StrEnum):
    SERVICE_FIXED = "service_fixed"
    SERVICE_QUOTE = "service_quote"
    SUBSCRIPTION = "subscription"
    DIGITAL = "digital"
    PHYSICAL = "physical"
    BUNDLE = "bundle"


class ItemStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class BillingUnit(StrEnum):
    ONCE = "once"
    HOUR = "hour"
    DAY = "day"
    PROJECT = "project"
    MONTH = "month"
    YEAR = "year"


class VatClass(StrEnum):
    """Which Italian rate an item carries; `orders.rules` knows the percentages."""

    STANDARD = "standard"
    REDUCED = "reduced"
    SUPER_REDUCED = "super_reduced"


class Category(TenantOwned, table=True):
    """A branch of the catalogue."""

    __tablename__ = "categories"
    __table_args__ = (tenant_unique("slug"), tenant_reference("parent_id", "categories"))

    slug: str = Field(max_length=120)
    name_it: str = Field(max_length=120)
    name_en: str = Field(max_length=120)
    parent_id: UUID | None = None
    sort_order: int = 0


class CatalogItem(TenantOwned, table=True):
    """A thing for sale. Its words are in `CatalogText`, its prices in `CatalogPrice`."""

    __tablename__ = "catalog_items"
    __table_args__ = (
        tenant_unique("slug"),
        tenant_reference("category_id", "categories"),
        Index("ix_catalog_items_listed", "tenant_id", "status", "sort_order", "id"),
        Index("ix_catalog_items_featured", "tenant_id", "status", "is_featured", "sort_order", "id"),
        Index("ix_catalog_items_category", "tenant_id", "category_id", "status"),
    )

    slug: str = Field(max_length=120)
    kind: ItemKind = Field(sa_type=stored_enum(ItemKind))
    status: ItemStatus = Field(default=ItemStatus.DRAFT, sa_type=stored_enum(ItemStatus))
    category_id: UUID
    vat_class: VatClass = Field(default=VatClass.STANDARD, sa_type=stored_enum(VatClass))
    is_featured: bool = False
    sort_order: int = 0
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    updated_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    published_at: datetime | None = Field(default=None, sa_type=MOMENT)


class CatalogText(TenantOwned, table=True):
    """The words of an item in one language (`it`, `en`); `sections` fits `schemas.ItemSections`."""

    __tablename__ = "catalog_texts"
    __table_args__ = (
        tenant_reference("item_id", "catalog_items", ondelete="CASCADE"),
        tenant_unique("item_id", "locale"),
    )

    item_id: UUID
    locale: str = Field(max_length=5)
    name: str = Field(max_length=160)
    short_description: str = Field(max_length=400)
    sections: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))


class CatalogPrice(TenantOwned, table=True):
    """A net price in `currency` per billing unit; with `amount_max` it is a range and cannot be bought as it is."""

    __tablename__ = "catalog_prices"
    __table_args__ = (
        tenant_reference("item_id", "catalog_items", ondelete="CASCADE"),
        tenant_unique("item_id", "billing_unit"),
    )

    item_id: UUID
    amount: Decimal = Field(sa_type=AMOUNT)
    amount_max: Decimal | None = Field(default=None, sa_type=AMOUNT)
    currency: str = Field(default="EUR", max_length=3)
    billing_unit: BillingUnit = Field(default=BillingUnit.ONCE, sa_type=stored_enum(BillingUnit))
