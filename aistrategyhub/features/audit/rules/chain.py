"""How the lines of the trail hold each other: each link's hash covers its whole line and the link before."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

NO_HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class LineFacts:
    """Every column of a line, as its hash covers them."""

    tenant_id: UUID
    id: UUID
    action: str
    entity_type: str
    entity_id: UUID | None
    actor_kind: str
    user_id: UUID | None
    impersonator_id: UUID | None
    api_key_id: UUID | None
    changes: Mapping[str, Any]
    origin_digest: str | None
    personal_digest: str | None
    created_at: datetime


class Breach(StrEnum):
    """What was done to a chain that does not hold."""

    ALTERED = "altered"
    REMOVED = "removed"
    LINE_MISSING = "line_missing"
    UNLINKED = "unlinked"
    DISCONNECTED = "disconnected"
    TAIL_REMOVED = "tail_removed"
    HEAD_FORGED = "head_forged"
    ANCHOR_DIFFERS = "anchor_differs"
    DETAIL_ALTERED = "detail_altered"


@dataclass(frozen=True)
class Break:
    """The first place where a chain does not hold."""

    sequence: int
    breach: Breach


def link_hash(line: LineFacts, sequence: int, previous_hash: str) -> str:
    """SHA-256 over the canonical JSON (sorted keys, no spaces, UTF-8, instants in UTC) of line, place and link."""
    facts = {
        "action": line.action,
        "actor_kind": line.actor_kind,
        "api_key_id": _id(line.api_key_id),
        "changes": line.changes,
        "created_at": line.created_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "entity_id": _id(line.entity_id),
        "entity_type": line.entity_type,
        "id": str(line.id),
        "impersonator_id": _id(line.impersonator_id),
        "origin_digest": line.origin_digest,
        "personal_digest": line.personal_digest,
        "previous_hash": previous_hash,
        "sequence": sequence,
        "tenant_id": str(line.tenant_id),
        "user_id": _id(line.user_id),
    }
    return _sha256(_canonical(facts))


def head_words(tenant_id: UUID, sequence: int, hash: str, broken_since: int | None) -> str:
    """What the seal of a head is made over."""
    return f"{tenant_id}\n{sequence}\n{hash}\n{'' if broken_since is None else broken_since}"


def origin_digest(salt: str, ip_address: str, user_agent: str) -> str:
    """Binds address and browser to a line. The salt goes with them when they are erased, so no guess can be tried."""
    return _sha256(f"{salt}\n{ip_address}\n{user_agent}")


def personal_digest(salt: str, values: Mapping[str, Any]) -> str:
    """Binds personal values to a line, in the same manner."""
    return _sha256(f"{salt}\n{_canonical(values)}")


class ChainReader:
    """Reads links in their order and finds the first that does not hold.

    `anchors` are hashes by sequence, known from elsewhere.
    """

    def __init__(self, anchors: Mapping[int, str]) -> None:
        self._anchors = anchors
        self.sequence = 0
        self.hash = NO_HASH

    def read(self, line: LineFacts | None, sequence: int, previous_hash: str, hash: str) -> Break | None:
        """Takes the next link; the break that it shows, if any."""
        expected, before = self.sequence + 1, self.hash
        if sequence != expected:
            return Break(expected, Breach.REMOVED)
        if previous_hash != before:
            return Break(expected, Breach.DISCONNECTED)
        if line is None:
            return Break(expected, Breach.LINE_MISSING)
        if link_hash(line, sequence, previous_hash) != hash:
            return Break(expected, Breach.ALTERED)
        if self._anchors.get(sequence, hash) != hash:
            return Break(expected, Breach.ANCHOR_DIFFERS)
        self.sequence, self.hash = sequence, hash
        return None

    def end(self, anchored: Sequence[int]) -> Break | None:
        """The break that shows when there are no more links: something is known to have stood further on."""
        if max(anchored, default=0) > self.sequence:
            return Break(self.sequence + 1, Breach.TAIL_REMOVED)
        return None


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _id(value: UUID | None) -> str | None:
    return None if value is None else str(value)
