"""What a model answers about a request, and what staff see of it."""

from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict

from aistrategyhub.features.quotes.models import IdeaPiece


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SuggestedService(_Answer):
    """A service of the catalogue by its slug, and why it fits."""

    slug: str
    reason: str


class SuggestedWork(_Answer):
    """Work that the catalogue does not name, with an estimate of its net price in whole euro."""

    name: str
    description: str
    estimated_net_euro: int


class SuggestedStep(_Answer):
    """A step of the work, and its share of it in percent."""

    name: str
    share_percent: int


class IntentAnswer(_Answer):
    requirements: list[str]
    services: list[SuggestedService]
    other_work: list[SuggestedWork]
    steps: list[SuggestedStep]
    opening_words: str


@dataclass(frozen=True)
class Idea:
    """A piece that was made of an answer, as `models.QuoteIdea` keeps it."""

    piece: IdeaPiece
    name: str = ""
    words: str = ""
    slug: str = ""
    figure: str = ""


@dataclass(frozen=True)
class IdeaRow:
    """A piece as staff see it. `state` is proposed, accepted or rejected; `note` says what its figure is worth."""

    id: str
    name: str
    words: str
    state: str
    note: str = ""


@dataclass(frozen=True)
class IdeaGroup:
    """The pieces of one kind."""

    label: str
    rows: list[IdeaRow] = field(default_factory=list)


@dataclass(frozen=True)
class AnalysisView:
    """The last analysis of a request. Without an `asked_label` there was none."""

    asked_label: str = ""
    status: str = ""
    note: str = ""
    is_running: bool = False
    groups: list[IdeaGroup] = field(default_factory=list)
