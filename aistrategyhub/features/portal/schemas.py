"""What leaves the portal: an order as its buyer sees it, for the page and for the API."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from aistrategyhub.features.orders.schemas import EventRow, LineRow, OrderBody, VatRow


@dataclass(frozen=True)
class OrderView:
    """An order in words: everything its page shows."""

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
    is_payable: bool = False
    is_paid: bool = False
    payment_problem: str = ""
    invoice_number: str = ""
    pdf_url: str = ""
    xml_url: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is going to happen by itself: every document is there, or none will come."""
        return bool(self.pdf_url) or not (self.is_payable or self.is_paid)


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
