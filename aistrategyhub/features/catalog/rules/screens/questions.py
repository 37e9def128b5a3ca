"""The questions of a quoted item as their editor writes them. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.text import DEFAULT_LOCALE, LOCALES, _, mark
from aistrategyhub.features.catalog.rules.questionnaires import MOST_QUESTIONS
from aistrategyhub.features.catalog.rules.screens.labels import QUESTION_KIND_LABELS
from aistrategyhub.features.catalog.schemas import Option, Question, QuestionKind
from aistrategyhub.features.catalog.schemas.screens import QuestionForm, QuestionLine
from aistrategyhub.features.publishing.rules import suggest_slug

HAVE_CHOICES = [QuestionKind.CHOICE.value, QuestionKind.CHOICES.value]
_LONGEST = 300
_LONGEST_KEY = 50
_LONGEST_NUMBER = 9
_MOST_CHOICES = 40
_NO_LABEL = mark("Scrivi la domanda.")
_TOO_LONG = mark("Il testo supera i {longest} caratteri ammessi.")
_FEW = mark("Scrivi almeno due risposte, una per riga.")
_MANY = mark("Le risposte sono al massimo {most}.")
_TWICE = mark("«{choice}» c’è due volte.")
_UNEVEN = mark("Le risposte in inglese devono essere {count}, nello stesso ordine di quelle italiane.")
_NO_NUMBER = mark("Scrivi un numero intero, oppure lascia vuoto.")
_NO_RANGE = mark("Il massimo deve essere più grande del minimo.")
_MISSING = mark("Manca l’inglese")
_FULL = mark("Un questionario ha al massimo {most} domande: chi lo riempie si ferma prima.")


class QuestionGone(DomainError):
    """The question is not among those that are being edited."""

    code = "QUESTION_GONE"
    sentence = mark("Questa domanda non c’è più: ricarica la pagina.")


def question_lines(questions: Sequence[Question], locale: str) -> list[QuestionLine]:
    """The questions in their order, in this language or else in Italian."""
    return [_line(question, number, locale) for number, question in enumerate(questions, 1)]


def _line(question: Question, number: int, locale: str) -> QuestionLine:
    missing = any(not labels.get(other) for labels in _all_labels(question) for other in LOCALES)
    return QuestionLine(
        id=question.key,
        number=number,
        kind=question.kind.value,
        kind_label=_(QUESTION_KIND_LABELS[question.kind]),
        label=_said(question.labels, locale),
        hint=_said(question.hints, locale),
        is_required=question.is_required,
        choices=[_said(option.labels, locale) for option in question.options],
        missing_label=_(_MISSING) if missing else "",
        least=_number_text(question.least),
        most=_number_text(question.most),
    )


def _all_labels(question: Question) -> list[dict[str, str]]:
    hints = [question.hints] if any(question.hints.values()) else []
    return [question.labels, *hints, *(option.labels for option in question.options)]


def _said(labels: Mapping[str, str], locale: str) -> str:
    return labels.get(locale) or labels.get(DEFAULT_LOCALE, "")


def question_form(question: Question) -> QuestionForm:
    """A question to be changed."""
    return QuestionForm(
        id=question.key,
        kind=question.kind.value,
        label_it=question.labels.get("it", ""),
        label_en=question.labels.get("en", ""),
        hint_it=question.hints.get("it", ""),
        hint_en=question.hints.get("en", ""),
        is_required=question.is_required,
        choices_it="\n".join(option.labels.get("it", "") for option in question.options),
        choices_en="\n".join(option.labels.get("en", "") for option in question.options).strip(),
        least=_number_text(question.least),
        most=_number_text(question.most),
    )


def find_question(questions: Sequence[Question], key: str) -> Question:
    """The question of this key. Raises QuestionGone."""
    for question in questions:
        if question.key == key:
            return question
    raise QuestionGone


def write_question(questions: Sequence[Question], key: str, kind: str, data: Mapping[str, Any]) -> list[Question]:
    """The questions with the one of `key` as its form says, or with a new one at the end for an empty key.

    Raises InvalidInput naming the fields of the form, and QuestionGone.
    """
    known = find_question(questions, key) if key else None
    written = _read_question(known, kind, data, {question.key for question in questions})
    if known is not None:
        return [written if question.key == key else question for question in questions]
    if len(questions) >= MOST_QUESTIONS:
        raise InvalidInput([FieldError("label_it", "TOO_MANY", _FULL, {"most": MOST_QUESTIONS})])
    return [*questions, written]


def move_question(questions: Sequence[Question], key: str, place: int) -> list[Question]:
    """The questions with one of them at another place, counted from 0. Raises QuestionGone."""
    moved = find_question(questions, key)
    others = remove_question(questions, key)
    return [*others[:place], moved, *others[place:]]


def remove_question(questions: Sequence[Question], key: str) -> list[Question]:
    """The questions without this one."""
    return [question for question in questions if question.key != key]


def _read_question(known: Question | None, kind: str, data: Mapping[str, Any], taken: set[str]) -> Question:
    form = _Form(data)
    labels, hints = form.labels("label"), form.labels("hint")
    if not labels["it"]:
        form.refuse("label_it", "MISSING", _NO_LABEL)
    options = form.options(known) if kind in HAVE_CHOICES else ()
    least, most = (form.number("least"), form.number("most")) if kind == QuestionKind.NUMBER else (None, None)
    if least is not None and most is not None and most <= least:
        form.refuse("most", "RANGE_GOES_DOWN", _NO_RANGE)
    if form.errors:
        raise InvalidInput(form.errors)
    return Question(
        key=known.key if known else _free_key(labels["it"], taken),
        kind=QuestionKind(kind) if kind in set(QuestionKind) else QuestionKind.TEXT,
        labels=_given(labels),
        hints=_given(hints),
        is_required=bool(data.get("is_required")),
        options=options,
        least=least,
        most=most,
    )


class _Form:
    """What a form sent, and what is wrong with it."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.errors: list[FieldError] = []

    def refuse(self, field: str, code: str, sentence: str, **values: object) -> None:
        self.errors.append(FieldError(field, code, sentence, values))

    def labels(self, name: str) -> dict[str, str]:
        """A text in each language, on one line."""
        return {locale: self._line(f"{name}_{locale}") for locale in LOCALES}

    def _line(self, field: str) -> str:
        text = " ".join(str(self.data.get(field) or "").split())
        if len(text) > _LONGEST:
            self.refuse(field, "TOO_LONG", _TOO_LONG, longest=_LONGEST)
        return text[:_LONGEST]

    def number(self, field: str) -> int | None:
        text = str(self.data.get(field) or "").strip()
        digits = text.removeprefix("-")
        if not text:
            return None
        if not (digits.isascii() and digits.isdigit()) or len(digits) > _LONGEST_NUMBER:
            self.refuse(field, "NO_NUMBER", _NO_NUMBER)
            return None
        return int(text)

    def options(self, known: Question | None) -> tuple[Option, ...]:
        """The answers to choose from; one whose Italian words are as they were keeps its key."""
        italian, english = self._lines("choices_it"), self._lines("choices_en")
        twice = next((said for place, said in enumerate(italian) if said in italian[:place]), "")
        if len(italian) < 2:
            self.refuse("choices_it", "TOO_FEW", _FEW)
        elif len(italian) > _MOST_CHOICES:
            self.refuse("choices_it", "TOO_MANY", _MANY, most=_MOST_CHOICES)
        elif twice:
            self.refuse("choices_it", "TWICE", _TWICE, choice=twice)
        if english and len(english) != len(italian):
            self.refuse("choices_en", "UNEVEN", _UNEVEN, count=len(italian))
        if self.errors:
            return ()
        former = {option.labels.get("it", ""): option.key for option in known.options} if known else {}
        taken = set(former.values())
        options = []
        for place, said in enumerate(italian):
            key = former.get(said) or _free_key(said, taken)
            taken.add(key)
            options.append(Option(key=key, labels=_given({"it": said, "en": english[place] if english else ""})))
        return tuple(options)

    def _lines(self, field: str) -> list[str]:
        lines = [" ".join(line.split()) for line in str(self.data.get(field) or "").splitlines()]
        if any(len(line) > _LONGEST for line in lines):
            self.refuse(field, "TOO_LONG", _TOO_LONG, longest=_LONGEST)
        return [line for line in lines if line]


def _free_key(words: str, taken: set[str]) -> str:
    base = suggest_slug(words)[:_LONGEST_KEY].strip("-") or "domanda"
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key


def _given(labels: Mapping[str, str]) -> dict[str, str]:
    return {locale: said for locale, said in labels.items() if said}


def _number_text(number: int | None) -> str:
    return "" if number is None else str(number)
