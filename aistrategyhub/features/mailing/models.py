"""The mails sent and to be sent, each exactly as it leaves; who may leave when; whom nothing reaches any more."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_unique


class EmailType(StrEnum):
    """Why somebody receives it: an act of theirs, a subscription, news of what they follow."""

    TRANSACTIONAL = "transactional"
    NEWSLETTER = "newsletter"
    NOTIFICATION = "notification"


class EmailStatus(StrEnum):
    """Where a mail is. `sending` from the moment its draft lies ready at a carrier that knows drafts."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"


class EmailSend(TenantOwned, table=True):
    """One mail to one person. Its words are frozen when it is queued; its id is in its Message-ID.

    `attachments` are objects {storage_key, filename, content_type}. `draft_id` is the carrier's handle of what lies
    ready since `sending_since`, `turn_at` when the sender's limits let it leave. Opening and clicking are not
    recorded: that would need the reader's consent.
    A mail that `is_fiscal` went with a fiscal document and is kept as long as that (art. 2220 c.c.).
    """

    __tablename__ = "email_sends"
    __table_args__ = (
        tenant_unique("request_key"),
        Index("ix_email_sends_queued", "tenant_id", "queued_at", "id"),
        Index("ix_email_sends_status", "tenant_id", "status", "queued_at"),
        Index("ix_email_sends_to", "tenant_id", text("lower(email_to)"), "queued_at"),
        Index("ix_email_sends_provider_message_id", "tenant_id", "provider_message_id"),
    )

    email_to: str = Field(max_length=320)
    person_id: UUID | None = None
    is_fiscal: bool = False
    email_type: EmailType = Field(sa_type=stored_enum(EmailType))
    template: str = Field(max_length=120)
    locale: str = Field(max_length=5)
    sender_name: str = Field(max_length=120)
    reply_to: str | None = Field(default=None, max_length=320)
    subject: str = Field(sa_type=Text)
    html: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    attachments: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
    status: EmailStatus = Field(default=EmailStatus.QUEUED, sa_type=stored_enum(EmailStatus))
    provider_message_id: str | None = Field(default=None, max_length=320)
    draft_id: str | None = Field(default=None, max_length=600)
    error_message: str | None = Field(default=None, sa_type=Text)
    bounce_reason: str | None = Field(default=None, sa_type=Text)
    request_key: str | None = Field(default=None, max_length=200)
    queued_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    turn_at: datetime | None = Field(default=None, sa_type=MOMENT)
    sending_since: datetime | None = Field(default=None, sa_type=MOMENT)
    sent_at: datetime | None = Field(default=None, sa_type=MOMENT)
    bounced_at: datetime | None = Field(default=None, sa_type=MOMENT)


class SuppressedAddress(TenantOwned, table=True):
    """An address that a server said does not exist; `address` in small letters. The mail that found out is named."""

    __tablename__ = "suppressed_addresses"
    __table_args__ = (tenant_unique("address"),)

    address: str = Field(max_length=320)
    reason: str = Field(sa_type=Text)
    mail_id: UUID
    suppressed_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class BounceReading(TenantOwned, table=True):
    """Up to which moment a sender's mailbox was searched for reports of this tenant's mails."""

    __tablename__ = "bounce_readings"
    __table_args__ = (tenant_unique("sender"),)

    sender: str = Field(max_length=320)
    read_until: datetime = Field(sa_type=MOMENT)


class MailSender(SQLModel, table=True):
    """One mailbox that mails leave from: until when it must be silent, and how far its two lines are booked."""

    __tablename__ = "mail_senders"

    sender: str = Field(primary_key=True, max_length=320)
    paused_until: datetime | None = Field(default=None, sa_type=MOMENT)
    pause_reason: str | None = Field(default=None, max_length=200)
    booked_until: datetime | None = Field(default=None, sa_type=MOMENT)
    bulk_booked_until: datetime | None = Field(default=None, sa_type=MOMENT)


class MailDeparture(SQLModel, table=True):
    """One mail that began to leave; `ended_at` once the carrier answered, None while it is under way."""

    __tablename__ = "mail_departures"
    __table_args__ = (Index("ix_mail_departures_sender", "sender", "began_at"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    sender: str = Field(max_length=320)
    began_at: datetime = Field(sa_type=MOMENT)
    ended_at: datetime | None = Field(default=None, sa_type=MOMENT)
