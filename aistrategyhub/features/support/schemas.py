"""Tickets as they are asked for, and as screens show them."""

from dataclasses import dataclass
from uuid import UUID

from aistrategyhub.features.support.models import TicketPriority, TicketSource


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
