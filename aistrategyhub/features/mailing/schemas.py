"""What goes into and comes out of the mail room."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.features.mailing.models import EmailStatus, EmailType
from aistrategyhub.integrations.mail.gateway import SenderLimits
from aistrategyhub.integrations.mail.mailbox import StoredMail


class MailAttachment(BaseModel):
    """A file of the storage that travels with a mail, under the name its reader sees."""

    model_config = ConfigDict(frozen=True)

    storage_key: str
    filename: str = Field(pattern=r"^[^/\\\x00-\x1f\x7f]{1,150}$")
    content_type: str


@dataclass(frozen=True)
class MailRow:
    """A mail in the list of the backoffice.

    `problem` is why it failed or came back, or why it is still waiting; `leaves_at` when it is tried next.
    An address is suppressed when a server said that it does not exist.
    """

    id: UUID
    email_to: str
    email_type: EmailType
    template: str
    subject: str
    status: EmailStatus
    attachment_count: int
    attempts: int
    problem: str | None
    leaves_at: datetime | None
    is_suppressed: bool
    queued_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class SenderOutlook:
    """What a sender may do, and what it did in the last 24 hours for all tenants."""

    limits: SenderLimits
    left_in_a_day: int
    paused_until: datetime | None


@dataclass(frozen=True)
class MailboxFile:
    """A file of a mail in the local mailbox; `size` in bytes."""

    filename: str
    size: int
    content_type: str


@dataclass(frozen=True)
class MailboxEntry:
    """A mail in the local mailbox as programs read it; `date` in ISO 8601."""

    id: str
    to: str
    subject: str
    date: str | None
    attachments: list[MailboxFile]

    @classmethod
    def of(cls, mail: StoredMail) -> "MailboxEntry":
        return cls(
            id=mail.id,
            to=mail.to,
            subject=mail.subject,
            date=mail.date.isoformat() if mail.date else None,
            attachments=[MailboxFile(file.filename, len(file.content), file.content_type) for file in mail.attachments],
        )
