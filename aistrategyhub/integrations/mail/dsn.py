"""Delivery status notifications (RFC 3464): which mail did not arrive, at which address, and why.

Used for reports from any carrier: read from a mailbox through Graph, or handed over by a mail server.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default

_LARGEST = 30_000_000
_REASON_LENGTH = 400
# RFC 3463: no such mailbox, no such system, bad syntax, ambiguous, moved; 5.1.10 is Exchange's "recipient not found".
_NO_SUCH_ADDRESS = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"}
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_MESSAGE_ID = re.compile(r"<[^<>\s]{3,300}>")


@dataclass(frozen=True)
class FailedRecipient:
    """An address that a mail did not reach. `status` is the class.subject.detail of RFC 3463."""

    address: str
    status: str
    diagnostic: str

    @property
    def reason(self) -> str:
        """Status and the server's words, on one line."""
        return f"{self.status} {self.diagnostic}".strip()[:_REASON_LENGTH]

    @property
    def means_no_such_address(self) -> bool:
        """Whether no mail can ever arrive there; a full mailbox or a suspicion of spam means less."""
        return self.status in _NO_SUCH_ADDRESS


@dataclass(frozen=True)
class DeliveryReport:
    """A report about the mail with this Message-ID; only of addresses given up for good."""

    message_id: str
    failed: tuple[FailedRecipient, ...]


def read_report(raw: bytes) -> DeliveryReport | None:
    """The report in this message; None when it is another message, names no mail, or reports no final failure."""
    if len(raw) > _LARGEST:
        return None
    message = message_from_bytes(raw, policy=default)
    parts = list(_parts(message))
    failed = tuple(_failed(parts))
    message_id = next(filter(None, map(_original, parts)), None)
    return DeliveryReport(message_id, failed) if message_id and failed else None


def _parts(message: Message) -> Iterator[Message]:
    """The parts of the report itself, without those inside the mail that it gives back."""
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield part


def _failed(parts: list[Message]) -> Iterator[FailedRecipient]:
    for part in parts:
        if part.get_content_type() not in ("message/delivery-status", "message/global-delivery-status"):
            continue
        groups = part.get_payload()
        # The first group is about the message, each other one about a recipient (RFC 3464, 2.1).
        for group in groups[1:] if isinstance(groups, list) else ():
            if found := _failure(group):
                yield found


def _failure(group: Message) -> FailedRecipient | None:
    """RFC 3464, 2.3: `failed` is final; `delayed`, `delivered`, `relayed` and `expanded` are not."""
    if _field(group, "Action").lower() != "failed":
        return None
    address = _typed(_field(group, "Original-Recipient")) or _typed(_field(group, "Final-Recipient"))
    status = _STATUS.search(_field(group, "Status"))
    if not address:
        return None
    diagnostic = _typed(_field(group, "Diagnostic-Code"))
    return FailedRecipient(address, status.group() if status else "5.0.0", diagnostic)


def _original(part: Message) -> str | None:
    """The Message-ID of the mail that is given back, whole or its headers alone."""
    kind = part.get_content_type()
    if kind in ("message/rfc822", "message/global"):
        inner = part.get_payload()
        return _message_id(inner[0]) if isinstance(inner, list) and inner else None
    if kind in ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers"):
        content = part.get_payload(decode=True)
        return _message_id(message_from_bytes(content, policy=default)) if isinstance(content, bytes) else None
    return None


def _message_id(message: Message) -> str | None:
    found = _MESSAGE_ID.search(_field(message, "Message-ID"))
    return found.group() if found else None


def _field(message: Message | EmailMessage, name: str) -> str:
    """A header on one line, "" when it is missing or no parser understands it."""
    try:
        return " ".join(str(message.get(name) or "").split())
    except (ValueError, IndexError, AttributeError, TypeError):
        return ""


def _typed(value: str) -> str:
    """What follows the type: `rfc822;name@example.it`, `smtp;550 5.1.1 unknown`."""
    return value.partition(";")[2].strip().strip("<>")
