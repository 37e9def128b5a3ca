"""A report: what it is made of, and what it says."""

from dataclasses import dataclass, field
from datetime import date, datetime

from aistrategyhub.features.assessments.schemas.introduction import DeadlineLine


@dataclass(frozen=True)
class SoldService:
    """A service as the catalogue shows it now."""

    slug: str
    name: str
    description: str
    price_label: str


@dataclass(frozen=True)
class Occasion:
    """What a report is made of beside definition and answers: when, whose link, and the services as they are sold."""

    at: datetime
    today: date
    version: int
    token: str = ""
    services: dict[str, SoldService] = field(default_factory=dict)
    prefill: str = ""


@dataclass(frozen=True)
class Firm:
    """Who signs a printed report, and where to reach them."""

    name: str = ""
    email: str = ""
    site: str = ""


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
