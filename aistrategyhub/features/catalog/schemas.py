"""What leaves the catalogue: frozen rows for pages and the API."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from aistrategyhub.features.catalog.models import BillingUnit, ItemKind, VatClass


@dataclass(frozen=True)
class Offer:
    """An item that can be bought now: its words in one language and its net price in `currency`."""

    item_id: UUID
    slug: str
    kind: ItemKind
    name: str
    short_description: str
    net_price: Decimal
    currency: str
    billing_unit: BillingUnit
    vat_class: VatClass
