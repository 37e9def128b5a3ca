"""A set of texts and questions, and how well each way of searching answers it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CorpusText:
    id: str
    text: str


@dataclass(frozen=True)
class AskedQuestion:
    question: str
    relevant: frozenset[str]


@dataclass(frozen=True)
class ArmFigures:
    """Of one way of searching. Recall is the share of questions with a relevant text among the first; times are those
    of one search, in milliseconds."""

    recall_at_1: float
    recall_at_5: float
    recall_at_10: float
    mrr: float
    p50_ms: float
    p95_ms: float

    def for_programs(self) -> dict[str, float]:
        """By the names under which figures are compared."""
        return {
            "recall@1": round(self.recall_at_1, 4),
            "recall@5": round(self.recall_at_5, 4),
            "recall@10": round(self.recall_at_10, 4),
            "mrr": round(self.mrr, 4),
            "p50_ms": round(self.p50_ms, 3),
            "p95_ms": round(self.p95_ms, 3),
        }


@dataclass(frozen=True)
class Expected:
    """What is to answer a question: a document by its source and a part of a heading, each empty for any."""

    is_answerable: bool = True
    source: str = ""
    heading: str = ""


@dataclass(frozen=True)
class Judged:
    """What came of one question in one way of searching. `is_enough`: the bot would answer."""

    place: int | None
    coverage: float
    similarity: float
    milliseconds: float
    title: str
    is_enough: bool
