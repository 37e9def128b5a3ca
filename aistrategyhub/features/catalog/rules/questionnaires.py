"""Questionnaires as their author leaves them: what keeps a question from being asked. Pure."""

from collections.abc import Sequence

from pydantic import BaseModel, Field

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import DEFAULT_LOCALE, LOCALES, mark
from aistrategyhub.features.catalog.schemas import Option, Question, QuestionKind
from aistrategyhub.features.publishing.rules import read_values

MOST_QUESTIONS = 60
_CHOICES = frozenset({QuestionKind.CHOICE, QuestionKind.CHOICES})

_NO_LABEL = mark("Scrivi la domanda in italiano.")
_NO_OPTION_LABEL = mark("Scrivi la risposta in italiano.")
_LOCALE = mark("Questa lingua non è prevista.")
_REPEATED = mark("«{key}» nomina già un’altra domanda: scegline un altro.")
_FEW_OPTIONS = mark("Una scelta ha bisogno di almeno due risposte diverse.")
_NO_OPTIONS = mark("Solo una scelta ha risposte fra cui scegliere.")
_BOUNDS = mark("Il minimo deve essere più basso del massimo.")
_NO_BOUNDS = mark("Solo un numero ha un minimo e un massimo.")


class _Questions(BaseModel):
    questions: tuple[Question, ...] = Field(max_length=MOST_QUESTIONS)


def read_questions(given: object) -> tuple[Question, ...]:
    """The questions of a questionnaire, none being none. Raises InvalidInput with every wrong field
    (`questions.2.options`)."""
    questions = read_values(_Questions, {"questions": given}).questions
    errors = [error for place, question in enumerate(questions) for error in _wrong(f"questions.{place}", question)]
    keys = [question.key for question in questions]
    errors += [
        FieldError(f"questions.{place}.key", "REPEATED_KEY", _REPEATED, {"key": key})
        for place, key in enumerate(keys)
        if key in keys[:place]
    ]
    if errors:
        raise InvalidInput(errors)
    return questions


def _wrong(path: str, question: Question) -> list[FieldError]:
    errors = _wrong_labels(f"{path}.labels", question.labels, _NO_LABEL)
    if set(question.hints) - set(LOCALES):
        errors.append(FieldError(f"{path}.hints", "UNKNOWN_LOCALE", _LOCALE))
    if question.kind in _CHOICES:
        errors += _wrong_options(f"{path}.options", question.options)
    elif question.options:
        errors.append(FieldError(f"{path}.options", "NO_CHOICE", _NO_OPTIONS))
    if question.kind is not QuestionKind.NUMBER and (question.least, question.most) != (None, None):
        errors.append(FieldError(f"{path}.least", "NO_NUMBER", _NO_BOUNDS))
    elif question.least is not None and question.most is not None and question.least >= question.most:
        errors.append(FieldError(f"{path}.least", "BOUNDS_GO_DOWN", _BOUNDS))
    return errors


def _wrong_options(path: str, options: Sequence[Option]) -> list[FieldError]:
    if len({option.key for option in options}) < max(len(options), 2):
        return [FieldError(path, "FEW_OPTIONS", _FEW_OPTIONS)]
    return [
        error
        for place, option in enumerate(options)
        for error in _wrong_labels(f"{path}.{place}.labels", option.labels, _NO_OPTION_LABEL)
    ]


def _wrong_labels(path: str, labels: dict[str, str], missing: str) -> list[FieldError]:
    if set(labels) - set(LOCALES):
        return [FieldError(path, "UNKNOWN_LOCALE", _LOCALE)]
    return [] if labels.get(DEFAULT_LOCALE) else [FieldError(f"{path}.{DEFAULT_LOCALE}", "MISSING", missing)]
