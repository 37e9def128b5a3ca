"""Ways of searching that are measured against each other. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from aistrategyhub.features.assistant.models import SearchArm


@dataclass(frozen=True)
class Way:
    """Words with these arms; `is_dense_alone` leaves the words out, and shows what vectors find by themselves."""

    name: str
    arms: frozenset[SearchArm] = frozenset()
    is_dense_alone: bool = False

    @property
    def takes_vector(self) -> bool:
        return self.is_dense_alone or SearchArm.DENSE in self.arms


WAYS = (
    Way("bm25"),
    Way("bm25+glossary", frozenset({SearchArm.GLOSSARY})),
    Way("bm25+questions", frozenset({SearchArm.QUESTIONS})),
    Way("bm25+glossary+questions", frozenset({SearchArm.GLOSSARY, SearchArm.QUESTIONS})),
    Way("dense", is_dense_alone=True),
    Way("hybrid", frozenset({SearchArm.DENSE})),
    Way("hybrid+glossary", frozenset({SearchArm.DENSE, SearchArm.GLOSSARY})),
    Way("hybrid+questions", frozenset({SearchArm.DENSE, SearchArm.QUESTIONS})),
    Way("hybrid+glossary+questions", frozenset(SearchArm)),
)


def way_of(arms: Collection[str]) -> Way:
    """The way that searches with these arms."""
    wanted = frozenset(SearchArm(name) for name in arms)
    return next(way for way in WAYS if way.arms == wanted and not way.is_dense_alone)


def ways_with(*, vectors: bool, questions: bool, own: Way | None = None) -> list[Way]:
    """The ways that can be measured where there are vectors, or written questions; `own` in any case."""
    return [
        way
        for way in WAYS
        if way == own or ((vectors or not way.takes_vector) and (questions or SearchArm.QUESTIONS not in way.arms))
    ]
