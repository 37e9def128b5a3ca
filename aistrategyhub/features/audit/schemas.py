"""What is asked of the trail, and what it says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class AuditFilter:
    """Which lines are wanted; what is empty or None narrows nothing. `people` acted, themselves or for another, or
    were concerned; `action` is the beginning of a dotted name, `ip_address` of an address; `until` is not included."""

    people: tuple[UUID, ...] | None = None
    action: str = ""
    entity_type: str = ""
    entity_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    ip_address: str = ""


@dataclass(frozen=True)
class AuditLine:
    """One line with its place in the chain, its personal values back where they were unless they were erased."""

    sequence: int
    hash: str
    id: UUID
    action: str
    entity_type: str
    entity_id: UUID | None
    actor_kind: str
    user_id: UUID | None
    impersonator_id: UUID | None
    api_key_id: UUID | None
    changes: dict[str, Any]
    ip_address: str
    user_agent: str
    created_at: datetime


@dataclass(frozen=True)
class AuditPage:
    """Some lines, the newest first; `next_before` asks for those after them, None when there are none."""

    lines: list[AuditLine]
    next_before: int | None
