"""The shape of an assessment. What may be said is bounded here; what makes sense is checked by `rules.checking`."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from aistrategyhub.core.text import DEFAULT_LOCALE, current_locale

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
Points = Annotated[int, Field(ge=0, le=100)]
Weight = Annotated[int, Field(ge=0, le=10)]
Degree = Annotated[int, Field(ge=1, le=3)]
LONGEST_WORDS = 2_000

NOT_APPLICABLE = "na"

AnswerValue = str | int | list[str]
"""What somebody answered: the key of an option, a number, or the keys of several options."""

Answers = Mapping[str, AnswerValue]
"""By the key of the question."""


class QuestionKind(StrEnum):
    """`extent` asks how far something is done: yes, partly, no, not applicable."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    EXTENT = "extent"
    NUMBER = "number"


class Tally(StrEnum):
    """What several chosen options are worth together: their sum up to 100, or the lowest of them."""

    SUM = "sum"
    LOWEST = "lowest"


class Severity(StrEnum):
    """How grave a gap is, the gravest first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Part):
    """The same words in every language."""

    it: str = Field(default="", max_length=LONGEST_WORDS)
    en: str = Field(default="", max_length=LONGEST_WORDS)

    @property
    def said(self) -> str:
        """In the language of the moment, in Italian where they were not translated."""
        return getattr(self, current_locale()) or getattr(self, DEFAULT_LOCALE)

    @property
    def is_complete(self) -> bool:
        return bool(self.it.strip() and self.en.strip())


class Condition(_Part):
    """Holds when an earlier question, itself asked, was answered with one of these options."""

    question: Key
    is_one_of: tuple[Key, ...] = Field(min_length=1, max_length=30)


class Option(_Part):
    """An answer to choose. Without `points` it says that the question does not apply, and nothing is counted.

    `gap` are words of its own for what this answer leaves open; one that `excludes_others` cannot be chosen with them.
    """

    key: Key
    label: Words
    points: Points | None = 0
    gap: Words = Words()
    excludes_others: bool = False


class Band(_Part):
    """From this number on an answer is worth so many points, up to the next band."""

    from_value: int = Field(ge=0, le=1_000_000)
    points: Points


class Finding(_Part):
    """What is missing when a question is not answered in full, and what to do about it."""

    gap: Words
    act: Words
    severity: Severity = Severity.MEDIUM
    effort: Degree = 2
    impact: Degree = 2
    services: tuple[Slug, ...] = Field(default=(), max_length=5)


class Question(_Part):
    """One question. With no weight it only decides what is asked next, or what the outcome is."""

    key: Key
    kind: QuestionKind
    text: Words
    hint: Words = Words()
    reference: Words = Words()
    weight: Weight = 1
    tally: Tally = Tally.SUM
    options: tuple[Option, ...] = Field(default=(), max_length=30)
    bands: tuple[Band, ...] = Field(default=(), max_length=10)
    finding: Finding | None = None
    shown_if: tuple[Condition, ...] = Field(default=(), max_length=5)

    @model_validator(mode="before")
    @classmethod
    def _extent_has_its_options(cls, data: object) -> object:
        if isinstance(data, dict) and data.get("kind") == QuestionKind.EXTENT and not data.get("options"):
            return {**data, "options": extent_options()}
        return data

    def option(self, key: str) -> Option | None:
        return next((option for option in self.options if option.key == key), None)

    @property
    def is_scored(self) -> bool:
        return self.weight > 0


class Section(_Part):
    """Questions that belong together: a step of the questionnaire. With no weight it is outside the score."""

    key: Key
    title: Words
    intro: Words = Words()
    weight: Weight = 1
    questions: tuple[Question, ...] = Field(default=(), max_length=40)
    shown_if: tuple[Condition, ...] = Field(default=(), max_length=5)

    @property
    def is_scored(self) -> bool:
        return self.weight > 0


class Level(_Part):
    """How mature whoever reaches this score is."""

    key: Key
    from_score: Points
    label: Words
    text: Words


class Outcome(_Part):
    """An orientation that some answers give, such as "probably an essential entity", and the services that help whoever
    gets it. The first that holds counts."""

    key: Key
    label: Words
    text: Words
    reference: Words = Words()
    tone: Literal["neutral", "action", "waiting", "failed"] = "neutral"
    services: tuple[Slug, ...] = Field(default=(), max_length=5)
    shown_if: tuple[Condition, ...] = Field(default=(), max_length=5)


class Deadline(_Part):
    """A date of the law. `note` says what may move it."""

    on: date
    title: Words
    text: Words
    reference: Words = Words()
    note: Words = Words()


class Definition(_Part):
    """A whole assessment."""

    title: Words
    summary: Words
    lead: Words
    law: Words
    disclaimer: Words
    minutes: int = Field(default=15, ge=1, le=240)
    sections: tuple[Section, ...] = Field(default=(), max_length=30)
    levels: tuple[Level, ...] = Field(default=(), max_length=10)
    outcomes: tuple[Outcome, ...] = Field(default=(), max_length=20)
    deadlines: tuple[Deadline, ...] = Field(default=(), max_length=30)

    def each_question(self) -> Iterator[tuple[Section, Question]]:
        """Every question in the order in which they are asked."""
        for section in self.sections:
            for question in section.questions:
                yield section, question

    def question(self, key: str) -> Question | None:
        return next((question for _section, question in self.each_question() if question.key == key), None)

    @property
    def services(self) -> tuple[str, ...]:
        """The services that its findings and its outcomes suggest, each once."""
        findings = (question.finding for _section, question in self.each_question() if question.finding)
        return tuple(dict.fromkeys(slug for part in (*findings, *self.outcomes) for slug in part.services))


def extent_options() -> tuple[Option, ...]:
    """The answers of a question of extent."""
    return (
        Option(key="yes", label=Words(it="Sì", en="Yes"), points=100),
        Option(key="partly", label=Words(it="In parte", en="Partly"), points=50),
        Option(key="no", label=Words(it="No", en="No"), points=0),
        Option(key=NOT_APPLICABLE, label=Words(it="Non si applica", en="Not applicable"), points=None),
    )
