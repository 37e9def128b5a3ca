"""The questions of a quote request."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from aistrategyhub.features.catalog.schemas.services import Frozen


class QuestionKind(StrEnum):
    """What an answer is: a line, a text, a number, yes or no, one of the options, some of them, a day (2026-11-30)."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"


Label = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]


class Option(Frozen):
    """One of the answers to choose from. `key` stays when its words change; `labels` are by locale."""

    key: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,60}$")]
    labels: dict[str, Label]


class Question(Frozen):
    """One question. `key` names its answer and stays when its words change; labels and hints are by locale, Italian
    always there. `options` are for a choice, `least` and `most` for a number."""

    key: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,60}$")]
    kind: QuestionKind
    labels: dict[str, Label]
    hints: dict[str, Label] = Field(default_factory=dict)
    is_required: bool = False
    options: tuple[Option, ...] = Field(default=(), max_length=40)
    least: int | None = None
    most: int | None = None


class QuestionnaireBody(Frozen):
    """The questions that are asked for an item now. Answers are stored with this `version`."""

    item_id: str
    version: int
    questions: tuple[Question, ...]
