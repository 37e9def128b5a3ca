"""What a round of questions says: whether each was answered as it should, and which threshold would part them best.
Pure."""

from collections.abc import Sequence

from aistrategyhub.features.assistant.models import Verdict
from aistrategyhub.features.assistant.schemas.evaluation import Expected
from aistrategyhub.features.assistant.schemas.found import Passage

DEEP_ENOUGH = 5
"""Among so many passages an answer must stand: a model reads a few more, and quotations are three."""

_LOWEST, _HIGHEST = 0.05, 0.95
_MARGIN = 0.02


def place_of(found: Sequence[Passage], expected: Expected, sources: dict[str, str]) -> int | None:
    """The place, from 1, of the first passage that answers. `sources` are source keys by document."""
    wanted = expected.heading.casefold()
    for place, one in enumerate(found, start=1):
        is_document = not expected.source or sources.get(str(one.document_id)) == expected.source
        if is_document and wanted in f"{one.title} › {one.heading}".casefold():
            return place
    return None


def judge(expected: Expected, place: int | None, *, is_answered: bool) -> Verdict:
    """Whether a question was answered as it should be, or why not."""
    if not expected.is_answerable:
        return Verdict.TALKATIVE if is_answered else Verdict.RIGHT
    if place is None or place > DEEP_ENOUGH:
        return Verdict.NOT_FOUND
    return Verdict.RIGHT if is_answered else Verdict.SILENT


def threshold(answerable: Sequence[float], others: Sequence[float]) -> float | None:
    """The measure from which on to answer, so that the shares of both kinds that are told rightly are largest: in the
    middle of the widest such gap. None where a kind has no question."""
    if not answerable or not others:
        return None
    known = sorted({*answerable, *others})
    gaps = list(zip([_LOWEST, *known], [*known, _HIGHEST], strict=True))

    def worth(gap: tuple[float, float]) -> tuple[float, float]:
        low, high = gap
        kept = sum(one >= high for one in answerable) / len(answerable)
        declined = sum(one <= low for one in others) / len(others)
        return round(kept + declined, 9), high - low

    low, high = max(gaps, key=worth)
    return round(min(max((low + high) / 2, _LOWEST), _HIGHEST), 3)


def nearest_of_others(others: Sequence[float]) -> float | None:
    """From how near on a passage answers by its vector alone: nearer than any question that is to be declined. None
    where no such question was asked."""
    return round(min(max(others) + _MARGIN, 1.0), 3) if others else None
