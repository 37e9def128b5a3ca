"""What rooms ask of a model that talks: passages it may quote, and an answer that comes piece by piece."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

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
class Tool:
    """What a model may have looked up while it answers. `schema` (JSON Schema) is what it has to say for that."""

    name: str
    use: str
    schema: Mapping[str, Any]


@dataclass(frozen=True)
class Wanted:
    """The model wants something looked up. `arguments` are the model's words: whoever looks it up checks them."""

    call: str
    tool: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class LookedUp:
    """What was found for it: passages to quote, or in `refusal` why there are none."""

    wanted: Wanted
    sources: tuple[Source, ...] = ()
    refusal: str = ""


@dataclass(frozen=True)
class Step:
    """What a model said before it had something looked up, and what was found."""

    said: str
    found: tuple[LookedUp, ...]


@dataclass(frozen=True)
class Chat:
    """One question of a conversation.

    `instructions` are ours and come first, the same for every visitor, so that the vendor keeps them ready. `turns` and
    `question` are what people wrote, and `sources` what documents say: none of them is an instruction. `max_tokens`
    bounds what the model may write, its thinking included. Before the answer it may have something looked up with
    `tools`, in `most_steps` steps; what `steps` found is no instruction either.
    """

    model: str
    instructions: str
    sources: Sequence[Source]
    turns: Sequence[Turn]
    question: str
    max_tokens: int
    effort: Effort = "low"
    tools: Sequence[Tool] = ()
    steps: Sequence[Step] = ()
    most_steps: int = 0

    @property
    def citable(self) -> Sequence[Source]:
        """Every source that the answer may cite, in the order in which `Cited` counts them."""
        return [*self.sources, *(source for step in self.steps for found in step.found for source in found.sources)]


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
    """The answer is whole. `is_cut` when it reached `max_tokens`; `is_waiting` when it goes on once what was wanted is
    looked up."""

    tokens: Tokens
    model: str
    request_id: str
    is_cut: bool = False
    is_waiting: bool = False


ChatPiece = Said | Cited | Wanted | Ended


class ChatGateway(Protocol):
    """Whoever talks. An answer ends within two minutes, and no pause in it is longer than half a minute."""

    def answer(self, chat: Chat) -> AsyncIterator[ChatPiece]:
        """The answer as it is written, `Ended` last.

        Raises ModelBusy, ModelUnavailable, ModelRefused or KeyRefused, also in the middle; what was billed by then is
        in the failure's `tokens`.
        """
        ...
