"""The owner's assessments: the list, and a draft with what it lacks."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


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
