"""A question to a bot, and what is heard of its answer."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from aistrategyhub.features.assistant.models import ReplyKind


@dataclass(frozen=True)
class Asked:
    """One question. `token` goes on with a conversation; `caller` is the line that limits count by."""

    tenant_id: UUID
    bot_number: int
    question: str
    locale: str
    caller: str
    person_id: UUID | None = None
    token: str = ""


@dataclass(frozen=True)
class Citation:
    """Where an answer stands: `number` as it is shown behind the `at`th letter of the answer, and the words quoted."""

    number: int
    chunk_id: UUID
    document_id: UUID
    title: str
    heading: str
    page: int | None
    path: str
    quote: str
    at: int


@dataclass(frozen=True)
class Began:
    """The conversation goes on under this token; the answer is this message. `with_person`: a person of the firm reads
    it, the bot is silent, and the message is the visitor's own."""

    token: str
    message_id: UUID
    with_person: bool = False


@dataclass(frozen=True)
class Words:
    """More of the answer."""

    words: str


@dataclass(frozen=True)
class Finished:
    """The answer is whole: `words` are what is kept of it, and stand in place of what was heard. `notice` says how it
    came about where a model did not write it, or not to its end. A `person` answers elsewhere, later: no words."""

    kind: ReplyKind | Literal["person"]
    words: str
    notice: str = ""


@dataclass(frozen=True)
class Asker:
    """Who wants a person, and how they are reached. `words` is what they add."""

    email: str
    name: str = ""
    words: str = ""
    person_id: UUID | None = None


Heard = Began | Words | Citation | Finished


@dataclass
class Reply:
    """An answer as it grows."""

    kind: ReplyKind
    words: str = ""
    citations: list[Citation] = field(default_factory=list)
    notice: str = ""
