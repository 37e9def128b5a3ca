"""Disputes as they leave the room."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.features.payments.models import DisputeStatus


@dataclass(frozen=True)
class DisputeRow:
    """A dispute as staff read it. `countdown` is how long an answer is still taken, `page_url` the provider's own page
    of it, empty where there is none; `answer_problem` why the provider took no answer."""

    dispute_id: str
    order_number: str
    opened_label: str
    amount_label: str
    reason_label: str
    status_label: str
    status_tone: str
    due_label: str
    countdown: str
    answer: str
    answer_problem: str
    can_answer: bool
    is_inquiry: bool
    page_url: str


class DisputeBody(BaseModel):
    """A card holder's complaint. `is_inquiry` while the bank only asks and keeps no money."""

    dispute_id: UUID
    order_number: str
    provider_reference: str
    amount: Decimal
    currency: str
    reason: str
    status: DisputeStatus
    is_inquiry: bool
    opened_at: datetime
    answer_due_at: datetime | None
    answered_at: datetime | None
    decided_at: datetime | None


class AnswerBody(BaseModel):
    """What the firm says to a dispute. It can be sent once."""

    model_config = ConfigDict(extra="forbid")

    answer: str = Field(max_length=20_000)
