"""What a window hears of a conversation beside the answers of the bot."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class NewsKind(StrEnum):
    OPENED = "opened"
    JOINED = "joined"
    MESSAGE = "message"
    LEFT = "left"
    CLOSED = "closed"


@dataclass(frozen=True)
class Presence:
    """Where a conversation stands: its ticket's number, empty for none, and who of the firm is in it."""

    reference: str = ""
    with_person: bool = False
    name: str = ""


@dataclass(frozen=True)
class News:
    """Something that happened in the thread of people. `position` grows with each; `name` is who it was."""

    position: int
    kind: NewsKind
    at: datetime
    message_id: UUID
    is_visitor: bool = False
    name: str = ""
    words: str = ""


@dataclass(frozen=True)
class Quiet:
    """Nothing new."""


@dataclass(frozen=True)
class Gone:
    """The conversation was deleted; nothing more will be heard."""


Noted = Presence | News | Quiet | Gone
