"""What answers are worth: between 0 and 100, or nothing at all where no question applies. Pure.

A question is worth the points of its answer, nothing while it is unanswered; one that does not apply is left out. A
section is the mean of its questions by their weights, the whole that of its sections: a better answer never lowers it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from aistrategyhub.features.assessments.document import (
    Answers,
    AnswerValue,
    Definition,
    Level,
    Question,
    QuestionKind,
    Tally,
)
from aistrategyhub.features.assessments.rules.branching import Asked, asked_sections

MOST = 100


@dataclass(frozen=True)
class SectionScore:
    """A section's score, None where none of its questions applies, and how many of them were answered."""

    key: str
    score: int | None
    answered: int
    asked: int


@dataclass(frozen=True)
class Score:
    """The whole score, None where nothing applies, and that of each section that counts."""

    total: int | None
    sections: tuple[SectionScore, ...]


def score_of(definition: Definition, answers: Answers) -> Score:
    """What these answers are worth."""
    scored = [asked for asked in asked_sections(definition, answers) if _counts(asked)]
    exact = [(asked, _mean((q.weight, points_of(q, answers.get(q.key))) for q in asked.questions)) for asked in scored]
    total = _mean((asked.section.weight, mean) for asked, mean in exact)
    sections = (_section_score(asked, mean, answers) for asked, mean in exact)
    return Score(total=_rounded(total), sections=tuple(sections))


def points_of(question: Question, value: AnswerValue | None) -> int | None:
    """What an answer is worth: 0 while there is none, None where it says that the question does not apply."""
    if value is None or value == []:
        return 0
    if question.kind is QuestionKind.NUMBER:
        return _points_of_number(question, value)
    chosen = [question.option(key) for key in (value if isinstance(value, list) else [value])]
    points = [option.points for option in chosen if option is not None]
    known = [some for some in points if some is not None]
    if len(known) < len(points):
        return None
    if not known:
        return 0
    return min(known) if question.tally is Tally.LOWEST else min(MOST, sum(known))


def level_of(definition: Definition, total: int | None) -> Level | None:
    """The highest level that the score reaches; None without a score."""
    if total is None:
        return None
    reached = [level for level in definition.levels if level.from_score <= total]
    return max(reached, key=lambda level: level.from_score, default=None)


def _points_of_number(question: Question, value: AnswerValue) -> int:
    if not isinstance(value, int):
        return 0
    below = [band for band in question.bands if band.from_value <= value]
    return max(below, key=lambda band: band.from_value).points if below else 0


def _counts(asked: Asked) -> bool:
    return asked.section.is_scored and any(question.is_scored for question in asked.questions)


def _mean(parts: Iterable[tuple[int, int | Fraction | None]]) -> Fraction | None:
    applicable = [(weight, worth) for weight, worth in parts if weight and worth is not None]
    whole = sum(weight for weight, _worth in applicable)
    return Fraction(sum(weight * Fraction(worth) for weight, worth in applicable), whole) if whole else None


def _section_score(asked: Asked, mean: Fraction | None, answers: Answers) -> SectionScore:
    scored = [question for question in asked.questions if question.is_scored]
    answered = sum(question.key in answers for question in scored)
    return SectionScore(asked.section.key, _rounded(mean), answered, len(scored))


def _rounded(mean: Fraction | None) -> int | None:
    """Half up, as amounts are."""
    return None if mean is None else int(mean + Fraction(1, 2))
