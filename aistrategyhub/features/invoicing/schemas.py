"""What leaves invoicing: frozen rows for screens, and what the API answers."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, Field


@dataclass(frozen=True)
class Standing:
    """Where a document's file stands, in words; `deadline` says by when somebody must act."""

    label: str
    tone: str
    meaning: str
    deadline: str = ""


@dataclass(frozen=True)
class InvoiceRow:
    """One line of the admin's table of documents; the paths fetch its files and open its page."""

    invoice_id: str
    number: str
    kind_label: str
    date_label: str
    buyer_name: str
    total_label: str
    order_number: str
    xml_path: str
    pdf_path: str
    page_path: str
    standing: Standing


@dataclass(frozen=True)
class FindingRow:
    """Why a file is held back or was rejected, and how to mend it where we know."""

    code: str
    words: str
    remedy: str


@dataclass(frozen=True)
class ReceiptRow:
    """One file that SdI sent; `path` fetches it as it came."""

    label: str
    name: str
    at_label: str
    words: str
    path: str


@dataclass(frozen=True)
class TransmissionRow:
    """One file on its way, with what came back about it."""

    transmission_id: str
    attempt_label: str
    file_name: str
    channel_label: str
    sent_label: str
    identifier: str
    problem: str
    standing: Standing
    receipts: list[ReceiptRow]


@dataclass(frozen=True)
class DocumentDetail:
    """A document with all its journeys; what may be done with it now."""

    number: str = ""
    kind_label: str = ""
    date_label: str = ""
    buyer_name: str = ""
    total_label: str = ""
    order_number: str = ""
    corrects: str = ""
    xml_path: str = ""
    pdf_path: str = ""
    signed_path: str = ""
    signature: str = ""
    standing: Standing = Standing("", "neutral", "")
    findings: list[FindingRow] = field(default_factory=list)
    transmissions: list[TransmissionRow] = field(default_factory=list)
    can_send: bool = False
    can_note_upload: bool = False
    can_correct: bool = False
    can_credit: bool = False


@dataclass(frozen=True)
class DraftRow:
    """A document that is being written, in the list of them."""

    draft_id: str
    kind_label: str
    buyer_name: str
    total_label: str
    changed_label: str
    page_path: str


@dataclass(frozen=True)
class DraftLine:
    """A line of the editor as it was typed, with what is wrong with it."""

    key: str = ""
    description: str = ""
    quantity: str = ""
    unit: str = ""
    price: str = ""
    discount: str = ""
    vat: str = ""
    law: str = ""
    is_goods: bool = False
    description_error: str = ""
    quantity_error: str = ""
    price_error: str = ""
    discount_error: str = ""
    law_error: str = ""


@dataclass(frozen=True)
class DraftHead:
    """What stands once in the editor, as it was typed."""

    kind: str = "TD01"
    locale: str = "it"
    causale: str = ""
    method: str = "MP05"
    due_day: str = ""
    reference_kind: str = ""
    reference_number: str = ""
    reference_day: str = ""
    cig: str = ""
    cup: str = ""
    has_fees: bool = False


@dataclass(frozen=True)
class SumRow:
    """A sum of a document: what it is and how much."""

    label: str
    amount_label: str


@dataclass(frozen=True)
class KnownBuyer:
    """Somebody who was billed before, to be billed again."""

    invoice_id: str
    name: str
    note: str


@dataclass(frozen=True)
class ReceivedRow:
    """One document of a supplier, in the list of them."""

    received_id: str
    number: str
    kind_label: str
    supplier_name: str
    date_label: str
    total_label: str
    page_path: str


@dataclass(frozen=True)
class AsideRow:
    """A file that came and could not be read; `path` fetches it as it came."""

    name: str
    problem: str
    at_label: str
    path: str


@dataclass(frozen=True)
class ReceivedLine:
    """A line of a supplier's document."""

    description: str
    quantity_label: str
    price_label: str
    vat_label: str
    total_label: str


@dataclass(frozen=True)
class ReceivedDetail:
    """A supplier's document as it is read here."""

    received_id: str = ""
    title: str = ""
    number: str = ""
    supplier_name: str = ""
    supplier_lines: list[str] = field(default_factory=list)
    date_label: str = ""
    came_label: str = ""
    file_name: str = ""
    identifier: str = ""
    causale: str = ""
    lines: list[ReceivedLine] = field(default_factory=list)
    sums: list[SumRow] = field(default_factory=list)
    payments: list[SumRow] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    received_on: str = ""
    deductible: str = ""
    file_path: str = ""
    pdf_path: str = ""


class ImportedBody(BaseModel):
    """What became of one file: `new`, `known` (kept before), `metadata`, or `refused` with the reason in words."""

    id: str
    name: str
    outcome: str
    words: str = ""


class ReceivedBody(BaseModel):
    """A document of a supplier."""

    id: UUID
    number: str
    document_type: str
    supplier_name: str
    issued_on: date
    received_on: date
    currency: str
    net: Decimal
    tax: Decimal
    total: Decimal
    deductible_percent: Decimal


class DraftLineBody(BaseModel):
    """A line of a document written by hand: amounts as texts (`1450.00`), `vat` a rate (22, 10, 5, 4) or a Natura."""

    description: str
    quantity: str = "1"
    unit: str = ""
    price: str
    discount: str = ""
    vat: str = "22"
    law: str = ""
    is_goods: bool = False


class DraftBuyerBody(BaseModel):
    """Whom a document is made out to, as the checkout asks for it."""

    company_name: str = ""
    name: str = ""
    email: str
    vat_number: str = ""
    fiscal_code: str = ""
    sdi_code: str = ""
    pec_email: str = ""
    street: str
    city: str
    zip: str = ""
    province: str = ""
    country: str = "IT"


class DraftBody(BaseModel):
    """A document to be issued that no order brought: dates as `2026-11-30`. With `corrects_id`, a credit note of that
    invoice."""

    kind: str = "TD01"
    locale: str = "it"
    buyer: DraftBuyerBody
    lines: list[DraftLineBody] = Field(max_length=50)
    causale: str = ""
    method: str = "MP05"
    due_day: str = ""
    reference_kind: str = "DatiOrdineAcquisto"
    reference_number: str = ""
    reference_day: str = ""
    cig: str = ""
    cup: str = ""
    has_fees: bool = False
    corrects_id: UUID | None = None


class InvoiceBody(BaseModel):
    """An issued document."""

    id: UUID
    invoice_number: str
    document_type: str
    issue_date: date
    buyer_name: str
    subtotal: Decimal
    tax_amount: Decimal
    total: Decimal
    file_name: str


class TransmissionBody(BaseModel):
    """Where a document's file is on its way through SdI; `identifier` is what SdI calls it."""

    attempt: int
    file_name: str
    channel: str
    status: str
    identifier: str | None
    sent_at: datetime | None
    answered_at: datetime | None
