"""What a search in a bot's knowledge finds."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Passage:
    """A chunk with where it stands. `path` is where it is read: the document's page on the site, or the passage's
    own."""

    chunk_id: UUID
    document_id: UUID
    title: str
    heading: str
    words: str
    page: int | None
    path: str
    score: float


@dataclass(frozen=True)
class ReadPassage:
    """A passage as whoever follows a citation reads it."""

    title: str
    heading: str
    words: str
    page: int | None


@dataclass(frozen=True)
class Found:
    """Passages, the best first. `coverage` is how much of the question, by the weight of its words, the best one holds:
    0 nothing, 1 all of it. `similarity` is how near the nearest vector is, 0 where none was looked for."""

    passages: list[Passage]
    coverage: float = 0.0
    similarity: float = 0.0

    def is_enough(self, min_coverage: float, min_similarity: float = 1.0) -> bool:
        """Whether there is something to answer from, by either measure."""
        return bool(self.passages) and (self.coverage >= min_coverage or self.similarity >= min_similarity)
