"""What goes into and comes out of the room: API bodies and frozen rows."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.features.assessments.document import AnswerValue


class AssessmentBody(BaseModel):
    """An assessment that visitors can begin."""

    slug: str
    title: str
    summary: str
    law: str
    disclaimer: str
    minutes: int
    questions: int
    version: int


class OptionBody(BaseModel):
    key: str
    label: str
    excludes_others: bool = False


class QuestionBody(BaseModel):
    """A question as it is asked now. `kind` is `single`, `multiple`, `extent` or `number`."""

    key: str
    kind: str
    text: str
    hint: str = ""
    reference: str = ""
    options: list[OptionBody] = Field(default_factory=list)


class StepBody(BaseModel):
    """A section that asks something, given the answers so far."""

    key: str
    title: str
    intro: str = ""
    questions: list[QuestionBody]


class SittingBody(BaseModel):
    """A questionnaire being answered: what is asked now, what was answered, how far it is."""

    slug: str
    title: str
    disclaimer: str
    law: str
    steps: list[StepBody]
    answers: dict[str, AnswerValue]
    answered: int
    asked: int


class AnswersBody(BaseModel):
    """Answers by the key of their question: an option's key, several, or a number; null takes an answer back."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[str, Any] = Field(max_length=200, examples=[{"mfa": "everywhere", "patching": 7}])


class StartBody(BaseModel):
    """In which language the questionnaire is begun."""

    model_config = ConfigDict(extra="forbid")

    locale: str = Field(default="it", pattern="^(it|en)$")


class StartedBody(BaseModel):
    """The key of the questionnaire: whoever holds it may answer, read the report and delete both. Kept nowhere."""

    token: str
    route: str


class ScoreBody(BaseModel):
    """The result of the answers, from 0 to 100; null where nothing applies."""

    score: int | None
    level: str
    outcome: str
    sections: dict[str, int | None]
    gaps: int
    unanswered: int
    route: str


@dataclass(frozen=True)
class AssessmentCard:
    """An assessment in the visitors' list, and at the head of its own page."""

    slug: str = ""
    title: str = ""
    summary: str = ""
    lead: str = ""
    law: str = ""
    disclaimer: str = ""
    route: str = ""
    action: str = ""
    minutes_label: str = ""
    questions_label: str = ""


@dataclass(frozen=True)
class SectionLine:
    """A section of the questionnaire, as the introduction lists it."""

    number: str = ""
    title: str = ""
    description: str = ""


@dataclass(frozen=True)
class DeadlineLine:
    """A date of the law."""

    title: str = ""
    at_label: str = ""
    detail: str = ""
    tone: str = "neutral"
    reference: str = ""
    note: str = ""


@dataclass(frozen=True)
class AreaRow:
    """The score of one area of the report."""

    title: str = ""
    score: int = 0
    score_label: str = ""
    answered_label: str = ""
    is_scored: bool = True


@dataclass(frozen=True)
class GapRow:
    """One gap of the report."""

    number: str = ""
    area: str = ""
    question: str = ""
    gap: str = ""
    act: str = ""
    reference: str = ""
    severity: str = ""
    tone: str = "neutral"
    extent: str = ""
    effort: str = ""
    impact: str = ""
    horizon: int = 90


@dataclass(frozen=True)
class StageRow:
    """A stretch of the road map, within how many days, and what belongs to it."""

    title: str = ""
    note: str = ""
    days: int = 0
    acts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class CountRow:
    """How many gaps are as grave as that."""

    label: str = ""
    count: int = 0
    tone: str = "neutral"


@dataclass(frozen=True)
class ServiceRow:
    """A service that the gaps suggest."""

    slug: str = ""
    name: str = ""
    description: str = ""
    price_label: str = ""
    route: str = ""
    quote_route: str = ""
    reason: str = ""


@dataclass(frozen=True)
class OpenRow:
    """A question that was not answered."""

    area: str = ""
    question: str = ""
    route: str = ""


@dataclass(frozen=True)
class Report:
    """A report in words of one language, ready for the page and for the sheet of paper."""

    title: str = ""
    law: str = ""
    disclaimer: str = ""
    made_label: str = ""
    day_label: str = ""
    version_label: str = ""
    score: int = 0
    has_score: bool = False
    level: str = ""
    level_text: str = ""
    outcome: str = ""
    outcome_text: str = ""
    outcome_reference: str = ""
    outcome_tone: str = "neutral"
    summary: list[str] = field(default_factory=list)
    areas: list[AreaRow] = field(default_factory=list)
    gaps: list[GapRow] = field(default_factory=list)
    counts: list[CountRow] = field(default_factory=list)
    stages: list[StageRow] = field(default_factory=list)
    services: list[ServiceRow] = field(default_factory=list)
    open_questions: list[OpenRow] = field(default_factory=list)
    deadlines: list[DeadlineLine] = field(default_factory=list)
    radar: str = ""
    dial: str = ""
    answers_route: str = ""
    pdf_address: str = ""
    quote_route: str = ""


@dataclass(frozen=True)
class Firm:
    """Who signs a printed report, and where to reach them."""

    name: str = ""
    email: str = ""
    site: str = ""


@dataclass(frozen=True)
class Occasion:
    """What a report is made of beside definition and answers: when, whose link, and the services as they are sold."""

    at: datetime
    today: date
    version: int
    token: str = ""
    services: dict[str, "SoldService"] = field(default_factory=dict)
    prefill: str = ""


@dataclass(frozen=True)
class SoldService:
    """A service as the catalogue shows it now."""

    slug: str
    name: str
    description: str
    price_label: str


@dataclass(frozen=True)
class OwnRow:
    """One of a person's own questionnaires: how far it is, and where it goes on."""

    title: str = ""
    updated_label: str = ""
    is_finished: bool = False
    status_label: str = ""
    status_tone: str = "neutral"
    score_label: str = ""
    level: str = ""
    answers_route: str = ""
    result_route: str = ""
    pdf_address: str = ""


@dataclass(frozen=True)
class ResultRow:
    """One line of the owner's results. The name is there only for whoever had the report sent or signed in."""

    sitting_id: str = ""
    finished_label: str = ""
    score_label: str = ""
    level: str = ""
    outcome: str = ""
    email: str = ""


@dataclass(frozen=True)
class Distribution:
    """How the results of an assessment are spread: how many reached each ten of the score, each level and outcome."""

    tens: tuple[int, ...] = (0,) * 10
    levels: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)
    started: int = 0
    finished: int = 0


@dataclass(frozen=True)
class VersionFacts:
    """What the owner's list says of one assessment."""

    assessment_id: UUID
    slug: str
    title: str
    published_number: int | None
    published_at: datetime | None
    has_draft: bool
    finished: int


@dataclass(frozen=True)
class AdminRow:
    """An assessment in the owner's list."""

    assessment_id: str = ""
    title: str = ""
    slug: str = ""
    published_label: str = ""
    is_published: bool = False
    has_draft: bool = False
    finished_label: str = ""


@dataclass(frozen=True)
class OutlineRow:
    """A section or a question of the draft. `key` is empty for a section."""

    section: str = ""
    key: str = ""
    title: str = ""
    note: str = ""
    reference: str = ""
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class VersionRow:
    """A version of an assessment."""

    label: str = ""
    status: str = ""
    tone: str = "neutral"
    at_label: str = ""


@dataclass(frozen=True)
class LevelRow:
    """A level of maturity in the owner's list."""

    key: str = ""
    label: str = ""
    from_label: str = ""
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class OutcomeRow:
    """An outcome in the owner's list: its name, whom it is for, and the services that go with it."""

    key: str = ""
    label: str = ""
    tone: str = "neutral"
    tone_label: str = ""
    when: str = ""
    services: str = ""
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class DeadlineRow:
    """A date of the law in the owner's list."""

    place: int = 0
    at_label: str = ""
    title: str = ""
    reference: str = ""
    problems: list[str] = field(default_factory=list)
