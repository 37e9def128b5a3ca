"""Tickets as they are asked for, and as screens show them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.features.support.models import (
    TicketAuthor,
    TicketEvent,
    TicketPriority,
    TicketSource,
    TicketStatus,
)


@dataclass(frozen=True)
class NewTicket:
    """What somebody asks. `message` is what they add to a `description` that others wrote too, and begins the thread.
    `has_consented`: they ticked that they read the privacy notice."""

    subject: str
    description: str
    source: TicketSource
    message: str = ""
    email: str = ""
    name: str = ""
    user_id: UUID | None = None
    locale: str = "it"
    priority: TicketPriority = TicketPriority.MEDIUM
    origin: str = ""
    has_consented: bool = False


@dataclass(frozen=True)
class Colleague:
    """Who of the firm writes; `name` is how customers see it."""

    person_id: UUID
    name: str


@dataclass(frozen=True)
class TicketRow:
    """A ticket in a list."""

    ticket_number: str
    subject: str
    who: str
    updated_label: str
    status_label: str
    status_tone: str
    priority_label: str
    priority_tone: str
    is_handed_over: bool


@dataclass(frozen=True)
class ThreadRow:
    """One thing said, or a note of the system (`is_note`), whose `words` then say what happened."""

    message_id: str
    who: str
    words: str
    at_label: str
    is_own: bool = False
    is_note: bool = False
    is_internal: bool = False


@dataclass(frozen=True)
class TicketView:
    """A ticket as its page shows it."""

    ticket_number: str = ""
    subject: str = ""
    description: str = ""
    is_transcript: bool = False
    who: str = ""
    email: str = ""
    status: str = ""
    status_label: str = ""
    status_tone: str = ""
    priority: str = ""
    priority_label: str = ""
    created_label: str = ""
    assigned_label: str = ""
    consent_words: str = ""
    consent_label: str = ""
    origin: str = ""
    is_closed: bool = False


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TicketBody(_Frozen):
    """A ticket. `description` is what was asked or, from a chat, what was said before it."""

    number: str
    subject: str
    description: str
    status: TicketStatus
    priority: TicketPriority
    source: TicketSource
    name: str
    email: str
    message_count: int
    created_at: datetime
    updated_at: datetime
    first_response_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None


class TicketMessageBody(_Frozen):
    """One thing said, or noted by the system (`event`) in `words`; `name` is who of the firm wrote it."""

    id: UUID
    author: TicketAuthor
    name: str
    event: TicketEvent | None
    words: str
    is_internal: bool
    created_at: datetime


class ThreadBody(TicketBody):
    """A ticket with everything that was said."""

    messages: list[TicketMessageBody]


class NewTicketBody(_Frozen):
    """What somebody asks. Each wrong field is told with a sentence of its own."""

    subject: Annotated[str, Field(max_length=2_000)]
    message: Annotated[str, Field(max_length=20_000)]
    priority: TicketPriority = TicketPriority.MEDIUM


class NewTicketMessageBody(_Frozen):
    message: Annotated[str, Field(max_length=20_000)]
    is_internal: bool = False


class TicketStatusBody(_Frozen):
    """Where a ticket is to be. Nothing is put back to `new`."""

    status: Literal[TicketStatus.IN_PROGRESS, TicketStatus.WAITING_CUSTOMER, TicketStatus.RESOLVED, TicketStatus.CLOSED]
