"""The glossary, and rounds of the owner's questions, as screens show them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True)
class GlossaryRow:
    entry_id: str = ""
    phrase: str = ""
    meaning: str = ""
    locale: str = "it"
    language_label: str = ""


@dataclass(frozen=True)
class ChangeRow:
    """Who changed what, and when."""

    at_label: str
    who: str
    words: str


@dataclass(frozen=True)
class OwnQuestionRow:
    question_id: str
    question: str
    language_label: str
    expected_label: str


@dataclass(frozen=True)
class FailedRow:
    """A question that was not answered as it should be, and why."""

    question: str
    problem: str
    tone: str
    place_label: str
    coverage_label: str
    found: str


@dataclass(frozen=True)
class WayRow:
    """A way of searching with its figures of the last round. `may_be_used`: it finds at least as much as the one in
    use, and is another."""

    name: str
    label: str
    first_label: str
    fifth_label: str
    tenth_label: str
    mrr_label: str
    speed_label: str
    is_own: bool
    may_be_used: bool


@dataclass(frozen=True)
class RoundView:
    """The newest round. `suggestion` is the threshold it would have been best answered with, empty where it is the one
    in use or there is none."""

    is_there: bool = False
    is_going_on: bool = False
    status_label: str = ""
    status_tone: str = "neutral"
    percent: int = 0
    at_label: str = ""
    right_label: str = ""
    recall_label: str = ""
    threshold_label: str = ""
    suggestion: str = ""


@dataclass(frozen=True)
class SearchView:
    """What a bot's passages are found by."""

    vectors_label: str = ""
    is_local: bool = True
    writes_questions: bool = False
    written_label: str = ""
    has_key: bool = False
