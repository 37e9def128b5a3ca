"""The menus of the site. Its pages are publications."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, tenant_unique


class Menu(TenantOwned, table=True):
    """One menu of the site, `header` or `footer`: its entries as `schemas.menus.MenuEntry` writes them, in their
    order. `revision` counts its changes."""

    __tablename__ = "menus"
    __table_args__ = (tenant_unique("name"),)

    name: str = Field(max_length=40)
    entries: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    revision: int = 1
    updated_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    updated_by: UUID | None = None
