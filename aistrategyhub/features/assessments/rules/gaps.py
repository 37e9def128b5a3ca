"""What answers leave open, which of it comes first, and by when. Pure."""

from dataclasses import dataclass
from enum import IntEnum

from aistrategyhub.features.assessments.document import Answers, Definition, Outcome, Question, Section, Severity, Words
from aistrategyhub.features.assessments.rules.branching import asked_sections, holds, relevant_answers
from aistrategyhub.features.assessments.rules.scoring import MOST, points_of

_GRAVITY = list(Severity)
_HALF_DONE = 50


class Horizon(IntEnum):
    """Within how many days a gap should be closed."""

    FIRST = 30
    SECOND = 90
    THIRD = 180


@dataclass(frozen=True)
class Gap:
    """A question that was not answered in full. `points` are those of the answer."""

    section: Section
    question: Question
    words: Words
    severity: Severity
    points: int

    @property
    def effort(self) -> int:
        return self.question.finding.effort if self.question.finding else 2

    @property
    def impact(self) -> int:
        return self.question.finding.impact if self.question.finding else 2

    @property
    def horizon(self) -> Horizon:
        """The grave at once, the light work before the heavy."""
        if self.severity is Severity.CRITICAL or (self.severity is Severity.HIGH and self.effort == 1):
            return Horizon.FIRST
        if self.severity is Severity.HIGH or (self.severity is Severity.MEDIUM and self.effort < 3):
            return Horizon.SECOND
        return Horizon.THIRD


def gaps_of(definition: Definition, answers: Answers) -> list[Gap]:
    """Every gap of these answers: the gravest first, among equals what changes most for the least work."""
    found = [
        gap
        for asked in asked_sections(definition, answers)
        for question in asked.questions
        if (gap := _gap(asked.section, question, answers)) is not None
    ]
    return sorted(found, key=lambda gap: (_GRAVITY.index(gap.severity), gap.effort - gap.impact, -gap.question.weight))


def unanswered(definition: Definition, answers: Answers) -> list[tuple[Section, Question]]:
    """The questions that are asked and have no answer yet."""
    return [
        (asked.section, question)
        for asked in asked_sections(definition, answers)
        for question in asked.questions
        if answers.get(question.key) in (None, [])
    ]


def outcome_of(definition: Definition, answers: Answers) -> Outcome | None:
    """The orientation that these answers give, None where the assessment has none, or where nothing was said yet of
    what it depends on."""
    counted = relevant_answers(definition, answers)
    decisive = {condition.question for outcome in definition.outcomes for condition in outcome.shown_if}
    if decisive and not any(counted.get(key) not in (None, []) for key in decisive):
        return None
    return next((outcome for outcome in definition.outcomes if holds(outcome.shown_if, counted)), None)


def _gap(section: Section, question: Question, answers: Answers) -> Gap | None:
    value = answers.get(question.key)
    if question.finding is None or value in (None, []):
        return None
    points = points_of(question, value)
    if points is None or points >= MOST:
        return None
    severity = question.finding.severity if points < _HALF_DONE else _milder(question.finding.severity)
    return Gap(section, question, _words(question, value), severity, points)


def _words(question: Question, value: object) -> Words:
    own = [question.option(key) for key in (value if isinstance(value, list) else [value]) if isinstance(key, str)]
    named = [option.gap for option in own if option is not None and option.gap.it]
    return named[0] if named else question.finding.gap if question.finding else Words()


def _milder(severity: Severity) -> Severity:
    return _GRAVITY[min(_GRAVITY.index(severity) + 1, len(_GRAVITY) - 1)]
