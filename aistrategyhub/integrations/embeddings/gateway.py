"""What rooms ask of whoever turns texts into vectors: no vendor's type passes through here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import isfinite, sqrt
from typing import Protocol

Vector = tuple[float, ...]

MOST_AT_ONCE = 48
"""Texts of one call; a longer one than 8,000 letters may be read only so far."""


class EmbeddingFailure(RuntimeError):
    """No vectors came. The reason names no text that was sent."""


class EmbedderUnavailable(EmbeddingFailure):
    """It cannot be reached, was too slow, or answers something else: the same texts may be embedded later."""

    def __init__(self, reason: str, retry_after: timedelta = timedelta(seconds=30)) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class EmbedderRefused(EmbeddingFailure):
    """It does not accept the key, the model or the texts: asking again changes nothing."""


@dataclass(frozen=True)
class EmbeddingModel:
    """Vectors of one model and dimension lie in one space, and are compared with no others."""

    name: str
    dimension: int

    def __str__(self) -> str:
        return f"{self.name} ({self.dimension})"


class Embedder(Protocol):
    """Whoever embeds. Every vector has the model's dimension and the length 1."""

    @property
    def model(self) -> EmbeddingModel: ...

    async def embed_passages(self, texts: Sequence[str]) -> list[Vector]:
        """Vectors of up to MOST_AT_ONCE texts that are to be found, in their order.

        Raises EmbedderUnavailable or EmbedderRefused.
        """
        ...

    async def embed_question(self, text: str) -> Vector:
        """The vector of what somebody looks for, within three seconds. Raises the same."""
        ...


def unit(values: Sequence[float]) -> Vector:
    """The vector in this direction with the length 1. Raises ValueError where there is none."""
    length = sqrt(sum(value * value for value in values))
    if not length or not isfinite(length):
        raise ValueError("a vector without a direction")
    return tuple(value / length for value in values)
