"""Money that no provider takes, as it leaves the room."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.features.payments.models import MoneyMethod


@dataclass(frozen=True)
class TransferView:
    """What to write into the bank's form. `iban` and `amount` are to be copied, the labels to be read; `qr_image` is a
    `data:` image of the code that fills the form in. `received_label` is what came already."""

    holder: str = ""
    iban: str = ""
    iban_label: str = ""
    bic: str = ""
    amount: str = ""
    amount_label: str = ""
    received_label: str = ""
    reference: str = ""
    due_label: str = ""
    qr_image: str = ""


@dataclass(frozen=True)
class ReceiptRow:
    """Money that a colleague booked, as staff read it. `can_undo` while taking it back changes no document."""

    receipt_id: str
    day_label: str
    amount_label: str
    method_label: str
    detail: str
    is_undone: bool
    can_undo: bool


@dataclass(frozen=True)
class StatementRow:
    """A line of a bank statement with the order that it seems to pay.

    `order_number` is empty where nothing fits; `why` says what fits or what does not. `is_sure` when number and
    amount both do.
    """

    line_id: str
    day_label: str
    amount_label: str
    payer: str
    words: str
    order_number: str = ""
    why: str = ""
    tone: str = "neutral"
    is_sure: bool = False
    is_booked: bool = False


@dataclass(frozen=True)
class MoneyEffect:
    """What booking this would do, before it is done."""

    sentences: list[str] = field(default_factory=list)
    verb: str = ""


class StartTransferBody(BaseModel):
    """Which order to pay: the key that creating it returned."""

    model_config = ConfigDict(extra="forbid")

    order_key: str = Field(max_length=200)


class TransferBody(BaseModel):
    """Where to send the money of an order, and by when. `reference` goes into the transfer's text as it is."""

    order_number: str
    account_holder: str
    iban: str
    bic: str
    amount: Decimal
    currency: str
    received: Decimal
    reference: str
    due_on: date
    qr_image: str


class BookMoneyBody(BaseModel):
    """Money that came: how much, on which day, how."""

    model_config = ConfigDict(extra="forbid")

    amount: Decimal
    method: MoneyMethod
    received_on: date
    reference: str = Field(default="", max_length=140)
    note: str = Field(default="", max_length=500)


class ReceiptBody(BaseModel):
    """Money that was booked. `surplus` is the part that the order did not ask for."""

    receipt_id: UUID
    payment_id: UUID
    amount: Decimal
    surplus: Decimal
    currency: str
    method: MoneyMethod
    received_on: date
    reference: str
    note: str
    booked_at: datetime
    undone_at: datetime | None


class SentByHandBody(BaseModel):
    """How a colleague sent money back: what the bank calls the transfer."""

    model_config = ConfigDict(extra="forbid")

    reference: str = Field(max_length=140)


class ImportedStatementBody(BaseModel):
    """What an imported statement brought: lines that are new, lines that were known, and lines that are no money
    coming in."""

    new: int
    known: int
    passed_over: int
