"""Two rankings as one, by the places that each gives: scores of different kinds cannot be added. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from aistrategyhub.features.assistant.schemas.found import Passage

# How much less a later place counts. Cormack, Clarke and Buettcher (2009) take 60, for lists of a thousand.
_K = 10
LOCAL_WEIGHT, PROVIDER_WEIGHT = 0.25, 1.0
"""What vectors weigh beside words: those made of letters only put in order what words found nearly alike."""


def fuse(by_words: Sequence[Passage], by_meaning: Sequence[Passage], dense_weight: float) -> list[Passage]:
    """Reciprocal rank fusion, the best first. Scores are shares of what the best possible place gives."""
    scores: dict[object, float] = {}
    passages = {one.chunk_id: one for one in (*by_meaning, *by_words)}
    for ranking, weight in ((by_words, 1.0), (by_meaning, dense_weight)):
        for place, one in enumerate(ranking, start=1):
            scores[one.chunk_id] = scores.get(one.chunk_id, 0.0) + weight / (_K + place)
    best = (1.0 + dense_weight) / (_K + 1)
    fused = [replace(one, score=scores[name] / best) for name, one in passages.items()]
    return sorted(fused, key=lambda one: (-one.score, str(one.chunk_id)))
