"""What bots did over a time, as it is counted, told by the API, and shown."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

Bucket = Literal["day", "week", "month"]


@dataclass(frozen=True)
class Period:
    """Days in Rome, both included."""

    since: date
    until: date

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1


class Counts(BaseModel):
    """What was asked and how it ended. `answered` by a model, with quotations or with the page where it stands;
    `unknown` where no document says it, `declined` where it is none of the bot's topics, and what broke off is in none
    of them. Seconds run from the question to the last word; null while there was none. Cents are euro cents."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    questions: int = 0
    answered: int = 0
    unknown: int = 0
    declined: int = 0
    helpful: int = 0
    unhelpful: int = 0
    median_seconds: float | None = None
    p95_seconds: float | None = None
    cost_cents: Decimal = Decimal(0)
    conversations: int = 0
    handed_over: int = 0


class DayBody(Counts):
    """The same of the time that begins on this day."""

    day: date


class BotCountsBody(Counts):
    """The same of one bot."""

    number: int
    name: str


class OftenBody(BaseModel):
    """A question, and how often it was asked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: str
    count: int


class OverviewBody(BaseModel):
    """What bots did between two days: in all, by day, by bot; what was asked most, and what no document answered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: date
    until: date
    total: Counts
    days: list[DayBody]
    bots: list[BotCountsBody]
    top_questions: list[OftenBody]
    unanswered: list[OftenBody]


@dataclass(frozen=True)
class Point:
    """A figure of a chart: see `ui.parts.charts.ChartPoint`."""

    label: str
    value: float
    value_label: str
    is_current: bool = False


@dataclass(frozen=True)
class Drawn:
    """The series of the charts."""

    answered: list[Point] = field(default_factory=list)
    unknown: list[Point] = field(default_factory=list)
    declined: list[Point] = field(default_factory=list)
    conversations: list[Point] = field(default_factory=list)
    handed_over: list[Point] = field(default_factory=list)
    helpful: list[Point] = field(default_factory=list)
    unhelpful: list[Point] = field(default_factory=list)
    median: list[Point] = field(default_factory=list)
    slowest: list[Point] = field(default_factory=list)
    cost: list[Point] = field(default_factory=list)


@dataclass(frozen=True)
class Tiles:
    """The figures at a glance."""

    questions: str = ""
    answered: str = ""
    handed_over: str = ""
    helpful: str = ""
    seconds: str = ""
    cost: str = ""
    is_empty: bool = True


@dataclass(frozen=True)
class Choice:
    """An entry of the list of bots."""

    value: str
    label: str


@dataclass(frozen=True)
class BotLine:
    number: str
    name: str
    questions: str
    answered: str
    handed_over: str
    cost: str


@dataclass(frozen=True)
class OftenLine:
    words: str
    count: str
