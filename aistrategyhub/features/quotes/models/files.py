"""The files that go along with a request."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, tenant_reference


class QuoteFile(TenantOwned, table=True):
    """A private file that somebody sends with a request. `content_type` is told by its first bytes, `sha256` is its
    fingerprint. Until the request is sent it belongs to nobody and waits for a day."""

    __tablename__ = "quote_files"
    __table_args__ = (
        tenant_reference("request_id", "quote_requests", ondelete="CASCADE"),
        Index("ix_quote_files_request", "tenant_id", "request_id", "uploaded_at"),
        Index("ix_quote_files_waiting", "tenant_id", "uploaded_at", postgresql_where=text("request_id IS NULL")),
    )

    request_id: UUID | None = None
    name: str = Field(max_length=160)
    content_type: str = Field(max_length=100)
    bytes: int = Field(sa_type=BigInteger)
    sha256: str = Field(max_length=64)
    storage_key: str = Field(max_length=300)
    uploaded_at: datetime = Field(default_factory=now, sa_type=MOMENT)
