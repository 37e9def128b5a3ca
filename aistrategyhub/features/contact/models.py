"""A message that somebody wrote to the firm, and where it stands."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Column, Index, Text
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique


class MessageStatus(StrEnum):
    NEW = "new"
    READ = "read"
    ANSWERED = "answered"
    SPAM = "spam"


class ContactMessage(TenantOwned, table=True):
    """One message. `request_key` names the submit that made it, `proof_key` the proof of work that it spent.

    `consent_words` are the words that stood beside the tick, in the language they were read in, and
    `notice_version` which privacy notice they spoke of (empty while the firm has published none).
    """

    __tablename__ = "contact_messages"
    __table_args__ = (
        tenant_unique("request_key"),
        tenant_unique("proof_key"),
        tenant_reference("user_id", "users"),
        Index("ix_contact_messages_received", "tenant_id", "received_at"),
        Index("ix_contact_messages_status", "tenant_id", "status", "received_at"),
        Index("ix_contact_messages_email", "tenant_id", "email"),
        Index("ix_contact_messages_user", "tenant_id", "user_id"),
    )

    user_id: UUID | None = None
    name: str = Field(max_length=120)
    email: str = Field(max_length=255)
    phone: str = Field(default="", max_length=40)
    words: str = Field(sa_column=Column(Text, nullable=False))
    page: str = Field(default="", max_length=500)
    service_slug: str = Field(default="", max_length=120)
    service_name: str = Field(default="", max_length=200)
    locale: str = Field(default="it", max_length=5)
    consent_words: str = Field(max_length=500)
    consent_version: str = Field(max_length=40)
    notice_version: str = Field(default="", max_length=40)
    consented_at: datetime = Field(sa_type=MOMENT)
    status: MessageStatus = Field(default=MessageStatus.NEW, sa_type=stored_enum(MessageStatus))
    status_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    status_by: UUID | None = None
    request_key: str = Field(max_length=64)
    proof_key: str | None = Field(default=None, max_length=64)
    received_at: datetime = Field(default_factory=now, sa_type=MOMENT)
