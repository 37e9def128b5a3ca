"""What leaves invoicing: frozen rows for screens, and what the API answers."""

from dataclasses import dataclass, field
from datetime import datetime

from pydantic import BaseModel


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
    standing: Standing = Standing("", "neutral", "")
    findings: list[FindingRow] = field(default_factory=list)
    transmissions: list[TransmissionRow] = field(default_factory=list)
    can_send: bool = False
    can_note_upload: bool = False
    can_correct: bool = False


class TransmissionBody(BaseModel):
    """Where a document's file is on its way through SdI; `identifier` is what SdI calls it."""

    attempt: int
    file_name: str
    channel: str
    status: str
    identifier: str | None
    sent_at: datetime | None
    answered_at: datetime | None
