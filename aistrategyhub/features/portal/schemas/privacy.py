"""What the portal tells of requests about personal data."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from aistrategyhub.features.accounts.models import PrivacyRequest, RequestStatus


class ExportBody(BaseModel):
    """A copy of somebody's data. `file_url` is null until it is ready and after its week; `size` in bytes."""

    id: UUID
    status: RequestStatus
    requested_at: datetime
    expires_at: datetime | None
    size: int | None
    file_url: str | None

    @classmethod
    def of(cls, request: PrivacyRequest, file_url: str | None) -> "ExportBody":
        return cls(
            id=request.id,
            status=request.status,
            requested_at=request.requested_at,
            expires_at=request.expires_at,
            size=request.size,
            file_url=file_url,
        )


class ErasureBody(BaseModel):
    """An erasure that waits; until `scheduled_for` it can be cancelled."""

    id: UUID
    status: RequestStatus
    requested_at: datetime
    scheduled_for: datetime


@dataclass(frozen=True)
class ConsentChoice:
    """A consent that can be given and taken back, in the words that it is asked with."""

    purpose: str
    sentence: str
    version: str
    is_given: bool
    since_label: str


@dataclass(frozen=True)
class ConsentLine:
    """One line of the ledger."""

    sentence: str
    detail: str
    is_given: bool
    at_label: str


@dataclass(frozen=True)
class ExportLine:
    """One copy that was asked for."""

    request_id: str
    at_label: str
    status_label: str
    status_tone: str
    until_label: str
    size_label: str
    is_ready: bool
    is_open: bool


@dataclass(frozen=True)
class RequestLine:
    """A request as the firm reads it. `due_label` is by when the law wants an answer."""

    name: str
    email: str
    kind_label: str
    status_label: str
    status_tone: str
    requested_label: str
    due_label: str
    is_late: bool
    scheduled_label: str
