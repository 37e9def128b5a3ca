"""Many changes at once: what items are before and after, and what a preview shows of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from aistrategyhub.core.errors import FieldError
from aistrategyhub.features.catalog.models import BatchKind, BatchStatus
from aistrategyhub.features.publishing.models import PublicationStatus

Snapshot = dict[str, Any]
"""What a file says of an item, by column, as JSON: its facts, its texts, its price in the default list; besides, its
other prices (`more_prices`) and which version visitors read (`live_version`), which only undoing looks at."""


@dataclass(frozen=True)
class ItemState:
    """An item with its words, as many changes at once need it."""

    id: UUID
    publication_id: UUID
    revision: int
    publication_status: PublicationStatus
    content: dict[str, Any]
    snapshot: Snapshot


@dataclass(frozen=True)
class PlannedChange:
    """What becomes of an item: without `before` it is new. `line` is its place in the file or in the selection."""

    line: int
    after: Snapshot
    before: ItemState | None = None

    @property
    def changed(self) -> dict[str, tuple[Any, Any]]:
        """What is before and after in each column that changes."""
        known = self.before.snapshot if self.before else {}
        return {name: (known.get(name), value) for name, value in self.after.items() if value != known.get(name)}


@dataclass(frozen=True)
class BatchPlan:
    """What a file or an edit would do, or why it may not: then nothing of it is done."""

    changes: list[PlannedChange] = field(default_factory=list)
    errors: list[tuple[int, FieldError]] = field(default_factory=list)
    total: int = 0


@dataclass(frozen=True)
class BatchRow:
    """An import or an edit in the history. `summary` counts what is `new`, `changed` and `unchanged`; `errors` say
    line, column and sentence in the language of the moment."""

    id: UUID
    kind: BatchKind
    status: BatchStatus
    file_name: str
    total: int
    settled: int
    new: int
    changed: int
    unchanged: int
    error_count: int
    errors: tuple[tuple[int, str, str], ...]
    sample: tuple[tuple[int, str, str, str], ...]
    problem: str
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True)
class LastEdit:
    """One change for several items that can still be taken back."""

    id: UUID
    act: str
    count: int
    at: datetime


class BatchBody(BaseModel):
    """An import as the API tells it. `errors` are line, column and sentence; `sample` line, act, name, columns."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: UUID
    status: BatchStatus
    file_name: str
    total: int
    settled: int
    new: int
    changed: int
    unchanged: int
    error_count: int
    errors: tuple[tuple[int, str, str], ...]
    sample: tuple[tuple[int, str, str, str], ...]
    problem: str
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True)
class BatchLabel:
    """An import or an edit as the screen shows it, in words. `is_refused` when its rows have errors, which are then
    what is listed; `more_label` counts the rows that are not; `advice` is what to do where no button says it."""

    id: str = ""
    name: str = ""
    status: str = ""
    status_label: str = ""
    tone: str = "neutral"
    counts_label: str = ""
    problem: str = ""
    percent: int = 0
    moment_label: str = ""
    can_start: bool = False
    can_undo: bool = False
    is_running: bool = False
    is_refused: bool = False
    advice: str = ""
    more_label: str = ""


@dataclass(frozen=True)
class LineLabel:
    """A row of a preview, or why it is refused."""

    line: int
    what: str
    name: str = ""
    note: str = ""
