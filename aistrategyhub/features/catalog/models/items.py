"""Things for sale, and how they belong together."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.features.vat.schemas import VatClass
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique

LONGEST_SKU = 60


class ItemKind(StrEnum):
    SERVICE_FIXED = "service_fixed"
    SERVICE_QUOTE = "service_quote"
    SUBSCRIPTION = "subscription"
    DIGITAL = "digital"
    PHYSICAL = "physical"
    BUNDLE = "bundle"


class ItemStatus(StrEnum):
    """Where an item is for those who buy. It follows the publication of its words (`service.words`)."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class CatalogItem(TenantOwned, table=True):
    """A thing for sale. Its words are a publication of the kind `service`; what of them visitors read is in
    `CatalogText`. `slug` and `slug_en` are the last part of its path in Italian and in English.

    `publication_id` is empty once the words were erased; the item stays because it was sold. `vat_class` may be
    missing while it is a draft.
    """

    __tablename__ = "catalog_items"
    __table_args__ = (
        tenant_unique("sku"),
        tenant_unique("publication_id"),
        tenant_reference("category_id", "categories"),
        tenant_reference("publication_id", "publications", ondelete="SET NULL (publication_id)"),
        Index("ix_catalog_items_slug", "tenant_id", "slug"),
        Index("ix_catalog_items_slug_en", "tenant_id", "slug_en"),
        Index("ix_catalog_items_listed", "tenant_id", "status", "sort_order", "id"),
        Index("ix_catalog_items_featured", "tenant_id", "status", "is_featured", "sort_order", "id"),
        Index("ix_catalog_items_category", "tenant_id", "category_id", "status"),
        Index("ix_catalog_items_changed", "tenant_id", "updated_at", "id"),
    )

    slug: str = Field(max_length=120)
    slug_en: str = Field(max_length=120)
    sku: str | None = Field(default=None, max_length=LONGEST_SKU)
    publication_id: UUID | None = None
    kind: ItemKind = Field(sa_type=stored_enum(ItemKind))
    status: ItemStatus = Field(default=ItemStatus.DRAFT, sa_type=stored_enum(ItemStatus))
    category_id: UUID
    vat_class: VatClass | None = Field(default=None, sa_type=stored_enum(VatClass))
    is_featured: bool = False
    sort_order: int = 0
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    updated_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    published_at: datetime | None = Field(default=None, sa_type=MOMENT)


class CatalogText(TenantOwned, table=True):
    """The words of an item in one language (`it`, `en`) as visitors read them: a projection of its published version,
    empty before the first. `sections` fits `schemas.ItemSections`."""

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


class RelatedItem(TenantOwned, table=True):
    """An item that the page of another one points to."""

    __tablename__ = "related_items"
    __table_args__ = (
        tenant_reference("item_id", "catalog_items", ondelete="CASCADE"),
        tenant_reference("related_id", "catalog_items", ondelete="CASCADE"),
        tenant_unique("item_id", "related_id"),
        Index("ix_related_items_related", "tenant_id", "related_id"),
    )

    item_id: UUID
    related_id: UUID
    position: int = 0


class BundlePart(TenantOwned, table=True):
    """An item that a bundle holds, so many times. No bundle holds itself, however deep: the one door `service.bundles`
    sees to it."""

    __tablename__ = "bundle_parts"
    __table_args__ = (
        tenant_reference("bundle_id", "catalog_items", ondelete="CASCADE"),
        tenant_reference("part_id", "catalog_items"),
        tenant_unique("bundle_id", "part_id"),
        Index("ix_bundle_parts_part", "tenant_id", "part_id"),
    )

    bundle_id: UUID
    part_id: UUID
    quantity: int = 1
    position: int = 0
