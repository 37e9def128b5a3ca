"""What may be answered: an answer of the right sort to a question that the assessment has. Pure."""

from collections.abc import Mapping
from typing import Any

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.assessments.document import AnswerValue, Definition, Question, QuestionKind

HIGHEST_NUMBER = 1_000_000

_NO_QUESTION = mark("Questa domanda non c’è, o non c’è più: ricarica la pagina.")
_NO_OPTION = mark("Scegli una delle risposte proposte.")
_ALONE = mark("«{option}» non può stare insieme ad altre risposte: togli le altre, oppure questa.")
_NO_NUMBER = mark("Scrivi un numero intero da 0 a 1.000.000.")


def read_answers(definition: Definition, given: Mapping[str, Any]) -> dict[str, AnswerValue | None]:
    """The answers as they are kept; None takes one back. Raises InvalidInput with every wrong one, and keeps none."""
    errors: list[FieldError] = []
    read = {key: _read(definition.question(key), key, value, errors) for key, value in given.items()}
    if errors:
        raise InvalidInput(errors)
    return read


def _read(question: Question | None, key: str, value: Any, errors: list[FieldError]) -> AnswerValue | None:
    if question is None:
        errors.append(FieldError(key[:40], "UNKNOWN_QUESTION", _NO_QUESTION))
        return None
    if value is None or value == "" or value == []:
        return None
    if question.kind is QuestionKind.NUMBER:
        return _number(question, value, errors)
    if question.kind is QuestionKind.MULTIPLE:
        return _several(question, value, errors)
    if not isinstance(value, str) or question.option(value) is None:
        errors.append(FieldError(question.key, "UNKNOWN_OPTION", _NO_OPTION))
        return None
    return value


def _number(question: Question, value: Any, errors: list[FieldError]) -> int | None:
    text = str(value).strip() if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdigit() and len(text) <= 7 and int(text) <= HIGHEST_NUMBER):
        errors.append(FieldError(question.key, "INVALID_NUMBER", _NO_NUMBER))
        return None
    return int(text)


def _several(question: Question, value: Any, errors: list[FieldError]) -> list[str] | None:
    keys = list(dict.fromkeys(value)) if isinstance(value, list) and all(isinstance(key, str) for key in value) else []
    chosen = [option for option in question.options if option.key in keys]
    if not keys or len(chosen) != len(keys):
        errors.append(FieldError(question.key, "UNKNOWN_OPTION", _NO_OPTION))
        return None
    alone = next((option for option in chosen if option.excludes_others), None)
    if alone and len(chosen) > 1:
        errors.append(FieldError(question.key, "OPTIONS_EXCLUDE", _ALONE, {"option": alone.label.said}))
        return None
    return [option.key for option in chosen]
