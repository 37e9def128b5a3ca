"""The questions of a service as the form asks them, and what is answered to them. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from aistrategyhub.core.errors import FieldError
from aistrategyhub.core.latin import has_control_characters, one_line
from aistrategyhub.core.text import DEFAULT_LOCALE, _, current_locale, mark, number_label, short_date_label
from aistrategyhub.features.catalog.schemas import Question, QuestionKind
from aistrategyhub.features.contact.rules import tidy_lines
from aistrategyhub.features.quotes.schemas import Answered, ChoiceField, QuestionField

FIELD = "answer_"
_LONGEST_LINE, _LONGEST_TEXT, _LONGEST_NUMBER = 300, 5000, 15
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_TRUE, _FALSE = "yes", "no"

_REQUIRED = mark("Rispondi a questa domanda: il preventivo dipende da qui.")
_NO_TEXT = mark("Scrivi la risposta come testo.")
_TOO_LONG = mark("Il testo supera i {longest} caratteri ammessi.")
_UNPRINTABLE = mark("Il testo contiene caratteri non stampabili: riscrivilo.")
_NO_NUMBER = mark("Scrivi un numero, per esempio 12 oppure 12,5.")
_TOO_SMALL = mark("Il numero deve essere almeno {least}.")
_TOO_BIG = mark("Il numero può essere al massimo {most}.")
_NO_OPTION = mark("Scegli una delle risposte proposte.")
_NO_YES = mark("Rispondi sì oppure no.")
_NO_DATE = mark("Scrivi una data che esiste, come 30/11/2026.")
_UNKNOWN = mark("Questa domanda non c’è, o non c’è più: ricarica la pagina.")


class _Refused(Exception):
    def __init__(self, code: str, sentence: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.sentence, self.values = code, sentence, values


def question_fields(questions: Sequence[Question]) -> list[QuestionField]:
    """The questions in the language of the moment."""
    return [
        QuestionField(
            key=question.key,
            name=FIELD + question.key,
            kind=question.kind.value,
            label=said(question.labels),
            hint=said(question.hints),
            is_required=question.is_required,
            options=[
                ChoiceField(option.key, said(option.labels), f"{FIELD}{question.key}__{option.key}")
                for option in question.options
            ],
        )
        for question in questions
    ]


def answers_of_form(questions: Sequence[Question], data: Mapping[str, Any]) -> dict[str, Any]:
    """The answers by key that the controls of the form hold."""
    given: dict[str, Any] = {}
    for question in questions:
        name = FIELD + question.key
        if question.kind is QuestionKind.CHOICES:
            given[question.key] = [option.key for option in question.options if data.get(f"{name}__{option.key}")]
        else:
            given[question.key] = data.get(name)
    return given


def read_answers(
    questions: Sequence[Question], given: Mapping[str, Any]
) -> tuple[tuple[Answered, ...], list[FieldError]]:
    """The answers as they are kept, and why some are refused; the fields are named as in the form."""
    known = {question.key for question in questions}
    errors = [FieldError(FIELD + key[:60], "UNKNOWN_QUESTION", _UNKNOWN) for key in given if key not in known]
    answered: list[Answered] = []
    for question in questions:
        try:
            value = _value(question, given.get(question.key))
        except _Refused as why:
            errors.append(FieldError(FIELD + question.key, why.code, why.sentence, why.values))
            continue
        if value is not None:
            shown = _shown(question, value)
            answered.append(Answered(question.key, question.kind.value, said(question.labels), value, shown))
    return tuple(answered), errors


def said(words: Mapping[str, str]) -> str:
    """In the language of the moment, in Italian where they were not translated."""
    return words.get(current_locale()) or words.get(DEFAULT_LOCALE, "")


def _value(question: Question, given: Any) -> Any:
    if given is None or given == "" or given == [] or (isinstance(given, str) and not given.strip()):
        if question.is_required:
            raise _Refused("REQUIRED", _REQUIRED)
        return None
    return _READERS[question.kind](question, given)


def _line(question: Question, given: Any) -> str:
    return _text(given, _LONGEST_LINE, one_line)


def _long_text(question: Question, given: Any) -> str:
    return _text(given, _LONGEST_TEXT, tidy_lines)


def _text(given: Any, longest: int, tidy: Any) -> str:
    if not isinstance(given, str):
        raise _Refused("INVALID_TYPE", _NO_TEXT)
    text = tidy(given)
    if len(text) > longest:
        raise _Refused("TOO_LONG", _TOO_LONG, longest=longest)
    if has_control_characters(text.replace("\n", " ")):
        raise _Refused("INVALID_CHARACTERS", _UNPRINTABLE)
    return text


def _number(question: Question, given: Any) -> str:
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise _Refused("INVALID_NUMBER", _NO_NUMBER)
    try:
        number = Decimal(str(given).strip().replace(",", "."))
    except InvalidOperation as error:
        raise _Refused("INVALID_NUMBER", _NO_NUMBER) from error
    if not number.is_finite() or len(str(given).strip()) > _LONGEST_NUMBER:
        raise _Refused("INVALID_NUMBER", _NO_NUMBER)
    if question.least is not None and number < question.least:
        raise _Refused("TOO_SMALL", _TOO_SMALL, least=question.least)
    if question.most is not None and number > question.most:
        raise _Refused("TOO_BIG", _TOO_BIG, most=question.most)
    return f"{number.normalize():f}"


def _yes_no(question: Question, given: Any) -> bool:
    if given is True or given == _TRUE:
        return True
    if given is False or given == _FALSE:
        return False
    raise _Refused("INVALID_YES_NO", _NO_YES)


def _choice(question: Question, given: Any) -> str:
    if not isinstance(given, str) or given not in {option.key for option in question.options}:
        raise _Refused("UNKNOWN_OPTION", _NO_OPTION)
    return given


def _choices(question: Question, given: Any) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(key, str) for key in given):
        raise _Refused("UNKNOWN_OPTION", _NO_OPTION)
    known = [option.key for option in question.options if option.key in given]
    if len(known) != len(set(given)):
        raise _Refused("UNKNOWN_OPTION", _NO_OPTION)
    return known


def _date(question: Question, given: Any) -> str:
    text = given.strip() if isinstance(given, str) else ""
    try:
        if written := _DAY_FIRST.fullmatch(text):
            day, month, year = (int(part) for part in written.groups())
            return date(year, month, day).isoformat()
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise _Refused("INVALID_DATE", _NO_DATE) from error


_READERS = {
    QuestionKind.TEXT: _line,
    QuestionKind.LONG_TEXT: _long_text,
    QuestionKind.NUMBER: _number,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.CHOICE: _choice,
    QuestionKind.CHOICES: _choices,
    QuestionKind.DATE: _date,
}


def _shown(question: Question, value: Any) -> str:
    labels = {option.key: said(option.labels) for option in question.options}
    if question.kind is QuestionKind.CHOICE:
        return labels[value]
    if question.kind is QuestionKind.CHOICES:
        return ", ".join(labels[key] for key in value)
    if question.kind is QuestionKind.YES_NO:
        return _("Sì") if value else _("No")
    if question.kind is QuestionKind.NUMBER:
        return number_label(Decimal(value))
    if question.kind is QuestionKind.DATE:
        return short_date_label(date.fromisoformat(value))
    return value
