"""What leaves the portal: an order as its buyer sees it, for the page and for the API."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from aistrategyhub.features.orders.models import OrderStatus
from aistrategyhub.features.orders.schemas import EventRow, LineRow, OrderBody, StepRow
from aistrategyhub.features.payments.schemas.transfers import TransferView
from aistrategyhub.features.vat.schemas import VatRow


@dataclass(frozen=True)
class OwnOrderRow:
    """One of a customer's orders; `path` is its page."""

    number: str
    path: str
    placed_label: str
    services: str
    total_label: str
    status_label: str
    status_tone: str


@dataclass(frozen=True)
class OrderView:
    """An order in words: everything its page shows. `is_agreed` when it collects an accepted offer; `too_small` says
    why its sum cannot be paid by card."""

    number: str = ""
    placed_label: str = ""
    status: str = ""
    status_label: str = ""
    status_tone: str = "neutral"
    buyer_name: str = ""
    buyer_codes: str = ""
    buyer_address: str = ""
    email: str = ""
    lines: list[LineRow] = field(default_factory=list)
    vat: list[VatRow] = field(default_factory=list)
    subtotal_label: str = ""
    total_label: str = ""
    pay_label: str = ""
    events: list[EventRow] = field(default_factory=list)
    steps: list[StepRow] = field(default_factory=list)
    supplements: list[OwnOrderRow] = field(default_factory=list)
    is_payable: bool = False
    is_agreed: bool = False
    is_paid: bool = False
    payment_problem: str = ""
    takes_card: bool = True
    takes_transfer: bool = False
    is_awaiting_transfer: bool = False
    transfer: TransferView = field(default_factory=TransferView)
    too_small: str = ""
    invoice_number: str = ""
    pdf_url: str = ""
    xml_url: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is going to happen by itself: every document is there, or none will come."""
        return bool(self.pdf_url) or not (self.is_payable or self.is_paid)


class InvoiceBody(BaseModel):
    """The invoice of an order. `pdf_url` is null until the courtesy copy is rendered."""

    number: str
    issue_date: str
    file_name: str
    xml_url: str
    pdf_url: str | None


class TimelineBody(BaseModel):
    """One step in the life of an order."""

    kind: str
    at: datetime
    data: dict[str, Any]


class TrackedOrderBody(OrderBody):
    """An order with its history and documents."""

    timeline: list[TimelineBody]
    invoice: InvoiceBody | None


class OwnOrderBody(BaseModel):
    """One of a person's orders. `order_key` opens it in full and its documents."""

    order_id: UUID
    order_number: str
    order_key: str
    status: OrderStatus
    currency: str
    subtotal: Decimal
    tax_amount: Decimal
    total: Decimal
    services: str
    placed_at: datetime
    paid_at: datetime | None
    order_url: str


class OwnInvoiceBody(BaseModel):
    """A document of one of a person's orders: an invoice (TD01) or what corrects it. Its files are the order's."""

    number: str
    document_type: str
    issue_date: date
    order_number: str
    currency: str
    subtotal: Decimal
    tax_amount: Decimal
    total: Decimal
    xml_url: str
    pdf_url: str
