"""What became of questionnaires: a person's own ones, and all of them for the owner."""

from dataclasses import dataclass, field


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
