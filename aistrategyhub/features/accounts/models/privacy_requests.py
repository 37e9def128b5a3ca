"""What people asked about their data: a copy of it, or its erasure."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference


class RequestKind(StrEnum):
    """A copy of everything (art. 15 and 20 GDPR), or erasure (art. 17)."""

    EXPORT = "export"
    ERASURE = "erasure"


class RequestOrigin(StrEnum):
    """Who asked: the person, or the rule about accounts that nobody uses."""

    PERSON = "person"
    IDLE_ACCOUNT = "idle_account"


class RequestStatus(StrEnum):
    """Where a request is. `ready` is an export that can be fetched, `expired` one whose file is gone."""

    REQUESTED = "requested"
    WORKING = "working"
    READY = "ready"
    DONE = "done"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class PrivacyRequest(TenantOwned, table=True):
    """One request, at most one open of each kind for a person.

    `answer_due_at` is when the law wants an answer (art. 12(3) GDPR: one month), `scheduled_for` when an erasure is
    carried out, `expires_at` until when an export can be fetched. `size` is the file's, in bytes.
    """

    __tablename__ = "privacy_requests"
    __table_args__ = (
        tenant_reference("user_id", "users"),
        Index(
            "uq_privacy_requests_open",
            "tenant_id",
            "user_id",
            "kind",
            unique=True,
            postgresql_where=text("status IN ('requested', 'working')"),
        ),
        Index("ix_privacy_requests_user", "tenant_id", "user_id", "requested_at"),
        Index("ix_privacy_requests_moment", "tenant_id", "requested_at", "id"),
    )

    user_id: UUID
    kind: RequestKind = Field(sa_type=stored_enum(RequestKind))
    origin: RequestOrigin = Field(default=RequestOrigin.PERSON, sa_type=stored_enum(RequestOrigin))
    status: RequestStatus = Field(default=RequestStatus.REQUESTED, sa_type=stored_enum(RequestStatus))
    language: str = Field(default="it", max_length=5)
    requested_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    answer_due_at: datetime = Field(sa_type=MOMENT)
    scheduled_for: datetime | None = Field(default=None, sa_type=MOMENT)
    finished_at: datetime | None = Field(default=None, sa_type=MOMENT)
    expires_at: datetime | None = Field(default=None, sa_type=MOMENT)
    storage_key: str | None = Field(default=None, max_length=300)
    size: int | None = Field(default=None, sa_type=BigInteger)
