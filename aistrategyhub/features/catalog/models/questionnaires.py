"""What is asked before a service is quoted."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, tenant_reference, tenant_unique


class Questionnaire(TenantOwned, table=True):
    """One version of the questions of an item, added and never changed: an answer names the version it was given to.

    `questions` fit `schemas.Question`, in their order. The highest version is the one that is asked now.
    """

    __tablename__ = "questionnaires"
    __table_args__ = (
        tenant_reference("item_id", "catalog_items", ondelete="CASCADE"),
        tenant_unique("item_id", "version"),
    )

    item_id: UUID
    version: int
    questions: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
