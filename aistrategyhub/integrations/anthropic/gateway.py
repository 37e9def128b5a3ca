"""What rooms ask of a language model, in words of our own: no vendor's type passes through here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, Protocol

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark

Effort = Literal["low", "medium", "high"]


@dataclass(frozen=True)
class Question:
    """One thing asked of a model.

    `instructions` are ours; `data` is what people wrote, which is never an instruction. The answer is an object that
    fits `schema` (JSON Schema, every object closed). `max_tokens` bounds what the model may write, its thinking
    included.
    """

    model: str
    instructions: str
    data: str
    schema: Mapping[str, Any]
    max_tokens: int
    effort: Effort = "low"


@dataclass(frozen=True)
class Tokens:
    """What a call is billed by. `prompt` counts what was sent and was not in a cache."""

    prompt: int
    answer: int
    cache_read: int = 0
    cache_write: int = 0

    @property
    def sent(self) -> int:
        """Everything that was sent, cached or not."""
        return self.prompt + self.cache_read + self.cache_write

    def __add__(self, more: "Tokens") -> "Tokens":
        return Tokens(
            self.prompt + more.prompt,
            self.answer + more.answer,
            self.cache_read + more.cache_read,
            self.cache_write + more.cache_write,
        )


@dataclass(frozen=True)
class Answer:
    """What the model wrote. `model` is the one that answered; `request_id` is the vendor's name of the call."""

    content: dict[str, Any]
    tokens: Tokens
    model: str
    request_id: str


class ModelFailure(DomainError):
    """A model did not answer as asked. `tokens` are billed all the same, where they are known."""

    code = "MODEL_FAILED"
    kind = Kind.UNAVAILABLE
    sentence = mark("Il modello non ha risposto. Riprova tra qualche minuto.")

    def __init__(self, reason: str, tokens: Tokens | None = None) -> None:
        super().__init__()
        self.reason = reason
        self.tokens = tokens

    def __str__(self) -> str:
        return self.reason


class ModelUnavailable(ModelFailure):
    """It cannot be reached, was too slow, or failed: the same question may be answered later."""

    code = "MODEL_UNAVAILABLE"


class ModelBusy(ModelUnavailable):
    """It asks for silence until `retry_after` has passed."""

    code = "MODEL_BUSY"
    sentence = mark("Il modello è molto richiesto in questo momento: riproviamo da soli tra poco.")

    def __init__(self, reason: str, retry_after: timedelta, tokens: Tokens | None = None) -> None:
        super().__init__(reason, tokens)
        self.retry_after = retry_after


class ModelRefused(ModelFailure):
    """It will not answer this question: asking it again changes nothing."""

    code = "MODEL_REFUSED"
    kind = Kind.INVALID
    sentence = mark("Il modello non risponde a questa richiesta: riscrivila in un altro modo.")


class AnswerCutShort(ModelFailure):
    """The answer did not fit into `max_tokens`, or is not what was asked for."""

    code = "MODEL_ANSWER_UNREADABLE"
    sentence = mark("La risposta del modello era incompleta: riprova, o aumenta la lunghezza massima del prompt.")


class KeyRefused(ModelFailure):
    """The vendor does not accept the key, or its account may not use this model."""

    code = "MODEL_KEY_REFUSED"
    sentence = mark("Anthropic non accetta la chiave, o il modello non è attivo per il tuo account.")


class ModelNotConfigured(DomainError):
    """Nobody has given a key: no model is asked, and nothing answers in its place."""

    code = "MODEL_NOT_CONFIGURED"
    kind = Kind.UNAVAILABLE
    sentence = mark(
        "Manca la chiave di Anthropic: inseriscila in Impostazioni › Modelli, o nella variabile ANTHROPIC_API_KEY."
    )


class ModelGateway(Protocol):
    """Whoever puts questions to a model. Calls end within two minutes."""

    async def ask(self, question: Question) -> Answer:
        """The model's answer.

        Raises ModelBusy, ModelUnavailable, ModelRefused, AnswerCutShort or KeyRefused.
        """
        ...
