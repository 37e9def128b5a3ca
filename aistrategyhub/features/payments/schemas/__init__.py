"""What leaves the room."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.features.payments.models import PaymentStatus, RefundReason, RefundStatus


class Extent(StrEnum):
    """How a refund is told: all that is left, whole lines or quantities of them, an amount, or money never due."""

    FULL = "full"
    LINES = "lines"
    AMOUNT = "amount"
    SURPLUS = "surplus"


class StartPaymentBody(BaseModel):
    """Which order to pay: the key that creating it returned."""

    model_config = ConfigDict(extra="forbid")

    order_key: str = Field(max_length=200)


class StartedPaymentBody(BaseModel):
    """What the payer's browser needs. Card data goes to the provider with these, never through this API.

    `pay_page_url` is a page of this site with the provider's form, for whoever has no form of their own. `confirm_url`
    is set when the provider is the local stand-in: POST the card there as Stripe.js would.
    """

    payment_id: UUID
    order_number: str
    payment_intent_id: str
    client_secret: str
    publishable_key: str
    amount: Decimal
    currency: str
    status: str
    is_test_environment: bool
    confirm_url: str | None
    pay_page_url: str


class RefundedLineBody(BaseModel):
    """Which line to give back; without a quantity, all that is left of it."""

    model_config = ConfigDict(extra="forbid")

    line_number: int = Field(ge=1, le=10**6)
    quantity: Decimal | None = None


class RefundRequestBody(BaseModel):
    """What to give back and why. `amount` counts for the extents amount and surplus, `lines` for lines."""

    model_config = ConfigDict(extra="forbid")

    extent: Extent
    amount: Decimal | None = None
    lines: list[RefundedLineBody] = Field(default=[], max_length=200)
    reason: RefundReason = RefundReason.REQUESTED
    note: str = Field(default="", max_length=500)


class RefundLineBody(BaseModel):
    """What goes back of one line of the order: net + VAT = gross."""

    number: int
    quantity: Decimal | None
    net: Decimal
    vat: Decimal
    gross: Decimal


class RefundPlanBody(BaseModel):
    """What a refund would do: how much goes back, of which lines, what could still go back after it, and whether a
    credit note follows."""

    amount: Decimal
    currency: str
    left: Decimal
    method: str | None
    credit_note: bool
    lines: list[RefundLineBody]


class RefundBody(BaseModel):
    """A refund. `decided` is not sent yet, `sent` is on its way, `succeeded` has left, `failed` never will."""

    refund_id: UUID
    payment_id: UUID
    status: RefundStatus
    amount: Decimal
    currency: str
    reason: RefundReason
    note: str
    credit_note: bool
    failure_code: str | None
    decided_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None
    lines: list[RefundLineBody]


class AmendedLineBody(BaseModel):
    """So many of a line of the order from now on: 0 takes it away."""

    model_config = ConfigDict(extra="forbid")

    line_number: int = Field(ge=1, le=10**6)
    quantity: Decimal


class AddedLineBody(BaseModel):
    """A service in addition, at a net price for one; `reason` says why it is not the catalogue's."""

    model_config = ConfigDict(extra="forbid")

    slug: str = Field(max_length=120)
    quantity: Decimal = Field(default=Decimal(1), ge=1, le=100)
    unit_price: Decimal
    reason: str = Field(default="", max_length=300)


class AmendmentBody(BaseModel):
    """What a paid order is to become. `revision` is that at which it was read: when somebody changed it meanwhile,
    nothing is done."""

    model_config = ConfigDict(extra="forbid")

    revision: int = Field(ge=1)
    lines: list[AmendedLineBody] = Field(default=[], max_length=200)
    added: list[AddedLineBody] = Field(default=[], max_length=20)
    reason: str = Field(default="", max_length=500)


class AmendmentPlanBody(BaseModel):
    """What an amendment would do: `to_refund` goes back with a credit note, `to_pay` is a further order with an invoice
    of its own; `difference` is what the buyer pays more in the end. Amounts are VAT included."""

    revision: int
    currency: str
    to_refund: Decimal
    to_pay: Decimal
    to_pay_net: Decimal
    to_pay_vat: Decimal
    difference: Decimal


class AmendedBody(BaseModel):
    """What an amendment did. `supplement` is the number of the order that is to be paid in addition."""

    order_number: str
    revision: int
    refund_id: UUID | None
    refunded: Decimal
    supplement: str | None
    to_pay: Decimal


class PaymentBody(BaseModel):
    """One attempt to take the money of an order. `surplus` is what came without being due."""

    payment_id: UUID
    provider: str
    provider_reference: str | None
    status: PaymentStatus
    method_type: str | None
    amount: Decimal
    received: Decimal
    surplus: Decimal
    failure_code: str | None
    created_at: datetime
    processed_at: datetime | None


class OrderMoneyBody(BaseModel):
    """The money of one order, in and out."""

    order_number: str
    currency: str
    total: Decimal
    refunded: Decimal
    payments: list[PaymentBody]
    refunds: list[RefundBody]


@dataclass(frozen=True)
class PaymentRow:
    """One attempt to take the money of an order, as staff read it."""

    status_label: str
    status_tone: str
    amount_label: str
    method_label: str
    at_label: str
    reference: str
    problem: str


@dataclass(frozen=True)
class RefundRow:
    """Money on its way back, as staff read it. `detail` says why, and what went wrong if it did; `is_to_send` when a
    colleague sends it by hand and has not said that they did."""

    refund_id: str
    is_to_send: bool
    at_label: str
    status_label: str
    status_tone: str
    amount_label: str
    reason_label: str
    detail: str


@dataclass(frozen=True)
class RefundLineRow:
    """What would go back of one line."""

    name: str
    net_label: str
    vat_label: str
    gross_label: str


@dataclass(frozen=True)
class RefundView:
    """What a refund would do, before it is decided: how much goes back, how, of which lines, which document follows
    and what is left after it. `verb` is what the button says."""

    amount_label: str = ""
    verb: str = ""
    way: str = ""
    document: str = ""
    after: str = ""
    net_label: str = ""
    vat_label: str = ""
    lines: list[RefundLineRow] = field(default_factory=list)


@dataclass(frozen=True)
class RefundChoiceRow:
    """Something to choose: a reason, an extent, a line of the order. `detail` is what is left of it."""

    value: str
    label: str
    detail: str = ""


@dataclass(frozen=True)
class AmendLineRow:
    """A line of a paid order in the form that changes it; `left` is how many were not given back."""

    number: str
    name: str
    price_label: str
    left: str
    wanted: str
    error: str = ""


@dataclass(frozen=True)
class AmendView:
    """What an amendment would do, before it is done. `verb` is what the button says."""

    verb: str = ""
    refund_label: str = ""
    net_label: str = ""
    vat_label: str = ""
    vat_reasons: str = ""
    pay_label: str = ""
    difference_name: str = ""
    difference_label: str = ""
    consequences: list[str] = field(default_factory=list)
