"""Settings of a tenant, one JSON value per key, every version of it, and the secrets beside it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, tenant_unique


class SiteSetting(TenantOwned, table=True):
    """One setting as it is now: its key names a typed model in `schemas`. `version` counts its changes."""

    __tablename__ = "site_settings"
    __table_args__ = (tenant_unique("setting_key"),)

    setting_key: str = Field(max_length=80)
    setting_value: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    version: int = 1
    updated_by: UUID | None = None
    updated_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class SettingVersion(TenantOwned, table=True):
    """A setting as somebody saved it: added and never changed. `changed_secrets` names those that were new."""

    __tablename__ = "setting_versions"
    __table_args__ = (tenant_unique("setting_key", "version"),)

    setting_key: str = Field(max_length=80)
    version: int
    setting_value: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    changed_secrets: list[str] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
    restored_from: int | None = None
    updated_by: UUID | None = None
    updated_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class SettingSecret(TenantOwned, table=True):
    """A setting's secret, sealed for this row. It is opened where it is used, and shown nowhere."""

    __tablename__ = "setting_secrets"
    __table_args__ = (tenant_unique("setting_key", "field"),)

    setting_key: str = Field(max_length=80)
    field: str = Field(max_length=80)
    sealed: str = Field(max_length=4000, sa_column_kwargs={"info": {"sealed": True}})
    updated_by: UUID | None = None
    updated_at: datetime = Field(default_factory=now, sa_type=MOMENT)
