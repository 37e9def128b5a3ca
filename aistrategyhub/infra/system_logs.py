"""Warnings and errors of the last 30 days, kept beside the lines on standard error so that staff can look them up.

There is no column for the address of whoever asked: logs hold no personal data but the id of who acted.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Text, delete
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.infra.db import MOMENT, transaction

KEPT_FOR = timedelta(days=30)


class SystemLog(SQLModel, table=True):
    """One line of level warning, error or critical, already masked. `tenant_id` is empty where nobody was served.

    `module` is the room that spoke, or the logger's name outside the rooms; `context` what the line said besides.
    """

    __tablename__ = "system_logs"
    __table_args__ = (
        Index("ix_system_logs_created", "created_at"),
        Index("ix_system_logs_level", "level", "created_at"),
        Index("ix_system_logs_module", "module", "created_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    tenant_id: UUID | None = None
    level: str = Field(max_length=10)
    module: str = Field(max_length=120)
    message: str = Field(max_length=1_000)
    stack_trace: str | None = Field(default=None, sa_type=Text)
    context: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    user_id: UUID | None = None
    request_id: str | None = Field(default=None, max_length=64)
    created_at: datetime = Field(sa_type=MOMENT)


async def purge_old() -> int:
    """Deletes the lines older than 30 days; how many there were."""
    async with transaction() as session:
        return (await session.execute(delete(SystemLog).where(SystemLog.created_at < now() - KEPT_FOR))).rowcount
