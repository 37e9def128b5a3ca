"""Help with a draft: what a model answers, and what the editor sees of it."""

from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TitlesAnswer(_Answer):
    titles: list[str]


class OutlineSection(_Answer):
    heading: str
    points: list[str]


class OutlineAnswer(_Answer):
    sections: list[OutlineSection]


class SummaryAnswer(_Answer):
    excerpt: str
    seo_title: str
    seo_description: str
    tags: list[str]


@dataclass(frozen=True)
class HelpWish:
    """What an editor asks help for. `tone` and `length` name choices of `rules.helping`."""

    topic: str
    keywords: str
    locale: str
    tone: str
    length: str


@dataclass(frozen=True)
class Idea:
    """A piece that was made of an answer: `text`, and for a section of the outline its points."""

    piece: str
    text: str
    points: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class StepRow:
    """One question of a help: how it stands, which model answered and what it cost."""

    label: str
    status: str
    note: str = ""


@dataclass(frozen=True)
class SuggestionRow:
    """A suggestion as the editor sees it. `state` is proposed, accepted or rejected; `note` says how long it is."""

    id: str
    piece: str
    text: str
    state: str
    points: list[str] = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True)
class SuggestionGroup:
    """The suggestions for one piece of the post."""

    piece: str
    label: str
    rows: list[SuggestionRow] = field(default_factory=list)


@dataclass(frozen=True)
class HelpView:
    """The last help that was asked for a post. Without a `topic` there was none."""

    topic: str = ""
    asked_label: str = ""
    locale_label: str = ""
    percent: int = 0
    is_running: bool = False
    cost_label: str = ""
    steps: list[StepRow] = field(default_factory=list)
    groups: list[SuggestionGroup] = field(default_factory=list)
