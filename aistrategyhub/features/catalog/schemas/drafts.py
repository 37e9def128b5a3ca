"""What is given to be stored in the catalogue."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator

from aistrategyhub.features.catalog.models import BillingUnit, ItemKind, PlanInterval
from aistrategyhub.features.catalog.schemas.services import Frozen, ItemSections
from aistrategyhub.features.vat.schemas import VatClass


class PriceDraft(Frozen):
    """A price to be stored: positive, at most two decimals, a range that goes up.

    Made by the house itself; what people type is read by `rules.read_price`, which refuses it in sentences.
    """

    amount: Decimal = Field(gt=0, max_digits=12, decimal_places=2)
    amount_max: Decimal | None = Field(default=None, max_digits=12, decimal_places=2)
    billing_unit: BillingUnit = BillingUnit.ONCE

    @model_validator(mode="after")
    def _goes_up(self) -> "PriceDraft":
        if self.amount_max is not None and self.amount_max <= self.amount:
            raise ValueError("the upper end of a range must be above its lower end")
        return self


class PlanDraft(Frozen):
    """A plan of a subscription to be stored; what people type is read by `rules.read_plan`."""

    interval: PlanInterval
    interval_count: int = Field(default=1, ge=1, le=36)
    trial_days: int = Field(default=0, ge=0, le=365)
    notice_days: int = Field(default=0, ge=0, le=365)
    amount: Decimal = Field(gt=0, max_digits=12, decimal_places=2)


class PartDraft(Frozen):
    """An item in a bundle, so many times."""

    item_id: UUID
    quantity: int = Field(default=1, ge=1, le=999)


class TextDraft(Frozen):
    """The words of an item to be stored in one language."""

    name: str = Field(min_length=1, max_length=160)
    short_description: str = Field(min_length=1, max_length=400)
    sections: ItemSections = ItemSections()


class ItemDraft(Frozen):
    """A whole item to be created, as a draft: `texts` by locale, of which Italian is the source.

    `slug_en` is its address in English where that is another one.
    """

    slug: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)
    slug_en: str | None = Field(default=None, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)
    kind: ItemKind
    category: str
    sku: str | None = None
    vat_class: VatClass | None = VatClass.STANDARD
    is_featured: bool = False
    sort_order: int = 0
    texts: dict[Literal["it", "en"], TextDraft]
    prices: tuple[PriceDraft, ...] = ()
