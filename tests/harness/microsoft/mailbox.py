"""The mailbox behind the local Graph: drafts, what was sent and to whom, limits and planned faults. Knows no HTTP."""

import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from itertools import count

MINUTE = 60.0
PARALLEL = 4


class Throttled(Exception):
    """Too much of this mailbox; `retry_after` seconds of silence are asked for."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after


@dataclass
class Item:
    """A message in a folder. `sent_at` is when its sending was accepted (monotonic)."""

    id: str
    raw: bytes
    folder: str = "drafts"
    message_class: str = "IPM.Note"
    received_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    attachments: list[tuple[str, str, bytes]] = field(default_factory=list)
    sent_at: float | None = None

    @property
    def message(self) -> EmailMessage:
        parsed = message_from_bytes(self.raw, policy=SMTP)
        assert isinstance(parsed, EmailMessage)
        return parsed

    def whole(self) -> bytes:
        """The message with the files that were added to it."""
        if not self.attachments:
            return self.raw
        message = self.message
        for name, content_type, content in self.attachments:
            maintype, subtype = content_type.split("/")
            message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
        return message.as_bytes()


@dataclass
class Fault:
    """The next `times` calls of `where` (token, draft, look, send, upload, reports) go wrong in this way."""

    where: str
    kind: str
    times: int = 1
    retry_after: int | None = None


@dataclass
class Mailbox:
    """One sender's mailbox. `sent_log` is the ledger: a line for each mail that left, twice if it left twice.

    `lag` is how long a message that was accepted still looks like a draft, as Exchange may show it.
    """

    per_minute: int = 30
    lag: float = 0.0
    send_seconds: float = 0.0
    changes_ids: bool = False
    token_seconds: int = 3600
    items: dict[str, Item] = field(default_factory=dict)
    sent_log: list[bytes] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    tokens: dict[str, float] = field(default_factory=dict)
    tokens_issued: int = 0
    throttled: int = 0
    most_parallel: int = 0
    parallel: int = 0
    _sent_times: deque[float] = field(default_factory=deque)
    _numbers: count = field(default_factory=lambda: count(1))

    def fault(self, where: str) -> Fault | None:
        """The fault that this call runs into, counted off."""
        for fault in self.faults:
            if fault.where == where and fault.times > 0:
                fault.times -= 1
                return fault
        return None

    def draft(self, raw: bytes) -> Item:
        item = Item(self._new_id(), raw)
        self.items[item.id] = item
        return item

    def receive_report(self, raw: bytes, received_at: datetime | None = None) -> None:
        item = Item(self._new_id(), raw, folder="inbox", message_class="REPORT.IPM.Note.NDR")
        item.received_at = received_at or item.received_at
        self.items[item.id] = item

    def send(self, item: Item) -> None:
        """Accepts the sending. Raises Throttled beyond the limit of a minute; a settled item is no draft any more."""
        self._admit()
        self.sent_log.append(item.whole())
        item.sent_at = time.monotonic()
        if self.changes_ids:
            del self.items[item.id]
            item.id = self._new_id()
            self.items[item.id] = item
        if not self.lag:
            item.folder = "sentitems"

    def look(self) -> None:
        """Moves what was accepted long enough ago to Sent Items."""
        for item in self.items.values():
            if item.folder == "drafts" and item.sent_at and time.monotonic() - item.sent_at >= self.lag:
                item.folder = "sentitems"

    def enter(self) -> None:
        """One more call under way. Raises Throttled for a fifth."""
        self.most_parallel = max(self.most_parallel, self.parallel + 1)
        if self.parallel >= PARALLEL:
            self.throttled += 1
            raise Throttled(1)
        self.parallel += 1

    def leave(self) -> None:
        self.parallel -= 1

    def _admit(self) -> None:
        at = time.monotonic()
        while self._sent_times and at - self._sent_times[0] >= MINUTE:
            self._sent_times.popleft()
        if len(self._sent_times) >= self.per_minute:
            self.throttled += 1
            raise Throttled(int(MINUTE - (at - self._sent_times[0])) + 1)
        self._sent_times.append(at)

    def _new_id(self) -> str:
        return f"AAkALg/{next(self._numbers):08d}+x="
