"""What visitors can list and find: one row per published item and language, kept by the database itself."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from aistrategyhub.features.catalog.models.items import ItemKind
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique
from aistrategyhub.infra.search import Searchable, searchable_indexes

_ORDERS = ("sort_order", "name_key", "price_rising", "price_falling", "newest")


class CatalogListing(TenantOwned, Searchable, table=True):
    """A published item as lists and searches in one language see it.

    Never written by the program: triggers on items, their words and their prices call `catalog_relist` (revision "the
    catalogue keeps a list of what is published"), so that whatever changes them, the list says the same. Whoever
    changes thousands at once may `SET LOCAL catalog.relist = 'later'` and call it for all of them.

    The order columns all rise, ties by `item_id`: `price_rising` and `price_falling` are cents and cents below zero of
    the lower end of the price for everybody, both above all others where there is none; `newest` is the moment of
    publication in microseconds below zero.
    """

    __tablename__ = "catalog_listings"
    __table_args__ = (
        tenant_unique("item_id", "locale"),
        tenant_reference("item_id", "catalog_items", ondelete="CASCADE"),
        *(Index(f"ix_catalog_listings_{order}", "tenant_id", "locale", order, "item_id") for order in _ORDERS),
        Index("ix_catalog_listings_category", "tenant_id", "locale", "category_id", "sort_order", "item_id"),
        Index("ix_catalog_listings_kind", "tenant_id", "locale", "kind", "sort_order", "item_id"),
        *searchable_indexes("catalog_listings"),
    )

    item_id: UUID
    locale: str = Field(max_length=5)
    category_id: UUID
    kind: ItemKind = Field(sa_type=stored_enum(ItemKind))
    is_featured: bool
    is_for_people: bool
    is_for_firms: bool
    sort_order: int
    price_rising: int = Field(sa_type=BigInteger)
    price_falling: int = Field(sa_type=BigInteger)
    newest: int = Field(sa_type=BigInteger)
    updated_at: datetime = Field(sa_type=MOMENT)
