"""The mails sent and to be sent, each exactly as it leaves."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_unique


class EmailType(StrEnum):
    """Why somebody receives it: an act of theirs, a subscription, news of what they follow."""

    TRANSACTIONAL = "transactional"
    NEWSLETTER = "newsletter"
    NOTIFICATION = "notification"


class EmailStatus(StrEnum):
    """Where a mail is. `sending` is for carriers that take it now and deliver it later."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"


class EmailSend(TenantOwned, table=True):
    """One mail to one person. Its words are frozen when it is queued; its id is in its Message-ID.

    `attachments` are objects {storage_key, filename, content_type}.
    """

    __tablename__ = "email_sends"
    __table_args__ = (
        tenant_unique("request_key"),
        Index("ix_email_sends_queued", "tenant_id", "queued_at", "id"),
        Index("ix_email_sends_status", "tenant_id", "status", "queued_at"),
    )

    email_to: str = Field(max_length=320)
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
    error_message: str | None = Field(default=None, sa_type=Text)
    request_key: str | None = Field(default=None, max_length=200)
    queued_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    sent_at: datetime | None = Field(default=None, sa_type=MOMENT)
