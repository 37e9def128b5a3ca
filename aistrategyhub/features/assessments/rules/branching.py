"""Which questions are asked, given what was answered so far. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aistrategyhub.features.assessments.document import Answers, AnswerValue, Condition, Definition, Question, Section


@dataclass(frozen=True)
class Asked:
    """A section with those of its questions that are asked."""

    section: Section
    questions: tuple[Question, ...]


def asked_sections(definition: Definition, answers: Answers) -> list[Asked]:
    """The sections that ask something, in order. A question counts for later ones only if it is asked itself."""
    known: dict[str, AnswerValue] = {}
    asked = (Asked(section, tuple(_asked_of(section, answers, known))) for section in definition.sections)
    return [one for one in asked if one.questions]


def asked_questions(definition: Definition, answers: Answers) -> list[Question]:
    """The same without their sections."""
    return [question for asked in asked_sections(definition, answers) for question in asked.questions]


def relevant_answers(definition: Definition, answers: Answers) -> dict[str, AnswerValue]:
    """The answers to questions that are asked: one to a branch that was left again counts for nothing."""
    keys = {question.key for question in asked_questions(definition, answers)}
    return {key: value for key, value in answers.items() if key in keys}


def holds(conditions: Iterable[Condition], answers: Answers) -> bool:
    """Whether all of the conditions hold for these answers."""
    return all(_chosen(answers.get(condition.question)) & set(condition.is_one_of) for condition in conditions)


def _asked_of(section: Section, answers: Answers, known: dict[str, AnswerValue]) -> Iterator[Question]:
    if not holds(section.shown_if, known):
        return
    for question in section.questions:
        if holds(question.shown_if, known):
            if question.key in answers:
                known[question.key] = answers[question.key]
            yield question


def _chosen(value: AnswerValue | None) -> set[str]:
    if isinstance(value, list):
        return set(value)
    return {value} if isinstance(value, str) else set()
