"""What goes over the wire: assessments, questionnaires, answers and scores."""

from typing import Any

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
