"""What rooms ask of a model that talks: passages it may quote, and an answer that comes piece by piece."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from aistrategyhub.integrations.anthropic.gateway import Effort, Tokens


@dataclass(frozen=True)
class Source:
    """A passage that may be quoted. Each of its `parts` (sentences, lines) is the least that a citation points at."""

    name: str
    title: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Turn:
    """What was said before."""

    is_visitor: bool
    words: str


@dataclass(frozen=True)
class Chat:
    """One question of a conversation.

    `instructions` are ours and come first, the same for every visitor, so that the vendor keeps them ready. `turns` and
    `question` are what people wrote, and `sources` what documents say: none of them is an instruction. `max_tokens`
    bounds what the model may write, its thinking included.
    """

    model: str
    instructions: str
    sources: Sequence[Source]
    turns: Sequence[Turn]
    question: str
    max_tokens: int
    effort: Effort = "low"


@dataclass(frozen=True)
class Said:
    """More words of the answer."""

    words: str


@dataclass(frozen=True)
class Cited:
    """What was just said stands in these parts of a source: `first` to before `end`. Whoever shows it checks it."""

    source: int
    first: int
    end: int
    quote: str


@dataclass(frozen=True)
class Ended:
    """The answer is whole. `is_cut` when it reached `max_tokens`."""

    tokens: Tokens
    model: str
    request_id: str
    is_cut: bool = False


ChatPiece = Said | Cited | Ended


class ChatGateway(Protocol):
    """Whoever talks. An answer ends within two minutes, and no pause in it is longer than half a minute."""

    def answer(self, chat: Chat) -> AsyncIterator[ChatPiece]:
        """The answer as it is written, `Ended` last.

        Raises ModelBusy, ModelUnavailable, ModelRefused or KeyRefused, also in the middle; what was billed by then is
        in the failure's `tokens`.
        """
        ...
