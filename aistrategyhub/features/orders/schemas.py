"""What leaves the room: API bodies and frozen rows for screens."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.features.carts.schemas import CartBody
from aistrategyhub.features.orders.models import MilestoneState, OrderStatus
from aistrategyhub.features.vat.schemas import Nature


class OrderItemBody(BaseModel):
    """One thing to buy: the slug of a service and how many."""

    model_config = ConfigDict(extra="forbid")

    slug: str = Field(max_length=120, examples=["ai-act-gap-assessment"])
    quantity: int = Field(default=1, ge=1, le=100)


class CreateOrderBody(BaseModel):
    """An order as an integrator sends it. `buyer` is checked field by field, each with its own sentence. `terms` must
    be agreed to, `early_start` may be, by consumers; the words that are kept are those of the shop's own checkout."""

    model_config = ConfigDict(extra="forbid")

    items: list[OrderItemBody] = Field(min_length=1, max_length=50)
    buyer: dict[str, Any] = Field(
        examples=[
            {
                "company_name": "Officine Brenta S.r.l.",
                "email": "amministrazione@officinebrenta.example",
                "vat_number": "01234567897",
                "sdi_code": "ABC1234",
                "billing_address": {
                    "street": "Via Roma 1",
                    "city": "Padova",
                    "zip": "35121",
                    "province": "PD",
                    "country": "IT",
                },
            }
        ]
    )
    terms: bool
    early_start: bool = False
    locale: str = Field(default="it", pattern="^(it|en)$")


class CalculateBody(BaseModel):
    """What is to be reckoned: these items, or without any the caller's cart. Without a `buyer`, somebody in Italy."""

    model_config = ConfigDict(extra="forbid")

    items: list[OrderItemBody] = Field(default_factory=list, max_length=50)
    buyer: dict[str, Any] | None = None
    locale: str = Field(default="it", pattern="^(it|en)$")


class VatSumBody(BaseModel):
    """The VAT of one kind; `reason` says why it is that, in words. One that `is_split` is paid by a public office to
    the treasury: it is in no total."""

    rate: Decimal
    nature: Nature | None
    law: str
    net: Decimal
    vat: Decimal
    reason: str
    is_split: bool = False


class CalculationBody(CartBody):
    """A cart, or items as if they were in one, with what each kind of VAT comes to for this buyer."""

    vat: list[VatSumBody]


class CreateCartOrderBody(BaseModel):
    """An order of the caller's cart as `version` names it; `terms` must be agreed to, `early_start` may be, by
    consumers. No price is sent: what was shown is what the version stands for."""

    model_config = ConfigDict(extra="forbid")

    version: str = Field(max_length=40)
    buyer: dict[str, Any]
    terms: bool
    early_start: bool = False
    locale: str = Field(default="it", pattern="^(it|en)$")


class LineBody(BaseModel):
    """One line of an order; amounts in the order's currency, VAT rate in percent, or the law by which there is none."""

    slug: str
    name: str
    quantity: Decimal
    unit_price: Decimal
    vat_rate: Decimal
    vat_nature: Nature | None
    vat_law: str
    net: Decimal
    vat: Decimal
    gross: Decimal


class OrderBody(BaseModel):
    """An order. `order_key` is the secret of its holder: it opens the order page and its documents. `revision` counts
    the changes of a paid order, `amends_id` is the order to which this one adds."""

    order_id: UUID
    order_number: str
    order_key: str
    status: OrderStatus
    revision: int
    amends_id: UUID | None
    currency: str
    subtotal: Decimal
    tax_amount: Decimal
    total: Decimal
    items: list[LineBody]
    buyer: dict[str, Any]
    placed_at: datetime
    paid_at: datetime | None
    order_url: str


class OrderSummaryBody(BaseModel):
    """An order in the firm's list. `refunded` is what of `total` has gone back."""

    order_id: UUID
    order_number: str
    status: OrderStatus
    buyer_name: str
    email: str
    currency: str
    subtotal: Decimal
    tax_amount: Decimal
    total: Decimal
    refunded: Decimal
    placed_at: datetime
    paid_at: datetime | None
    completed_at: datetime | None


class StepBody(BaseModel):
    """A step of the work as staff write it; `due` is a day of Rome like `2026-12-01`."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=160)
    due: date | None = None


class ChangeBody(BaseModel):
    """What the buyer wants changed."""

    model_config = ConfigDict(extra="forbid")

    words: str = Field(max_length=4000)


class DeliverableBody(BaseModel):
    """A file of a step. Its buyer may fetch it once `delivered_at` is set."""

    file_id: UUID
    name: str
    content_type: str
    bytes: int
    sha256: str
    delivered_at: datetime | None
    url: str


class MilestoneBody(BaseModel):
    """A step of an order's work with its files. `share` is its part of the work in percent, null where none was agreed;
    `asked` what the buyer wants changed, last."""

    milestone_id: UUID
    name: str
    due: date | None
    share: Decimal | None
    state: MilestoneState
    delivered_at: datetime | None
    decided_at: datetime | None
    asked: str
    files: list[DeliverableBody]


@dataclass(frozen=True)
class OrderFilter:
    """Which orders of the list are meant. Days are of Rome, amounts the order's total; both ends belong to it.

    `q` looks in number, name, e-mail address and VAT number. `is_paid` asks whether the money ever came.
    """

    q: str = ""
    statuses: frozenset[OrderStatus] = frozenset()
    since: date | None = None
    until: date | None = None
    is_paid: bool | None = None
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True)
class OrderRow:
    """One line of the admin's table of orders."""

    order_id: str
    number: str
    placed_label: str
    buyer_name: str
    email: str
    total_label: str
    status_label: str
    status_tone: str


@dataclass(frozen=True)
class YearSum:
    """What a calendar year of Rome brought, net of VAT, in euro."""

    year: int
    net: Decimal


@dataclass(frozen=True)
class MonthSum:
    """What a month brought, net of VAT, in euro. `month` is its first day."""

    month: date
    net: Decimal


@dataclass(frozen=True)
class LineRow:
    """One line of an order as people read it."""

    name: str
    quantity_label: str
    unit_price_label: str
    vat_rate_label: str
    net_label: str


@dataclass(frozen=True)
class EventRow:
    """A step of an order's timeline as people read it; `tone` is one of `ui.parts.base.Tone`."""

    title: str
    at_label: str
    detail: str = ""
    tone: str = "neutral"


@dataclass(frozen=True)
class Happening:
    """One thing that happened to an order, whichever room tells it. `detail` explains what it means."""

    at: datetime
    title: str
    detail: str = ""
    tone: str = "neutral"


@dataclass(frozen=True)
class OfferView:
    """What somebody is about to buy, with its price as the order will have it."""

    slug: str = ""
    name: str = ""
    short_description: str = ""
    net_label: str = ""
    vat_name: str = ""
    vat_label: str = ""
    vat_reason: str = ""
    total_label: str = ""


@dataclass(frozen=True)
class WithdrawalRow:
    """A declaration of withdrawal as staff read it. `order_number` is empty while no order was found for it."""

    withdrawal_id: str
    received_label: str
    name: str
    email: str
    typed_number: str
    order_number: str
    words: str
    status_label: str
    status_tone: str
    is_open: bool


@dataclass(frozen=True)
class FileRow:
    """A file of a step; `is_delivered` once its buyer may fetch it."""

    file_id: str
    name: str
    size_label: str
    href: str
    is_delivered: bool


@dataclass(frozen=True)
class StepRow:
    """A step of an order's work as people read it. `asked` is the change that its buyer wants; the three flags say what
    whoever reads it may do."""

    milestone_id: str = ""
    name: str = ""
    due: str = ""
    due_label: str = ""
    share_label: str = ""
    state: str = ""
    state_label: str = ""
    state_tone: str = "neutral"
    at_label: str = ""
    asked: str = ""
    files: list[FileRow] = field(default_factory=list)
    can_deliver: bool = False
    can_remove: bool = False
    can_decide: bool = False
