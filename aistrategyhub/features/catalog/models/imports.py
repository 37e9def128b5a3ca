"""Many changes at once: files that were imported, edits of many items, and what is needed to undo them."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference


class BatchKind(StrEnum):
    IMPORT = "import"
    EDIT = "edit"


class BatchStatus(StrEnum):
    """`checked`: read and previewed, nothing changed; `running`: a worker is at it, all or nothing."""

    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"


class CatalogBatch(TenantOwned, table=True):
    """Many changes of the catalogue as one act. `source` is the file of an import, kept until it is done or a week has
    passed. `settled` counts the rows that are worked out while it runs. `summary` says what it does, in figures;
    `problem` why it failed, as a code and values."""

    __tablename__ = "catalog_batches"
    __table_args__ = (Index("ix_catalog_batches_recent", "tenant_id", "created_at", "id"),)

    kind: BatchKind = Field(sa_type=stored_enum(BatchKind))
    status: BatchStatus = Field(default=BatchStatus.CHECKED, sa_type=stored_enum(BatchStatus))
    file_name: str = Field(default="", max_length=200)
    source: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    total: int = 0
    settled: int = 0
    summary: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    problem: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB, nullable=True))
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    created_by: UUID | None = None
    finished_at: datetime | None = Field(default=None, sa_type=MOMENT)


class CatalogBatchLine(TenantOwned, table=True):
    """What one item was before a batch changed it: `before` is empty for an item that the batch made; `after` is what
    it left, so that what was changed again since is not undone unseen."""

    __tablename__ = "catalog_batch_lines"
    __table_args__ = (
        tenant_reference("batch_id", "catalog_batches", ondelete="CASCADE"),
        Index("ix_catalog_batch_lines_batch", "tenant_id", "batch_id", "line"),
    )

    batch_id: UUID
    line: int
    item_id: UUID
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB, nullable=True))
    after: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
