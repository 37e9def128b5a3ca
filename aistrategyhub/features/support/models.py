"""Tickets, and what was said about each."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Column, Index, Text
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique


class TicketStatus(StrEnum):
    NEW = "new"
    IN_PROGRESS = "in_progress"
    WAITING_CUSTOMER = "waiting_customer"
    RESOLVED = "resolved"
    CLOSED = "closed"


class TicketPriority(StrEnum):
    URGENT = "urgent"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class TicketSource(StrEnum):
    """PORTAL: written in the reserved area. CHAT: handed over by a bot, or taken over from it."""

    PORTAL = "portal"
    CHAT = "chat"


class TicketAuthor(StrEnum):
    CUSTOMER = "customer"
    STAFF = "staff"
    SYSTEM = "system"


class TicketEvent(StrEnum):
    """What the system notes in the thread. JOINED and LEFT: a person is in the conversation, or no longer."""

    OPENED = "opened"
    JOINED = "joined"
    LEFT = "left"
    CLOSED = "closed"
    REOPENED = "reopened"


class SupportTicket(TenantOwned, table=True):
    """What somebody asks. `description` is what they wrote or, from a chat, what was said before.

    `email` is empty only where a colleague joined a chat whose visitor gave none: such a ticket is answered in the
    chat alone. `origin` is the page of the backoffice where it came from. `message_count` gives each message its
    position, in the order of their commits: whoever changes it holds the row.
    """

    __tablename__ = "support_tickets"
    __table_args__ = (
        tenant_unique("ticket_number"),
        tenant_reference("user_id", "users"),
        tenant_reference("assigned_to", "users"),
        Index("ix_support_tickets_updated", "tenant_id", "updated_at"),
        Index("ix_support_tickets_status", "tenant_id", "status", "updated_at"),
        Index("ix_support_tickets_user", "tenant_id", "user_id", "updated_at"),
        Index("ix_support_tickets_email", "tenant_id", "email"),
        Index("ix_support_tickets_assigned", "tenant_id", "assigned_to"),
    )

    ticket_number: str = Field(max_length=30)
    user_id: UUID | None = None
    name: str = Field(default="", max_length=120)
    email: str = Field(default="", max_length=255)
    subject: str = Field(max_length=200)
    description: str = Field(default="", sa_column=Column(Text, nullable=False))
    status: TicketStatus = Field(default=TicketStatus.NEW, sa_type=stored_enum(TicketStatus))
    priority: TicketPriority = Field(default=TicketPriority.MEDIUM, sa_type=stored_enum(TicketPriority))
    source: TicketSource = Field(sa_type=stored_enum(TicketSource))
    origin: str = Field(default="", max_length=200)
    locale: str = Field(default="it", max_length=5)
    assigned_to: UUID | None = None
    consent_words: str = Field(default="", max_length=500)
    consent_version: str = Field(default="", max_length=40)
    notice_version: str = Field(default="", max_length=40)
    message_count: int = 0
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    updated_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    first_response_at: datetime | None = Field(default=None, sa_type=MOMENT)
    resolved_at: datetime | None = Field(default=None, sa_type=MOMENT)
    closed_at: datetime | None = Field(default=None, sa_type=MOMENT)


class TicketMessage(TenantOwned, table=True):
    """One thing said, or noted by the system (`event`). `author_name` is how whoever wrote signs; what `is_internal`
    only colleagues read."""

    __tablename__ = "ticket_messages"
    __table_args__ = (
        tenant_unique("ticket_id", "position"),
        tenant_reference("ticket_id", "support_tickets", ondelete="CASCADE"),
        tenant_reference("user_id", "users"),
        Index("ix_ticket_messages_user", "tenant_id", "user_id"),
    )

    ticket_id: UUID
    position: int
    author: TicketAuthor = Field(sa_type=stored_enum(TicketAuthor))
    event: TicketEvent | None = Field(default=None, sa_type=stored_enum(TicketEvent))
    user_id: UUID | None = None
    author_name: str = Field(default="", max_length=120)
    words: str = Field(default="", sa_column=Column(Text, nullable=False))
    is_internal: bool = False
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
