"""What visitors are told of the catalogue: the API's bodies, and frozen rows with their labels for the pages."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.features.catalog.models import BillingUnit, ItemKind
from aistrategyhub.features.media.schemas import ImageBody
from aistrategyhub.features.vat.schemas import VatClass

Line = Annotated[str, Field(max_length=300)]
Paragraph = Annotated[str, Field(max_length=4000)]


class ServiceSort(StrEnum):
    """The orders in which the catalogue can be read; prices sort by their lower end, quotes come last."""

    RECOMMENDED = "recommended"
    NAME = "name"
    PRICE = "price"
    PRICE_DESCENDING = "-price"
    NEWEST = "-published_at"


class Frozen(BaseModel):
    """What leaves the server does not change, and holds nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(Frozen):
    """One step of the method."""

    number: int = Field(ge=1, le=20)
    title: Line
    description: Paragraph


class Testimonial(Frozen):
    """What a customer said, with their consent."""

    text: Paragraph
    author: Line
    company: Line


class Faq(Frozen):
    """A question and its answer."""

    question: Annotated[str, Field(max_length=500)]
    answer: Paragraph


class Picture(Frozen):
    """A picture of the media library, by its id; the first of an item stands for it."""

    image_id: str
    caption: Line = ""


class Attribute(Frozen):
    """A fact about an item: duration, format, licence."""

    name: Line
    value: Line


class PageSeo(Frozen):
    """What search engines show in place of name and short description, where it is not empty."""

    title: Line = ""
    description: Paragraph = ""
    image_id: str = ""
    robots: Literal["index", "noindex"] = "index"


class ItemSections(Frozen):
    """The page of an item in one language. A section left empty is not shown. Pictures are ids of the library."""

    hero_title: Line = ""
    hero_subtitle: Annotated[str, Field(max_length=600)] = ""
    hero_image_id: str = ""
    problem: Paragraph = ""
    solution: Paragraph = ""
    includes: Annotated[tuple[Line, ...], Field(max_length=30)] = ()
    for_whom: Annotated[tuple[Line, ...], Field(max_length=30)] = ()
    not_for_whom: Annotated[tuple[Line, ...], Field(max_length=30)] = ()
    steps: Annotated[tuple[Step, ...], Field(max_length=20)] = ()
    testimonials: Annotated[tuple[Testimonial, ...], Field(max_length=30)] = ()
    faqs: Annotated[tuple[Faq, ...], Field(max_length=50)] = ()
    images: Annotated[tuple[Picture, ...], Field(max_length=30)] = ()
    attributes: Annotated[tuple[Attribute, ...], Field(max_length=40)] = ()
    seo: PageSeo = PageSeo()


class DiscountBody(Frozen):
    """A reduction that is announced, with what must be said beside it (Directive 98/6/EC, art. 6a; Codice del consumo,
    art. 17-bis).

    `lowest_amount` is the lowest price of the 30 days before the reduction began; `lowest_since` is set where the item
    has been on sale for less, and says since when. `full_amount` is the price without the reduction.
    """

    full_amount: Decimal
    full_amount_max: Decimal | None = None
    lowest_amount: Decimal
    lowest_since: datetime | None = None
    ends_at: datetime | None = None


class PriceBody(Frozen):
    """A net price per billing unit as it is asked now; `amount_max` is the upper end of a range."""

    amount: Decimal
    amount_max: Decimal | None = None
    currency: str = "EUR"
    billing_unit: BillingUnit = BillingUnit.ONCE
    discount: DiscountBody | None = None


class CategoryBody(Frozen):
    """A branch of the catalogue, and how many published items stand in it. Name and description are in Italian where a
    translation is missing."""

    id: UUID
    slug: str
    name: str
    description: str
    image: ImageBody | None
    parent_id: UUID | None
    service_count: int


class CategoryName(Frozen):
    """The branch an item stands in."""

    slug: str
    name: str


class ServiceBody(Frozen):
    """A published item. `locale` is the language of its words: Italian where a translation is missing. `slug` is the
    last part of its address in the language that was asked for, `slugs` in each."""

    id: UUID
    slug: str
    slugs: dict[str, str]
    sku: str | None = None
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
    updated_at: datetime


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
