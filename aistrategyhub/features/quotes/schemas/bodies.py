"""Offers as programs read and write them. Amounts are in the offer's currency, rates and shares in percent."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.features.quotes.models import Author, Instalment, OfferStatus
from aistrategyhub.features.quotes.schemas.offers import Milestone
from aistrategyhub.features.vat.schemas import VatClass


class TypedLineBody(BaseModel):
    """A line of a draft, with its texts as staff type them: `1.234,56`. `key` names it within the offer."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(max_length=20)
    item_slug: str = Field(default="", max_length=120)
    name: str = Field(default="", max_length=500)
    description: str = Field(default="", max_length=2000)
    quantity: str = Field(default="1", max_length=20)
    price: str = Field(default="", max_length=20)
    vat_class: VatClass = VatClass.STANDARD
    is_optional: bool = False


class TypedStepBody(BaseModel):
    """A milestone of a draft."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(max_length=20)
    name: str = Field(default="", max_length=500)
    day: str = Field(default="", max_length=10, examples=["30/11/2026"])
    share: str = Field(default="", max_length=10, examples=["40"])


class DraftBody(BaseModel):
    """What a draft says, right or wrong: `errors` of the answer say what keeps it from being sent. `revision` is that
    at which it was read."""

    model_config = ConfigDict(extra="forbid")

    revision: int = Field(ge=1)
    intro: str = Field(default="", max_length=20_000)
    lines: list[TypedLineBody] = Field(default=[], max_length=60)
    discount: str = Field(default="", max_length=10)
    deposit: str = Field(default="", max_length=10)
    valid_until: str = Field(default="", max_length=10, examples=["31/12/2026"])
    milestones: list[TypedStepBody] = Field(default=[], max_length=30)
    terms: str = Field(default="", max_length=20_000)
    country: str = Field(default="IT", max_length=2)
    is_firm: bool = True


class SendBody(BaseModel):
    """The revision at which the draft was read."""

    model_config = ConfigDict(extra="forbid")

    revision: int = Field(ge=1)


class InstalmentBody(BaseModel):
    """Which part of what was agreed to ask for."""

    model_config = ConfigDict(extra="forbid")

    instalment: Instalment


class WordsBody(BaseModel):
    """A question, an answer, or why not."""

    model_config = ConfigDict(extra="forbid")

    words: str = Field(max_length=8000)


class AcceptBody(BaseModel):
    """The acceptance of an offer. `seen_total` is the `total` that was read, with the options of `chosen`; `has_agreed`
    is the tick beside `acceptance_words`; `buyer` is that of the checkout."""

    model_config = ConfigDict(extra="forbid")

    signed_name: str = Field(max_length=500)
    has_agreed: bool
    seen_total: Decimal
    chosen: list[str] = Field(default=[], max_length=40)
    buyer: dict[str, Any]


class FieldErrorBody(BaseModel):
    """What is wrong with a field of a draft."""

    field: str
    code: str
    message: str


class CollectedBody(BaseModel):
    """An order that collects a part of what was agreed; without an `order_url` it was cancelled."""

    instalment: Instalment
    order_number: str
    total: Decimal
    paid_at: datetime | None
    order_url: str | None


class OfferBody(BaseModel):
    """A version of an offer as the firm reads it."""

    offer_id: UUID
    request_id: UUID
    number: str
    version: int
    status: OfferStatus
    revision: int
    locale: str
    currency: str
    net: Decimal
    vat: Decimal
    total: Decimal
    valid_until: date | None
    typed: dict[str, Any]
    errors: list[FieldErrorBody]
    sent_at: datetime | None
    viewed_at: datetime | None
    decided_at: datetime | None
    reason: str
    offer_url: str | None
    collected: list[CollectedBody]


class OfferedLineBody(BaseModel):
    """A line of an offer as its customer reads it; an optional one counts when its `key` is among the chosen."""

    key: str
    name: str
    description: str
    quantity: Decimal
    unit_price: Decimal
    is_optional: bool
    is_chosen: bool


class MessageBody(BaseModel):
    """A message of the thread."""

    author: Author
    words: str
    sent_at: datetime


class CustomerOfferBody(BaseModel):
    """An offer as its customer reads it, with the options that were asked for added up. `problem` says why nothing can
    be decided any more; `sha256` is the fingerprint of the PDF, null until it is printed."""

    number: str
    version: int
    status: OfferStatus
    currency: str
    intro: str
    lines: list[OfferedLineBody]
    milestones: list[Milestone]
    terms: str
    valid_until: date
    discount_percent: Decimal
    deposit_percent: Decimal
    net: Decimal
    vat: Decimal
    total: Decimal
    acceptance_words: str
    problem: str
    sha256: str | None
    pdf_url: str | None
    messages: list[MessageBody]
    collected: list[CollectedBody]
