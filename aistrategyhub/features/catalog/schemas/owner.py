"""What the owner's screens show of the catalogue: frozen rows."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from aistrategyhub.features.catalog.models import (
    BillingUnit,
    ItemKind,
    ItemStatus,
    ListAudience,
    PlanInterval,
)
from aistrategyhub.features.publishing.models import PublicationStatus
from aistrategyhub.features.vat.schemas import VatClass


class ItemSort(StrEnum):
    """What the owner's list can be sorted by; kinds by their place in the enum."""

    NAME = "name"
    KIND = "kind"
    CATEGORY = "category"
    STATUS = "status"
    PRICE = "price"
    UPDATED_AT = "updated_at"


@dataclass(frozen=True)
class ItemFilter:
    """Which items the owner wants to see. `q` looks in names, addresses and article numbers; `sort` is an
    `ItemSort`, with a dash before it the other way round."""

    q: str = ""
    status: ItemStatus | None = None
    kind: ItemKind | None = None
    category_id: UUID | None = None
    is_featured: bool | None = None
    sort: str = "-updated_at"


@dataclass(frozen=True)
class ItemRow:
    """An item in the owner's list. `name` is the Italian one of its draft; `has_changes` when the draft differs from
    what visitors read. `amount` is its most definite price in the default list, before any discount."""

    id: UUID
    publication_id: UUID | None
    slug: str
    slug_en: str
    sku: str
    name: str
    kind: ItemKind
    status: ItemStatus
    publication_status: PublicationStatus | None
    has_changes: bool
    publish_at: datetime | None
    category_id: UUID
    category_name: str
    vat_class: VatClass | None
    is_featured: bool
    sort_order: int
    amount: Decimal | None
    amount_max: Decimal | None
    currency: str
    billing_unit: BillingUnit | None
    published_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True)
class PriceListRow:
    """A price list; `price_count` is how many prices stand in it."""

    id: UUID
    name: str
    audience: ListAudience
    currency: str
    is_default: bool
    price_count: int = 0


@dataclass(frozen=True)
class PriceRow:
    """A price of an item in a list."""

    price_list_id: UUID
    billing_unit: BillingUnit
    amount: Decimal
    amount_max: Decimal | None
    currency: str


@dataclass(frozen=True)
class PriceChangeRow:
    """What a price was from one moment until another, None for the one that holds now."""

    price_list_id: UUID
    list_name: str
    billing_unit: BillingUnit
    amount: Decimal
    amount_max: Decimal | None
    currency: str
    valid_from: datetime
    valid_until: datetime | None


@dataclass(frozen=True)
class DiscountRow:
    """A discount of an item, in percent or by an amount."""

    id: UUID
    percent: Decimal | None
    amount: Decimal | None
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True)
class PlanRow:
    """A plan of a subscription."""

    id: UUID
    interval: PlanInterval
    interval_count: int
    trial_days: int
    notice_days: int
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class LinkedItem:
    """An item that another one names: related to it, or a part of it, so many times."""

    id: UUID
    slug: str
    name: str
    status: ItemStatus
    quantity: int = 1


@dataclass(frozen=True)
class CategoryRow:
    """A branch with all its words. `depth` is 0 at the top; rows come in the order of the tree."""

    id: UUID
    slug: str
    name_it: str
    name_en: str
    description_it: str
    description_en: str
    image_id: UUID | None
    parent_id: UUID | None
    sort_order: int
    depth: int
    item_count: int
