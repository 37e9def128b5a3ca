"""The audit trail: rows are added and never changed; the application's role may not."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index
from sqlalchemy.dialects.postgresql import INET, JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned


class AuditEntry(TenantOwned, table=True):
    """One thing that somebody did, under a dotted name such as `orders.placed`."""

    __tablename__ = "audit_logs"
    __table_args__ = (
        Index("ix_audit_logs_entity", "tenant_id", "entity_type", "entity_id", "created_at"),
        Index("ix_audit_logs_created", "tenant_id", "created_at"),
        Index("ix_audit_logs_user", "tenant_id", "user_id", "created_at"),
    )

    action: str = Field(max_length=100)
    entity_type: str = Field(max_length=60)
    entity_id: UUID | None = None
    user_id: UUID | None = None
    changes: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    ip_address: str | None = Field(default=None, sa_type=INET)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
