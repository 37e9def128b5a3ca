"""What goes over the wire of items while they are sold and written: whole items in, whole items out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.features.catalog.models import BillingUnit, ItemKind, ItemStatus
from aistrategyhub.features.catalog.models.categories import LONGEST_DESCRIPTION
from aistrategyhub.features.catalog.rules import check_currency, check_price, collect
from aistrategyhub.features.catalog.schemas import ItemRow, PriceDraft, PriceRow
from aistrategyhub.features.publishing.schemas import PublicationRow
from aistrategyhub.features.vat.schemas import VatClass

_CONTENT = {"it": {"name": "Registro dei sistemi AI", "short_description": "Quali sistemi usi, e che cosa chiedono."}}
_SLUGS = {"it": "registro-sistemi-ai", "en": "ai-systems-register"}
_LAST_PLACE = 999_999
Text = Annotated[str, Field(max_length=LONGEST_DESCRIPTION, pattern=r"^[^\x00]*$")]
Place = Annotated[int, Field(ge=0, le=_LAST_PLACE)]


class Sent(BaseModel):
    """A body that a program sends; what is not expected in it is refused."""

    model_config = ConfigDict(extra="forbid")


class SentPrice(Sent):
    """A net price; with `amount_max` a range. Amounts are decimals, `"1450.00"`."""

    amount: Decimal = Field(examples=["1450.00"])
    amount_max: Decimal | None = None
    billing_unit: BillingUnit = BillingUnit.ONCE
    currency: str = Field(default="EUR", max_length=10)


class SentPrices(Sent):
    """All prices of an item in one list, the default one unless another is named; what is not among them ends."""

    prices: list[SentPrice] = Field(max_length=len(BillingUnit))
    price_list_id: UUID | None = None


class NewItem(Sent):
    """An item to be made, as a draft. `content` and `slugs` are by language; without slugs they are made from the
    names. `category` is the slug of a branch."""

    kind: ItemKind
    category: str = Field(max_length=200, examples=["ai-compliance"])
    content: dict[str, Any] = Field(examples=[_CONTENT])
    slugs: dict[str, str] | None = Field(default=None, examples=[_SLUGS])
    sku: Text = ""
    vat_class: VatClass | None = None
    is_featured: bool = False
    sort_order: Place = 0
    prices: list[SentPrice] = Field(default=[], max_length=len(BillingUnit))


class ItemChange(Sent):
    """What changes of an item, at once for visitors too; what is not sent stays. A language that `slugs` leaves out
    keeps its own, and old addresses lead to the new ones."""

    kind: ItemKind = ItemKind.SERVICE_FIXED
    category: str = Field(default="", max_length=200)
    slugs: dict[str, str] = Field(default={}, examples=[_SLUGS])
    sku: Text = ""
    vat_class: VatClass | None = None
    is_featured: bool = False
    sort_order: Place = 0


class CategoryChange(Sent):
    """A branch, or what changes of it. `parent_id` null puts it at the top."""

    name_it: Text = ""
    name_en: Text = ""
    slug: Text = ""
    description_it: Text = ""
    description_en: Text = ""
    image_id: UUID | None = None
    parent_id: UUID | None = None
    sort_order: Place = 0


class ItemPrice(BaseModel):
    """A price of an item in a list, before discounts."""

    model_config = ConfigDict(from_attributes=True)

    price_list_id: UUID
    billing_unit: BillingUnit
    amount: Decimal
    amount_max: Decimal | None
    currency: str


class EditedItem(BaseModel):
    """An item as it is sold and written, in whatever state. `content` is the draft of its words by language and
    `revision` what a later save must name; both are empty where its words were erased."""

    id: UUID
    kind: ItemKind
    status: ItemStatus
    category: str
    sku: str
    vat_class: VatClass | None
    is_featured: bool
    sort_order: int
    slugs: dict[str, str]
    paths: dict[str, str]
    has_changes: bool
    revision: int
    publish_at: datetime | None
    published_at: datetime | None
    updated_at: datetime
    prices: list[ItemPrice]
    content: dict[str, Any]

    @classmethod
    def of(
        cls,
        item: ItemRow,
        category: str,
        prices: Sequence[PriceRow],
        words: PublicationRow | None,
        draft: Mapping[str, Any],
    ) -> "EditedItem":
        copied = "id kind status sku vat_class is_featured sort_order has_changes publish_at published_at updated_at"
        return cls(
            **{name: getattr(item, name) for name in copied.split()},
            category=category,
            slugs={"it": item.slug, "en": item.slug_en},
            paths=dict(words.paths) if words else {},
            revision=words.draft_revision if words else 0,
            prices=[ItemPrice.model_validate(price) for price in prices],
            content=dict(draft),
        )


def read_prices(sent: Sequence[SentPrice]) -> list[PriceDraft]:
    """The prices that were sent. Raises InvalidInput with every wrong field (`prices.0.amount_max`)."""
    errors: list[FieldError] = []
    drafts = []
    for place, price in enumerate(sent):
        prefix = f"prices.{place}."
        collect(errors, check_currency, price.currency, "EUR", f"{prefix}currency")
        try:
            drafts.append(check_price(price.amount, price.amount_max, price.billing_unit, prefix=prefix))
        except InvalidInput as refusal:
            errors += refusal.fields
    if errors:
        raise InvalidInput(errors)
    return drafts
