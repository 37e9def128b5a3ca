"""An assessment before it is begun: in the list, and on its own page."""

from dataclasses import dataclass


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
