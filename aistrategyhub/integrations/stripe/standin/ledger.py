"""Everything the stand-in remembers: objects, events, answers saved under idempotency keys, deliveries owed.

Records carry Stripe's own field names and only the fields that say something; `shapes` completes them. In memory
they are JSON bytes: small, and nobody can change one without a `Change`.
"""

import json
import secrets
import string
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from aistrategyhub.core import clock
from aistrategyhub.integrations.stripe.standin.journal import Journal

Record = dict[str, Any]

KEY_LIFETIME_SECONDS = 24 * 3600
_ALPHABET = string.ascii_letters + string.digits


def new_id(prefix: str, length: int = 24) -> str:
    """An id that looks like Stripe's: `pi_` and random letters and digits."""
    return f"{prefix}_{''.join(secrets.choice(_ALPHABET) for _ in range(length))}"


def json_body(value: Record) -> bytes:
    """JSON as Stripe writes it on the wire: indented, the same bytes for the same value."""
    return json.dumps(value, indent=2, ensure_ascii=False).encode()


@dataclass(frozen=True)
class Answer:
    """A finished answer: what a repeated request with the same key gets again."""

    status: int
    body: bytes
    request_id: str


@dataclass(frozen=True)
class Saved:
    """An answer under its idempotency key, with what the first request asked."""

    key: str
    path: str
    fingerprint: str
    answer: Answer
    at: int


@dataclass
class Change:
    """What one request does: all of it is on disk, or none."""

    ledger: "Ledger"
    request_id: str
    idempotency_key: str | None = None
    now: int = field(default_factory=lambda: int(clock.now().timestamp()))
    records: dict[str, Record] = field(default_factory=dict)
    events: list[Record] = field(default_factory=list)

    def find(self, kind: str, object_id: str) -> Record | None:
        """The record as this change leaves it, to be altered freely and `put` back."""
        if object_id in self.records:
            found = json.loads(json.dumps(self.records[object_id]))
            return found if found["object"] == kind else None
        return self.ledger.find(kind, object_id)

    def put(self, record: Record) -> Record:
        self.records[record["id"]] = record
        return record

    def emit(self, event_type: str, about: Record, previous: Record | None = None) -> None:
        """An event with the record as it is now, and a delivery owed if a webhook address is known."""
        self.events.append(
            {
                "id": new_id("evt"),
                "object": "event",
                "type": event_type,
                "created": self.now,
                "snapshot": json.loads(json.dumps(about)),
                "previous": previous,
                "request": {"id": self.request_id, "idempotency_key": self.idempotency_key},
                "owed": self.ledger.delivers,
            }
        )


class Ledger:
    """The memory, rebuilt from the journal at start."""

    def __init__(self, journal: Journal, *, delivers: bool) -> None:
        self.delivers = delivers
        self.pending: dict[str, int] = {}
        self.in_flight: set[str] = set()
        self.when_events_are_recorded: Callable[[list[str]], None] = lambda event_ids: None
        self._journal = journal
        self._records: dict[str, bytes] = {}
        self._order: dict[str, list[str]] = {}
        self._place: dict[str, int] = {}
        self._saved: OrderedDict[str, tuple[Saved, bytes]] = OrderedDict()
        for entry in journal.replay():
            self._apply(entry)

    def begin(self, request_id: str, idempotency_key: str | None = None) -> Change:
        return Change(self, request_id, idempotency_key)

    def commit(self, change: Change, saved: Saved | None = None) -> None:
        """Makes a change last. Raises OSError, and forgets it, when the disk refuses."""
        if not (change.records or change.events or saved):
            return
        entry: dict[str, Any] = {"at": change.now, "request": change.request_id}
        entry |= {"put": list(change.records.values()), "events": change.events}
        if saved:
            entry["saved"] = _saved_entry(saved)
        self._journal.append(entry)
        self._apply(entry)
        self.when_events_are_recorded([event["id"] for event in change.events])

    def record_attempt(self, event_id: str, answer: int | None, *, is_over: bool) -> None:
        """One try to deliver an event: the receiver's status (None when it did not answer)."""
        attempt = {"event": event_id, "answer": answer, "over": is_over}
        entry = {"at": int(clock.now().timestamp()), "attempt": attempt}
        # Losing this line would only deliver the event once more: no need to wait for the disk.
        self._journal.append(entry, durable=False)
        self._apply(entry)

    def find(self, kind: str, object_id: str) -> Record | None:
        raw = self._records.get(object_id)
        found = json.loads(raw) if raw else None
        return found if found and found["object"] == kind else None

    def newer_than(self, kind: str, object_id: str) -> Iterator[Record]:
        """From the one made right after that one to the newest."""
        for found in self._order[kind][self._place[object_id] + 1 :]:
            yield json.loads(self._records[found])

    def older_than(self, kind: str, object_id: str | None = None) -> Iterator[Record]:
        """From the one made right before that one (or the newest) to the oldest."""
        ids = self._order.get(kind, [])
        start = self._place[object_id] if object_id else len(ids)
        for place in range(start - 1, -1, -1):
            yield json.loads(self._records[ids[place]])

    def count(self, kind: str) -> int:
        return len(self._order.get(kind, []))

    def saved_under(self, key: str) -> Saved | None:
        """What a key was first used for, while the key is remembered (a day)."""
        found = self._saved.get(key)
        if not found or found[0].at < clock.now().timestamp() - KEY_LIFETIME_SECONDS:
            return None
        saved, packed = found
        answer = Answer(saved.answer.status, zlib.decompress(packed), saved.answer.request_id)
        return Saved(saved.key, saved.path, saved.fingerprint, answer, saved.at)

    def _apply(self, entry: dict[str, Any]) -> None:
        for record in entry.get("put", []):
            self._keep(record)
        for event in entry.get("events", []):
            self._keep(event)
            if event["owed"]:
                self.pending[event["id"]] = 0
        if "saved" in entry:
            self._keep_saved(entry["saved"])
        if "attempt" in entry:
            self._keep_attempt(entry["attempt"])

    def _keep(self, record: Record) -> None:
        object_id = record["id"]
        if object_id not in self._records:
            order = self._order.setdefault(record["object"], [])
            self._place[object_id] = len(order)
            order.append(object_id)
        self._records[object_id] = json.dumps(record, separators=(",", ":")).encode()

    def _keep_saved(self, entry: dict[str, Any]) -> None:
        answer = Answer(entry["status"], b"", entry["request_id"])
        saved = Saved(entry["key"], entry["path"], entry["fingerprint"], answer, entry["at"])
        packed = zlib.compress(json_body(entry["body"]))
        self._saved.pop(saved.key, None)
        self._saved[saved.key] = (saved, packed)
        oldest_kept = clock.now().timestamp() - KEY_LIFETIME_SECONDS
        while self._saved and next(iter(self._saved.values()))[0].at < oldest_kept:
            self._saved.popitem(last=False)

    def _keep_attempt(self, attempt: dict[str, Any]) -> None:
        event_id = attempt["event"]
        if attempt["over"]:
            self.pending.pop(event_id, None)
        elif event_id in self.pending:
            self.pending[event_id] += 1


def _saved_entry(saved: Saved) -> dict[str, Any]:
    return {
        "key": saved.key,
        "path": saved.path,
        "fingerprint": saved.fingerprint,
        "status": saved.answer.status,
        "body": json.loads(saved.answer.body),
        "request_id": saved.answer.request_id,
        "at": saved.at,
    }
