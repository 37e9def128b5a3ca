"""What the owner's forms asked for, read and checked, on its way to the services."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from aistrategyhub.features.catalog.models import ItemKind
from aistrategyhub.features.vat.schemas import VatClass


@dataclass(frozen=True)
class WantedFacts:
    """The facts of an item that a form asked for."""

    kind: ItemKind
    category_id: UUID
    vat_class: VatClass | None
    sku: str
    is_featured: bool
    sort_order: int


@dataclass(frozen=True)
class WantedDiscount:
    """A discount that a form asked for; without a beginning it begins at once, without an end it runs until ended."""

    percent: Decimal | None
    amount: Decimal | None
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True)
class WantedBulk:
    """One change for several items: what is done, and with which value."""

    act: str
    category_id: UUID | None = None
    vat_class: VatClass | None = None
    percent: Decimal | None = None
