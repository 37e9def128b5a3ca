"""What leaves the catalogue: the API's bodies, and frozen rows with their labels for the pages."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from aistrategyhub.features.catalog.models import BillingUnit, ItemKind, VatClass

Line = Annotated[str, Field(max_length=300)]
Paragraph = Annotated[str, Field(max_length=4000)]


class ServiceSort(StrEnum):
    """The orders in which the catalogue can be read; prices sort by their lower end, quotes come last."""

    RECOMMENDED = "recommended"
    NAME = "name"
    PRICE = "price"
    PRICE_DESCENDING = "-price"
    NEWEST = "-published_at"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(_Frozen):
    """One step of the method."""

    number: int = Field(ge=1, le=20)
    title: Line
    description: Paragraph


class Testimonial(_Frozen):
    """What a customer said, with their consent."""

    text: Paragraph
    author: Line
    company: Line


class Faq(_Frozen):
    """A question and its answer."""

    question: Annotated[str, Field(max_length=500)]
    answer: Paragraph


class ItemSections(_Frozen):
    """The page of an item in one language. A section left empty is not shown."""

    hero_title: Line = ""
    hero_subtitle: Annotated[str, Field(max_length=600)] = ""
    problem: Paragraph = ""
    solution: Paragraph = ""
    includes: Annotated[tuple[Line, ...], Field(max_length=30)] = ()
    for_whom: Annotated[tuple[Line, ...], Field(max_length=30)] = ()
    not_for_whom: Annotated[tuple[Line, ...], Field(max_length=30)] = ()
    steps: Annotated[tuple[Step, ...], Field(max_length=20)] = ()
    testimonials: Annotated[tuple[Testimonial, ...], Field(max_length=30)] = ()
    faqs: Annotated[tuple[Faq, ...], Field(max_length=50)] = ()


class PriceBody(_Frozen):
    """A net price per billing unit; `amount_max` is the upper end of a range."""

    amount: Decimal
    amount_max: Decimal | None = None
    currency: str = "EUR"
    billing_unit: BillingUnit = BillingUnit.ONCE


class CategoryBody(_Frozen):
    """A branch of the catalogue, and how many published items stand in it."""

    id: UUID
    slug: str
    name: str
    parent_id: UUID | None
    service_count: int


class CategoryName(_Frozen):
    """The branch an item stands in."""

    slug: str
    name: str


class ServiceBody(_Frozen):
    """A published item. `locale` is the language of its words: Italian where a translation is missing."""

    id: UUID
    slug: str
    kind: ItemKind
    locale: str
    name: str
    short_description: str
    category: CategoryName
    price: PriceBody | None
    vat_class: VatClass
    is_featured: bool
    is_buyable: bool
    published_at: datetime


class ServiceDetailBody(ServiceBody):
    """A published item with its whole page."""

    sections: ItemSections


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


@dataclass(frozen=True)
class Asked:
    """What the address of the list asks for."""

    q: str = ""
    category: str = ""
    page: int = 1


@dataclass(frozen=True)
class CategoryChoice:
    """A category as the list offers it; `route` leads to the same search within it."""

    name: str
    count_label: str
    route: str
    is_chosen: bool


@dataclass(frozen=True)
class ServiceCard:
    """An item as lists show it."""

    slug: str
    lang: str
    name: str
    short_description: str
    category_name: str
    price_label: str


@dataclass(frozen=True)
class ServiceDetail:
    """An item as its own page shows it. `price_note` says what the price leaves open."""

    slug: str = ""
    lang: str = "it"
    name: str = ""
    short_description: str = ""
    category_slug: str = ""
    category_name: str = ""
    price_label: str = ""
    price_note: str = ""
    is_buyable: bool = False
    sections: ItemSections = field(default_factory=ItemSections)


class PriceDraft(_Frozen):
    """A price to be stored: euro, positive, at most two decimals, a range that goes up."""

    amount: Decimal = Field(gt=0, max_digits=12, decimal_places=2)
    amount_max: Decimal | None = Field(default=None, max_digits=12, decimal_places=2)
    billing_unit: BillingUnit = BillingUnit.ONCE

    @model_validator(mode="after")
    def _goes_up(self) -> "PriceDraft":
        if self.amount_max is not None and self.amount_max <= self.amount:
            raise ValueError("the upper end of a range must be above its lower end")
        return self


class TextDraft(_Frozen):
    """The words of an item to be stored in one language."""

    name: str = Field(min_length=1, max_length=160)
    short_description: str = Field(min_length=1, max_length=400)
    sections: ItemSections = ItemSections()


class ItemDraft(_Frozen):
    """An item to be created, as a draft: `texts` by locale, of which Italian is the source."""

    slug: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)
    kind: ItemKind
    category: str
    vat_class: VatClass = VatClass.STANDARD
    is_featured: bool = False
    sort_order: int = 0
    texts: dict[Literal["it", "en"], TextDraft]
    prices: tuple[PriceDraft, ...] = ()
