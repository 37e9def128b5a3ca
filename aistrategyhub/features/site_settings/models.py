"""Settings of a tenant, one JSON value per key."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, tenant_unique


class SiteSetting(TenantOwned, table=True):
    """One setting: its key names a typed model in `schemas`."""

    __tablename__ = "site_settings"
    __table_args__ = (tenant_unique("setting_key"),)

    setting_key: str = Field(max_length=80)
    setting_value: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    updated_by: UUID | None = None
    updated_at: datetime = Field(default_factory=now, sa_type=MOMENT)
