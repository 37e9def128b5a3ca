"""The owner's edits of an assessment, from the fields of a form. Pure.

What has several parts is written a line each: `chiave | italiano | inglese | punti`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.assessments.document import (
    NOT_APPLICABLE,
    Band,
    Condition,
    Definition,
    Finding,
    Level,
    Option,
    Question,
    QuestionKind,
    Section,
    Words,
)

T = TypeVar("T")

_KEY = mark("Scrivi una chiave di lettere minuscole, cifre e trattini bassi, che cominci con una lettera.")
_TAKEN = mark("La chiave «{key}» è già usata: scegline un’altra.")
_VALUE = mark("Questo valore non va bene: correggilo.")
_LINE = mark("La riga {line} non va bene: scrivila come «{form}».")
_OPTION_FORM = "chiave | italiano | inglese | punti"
_BAND_FORM = "da = punti"
_CONDITION_FORM = "domanda = risposta, risposta"
_NO_POINTS = "-"


class PartNotFound(DomainError):
    """The section, question or level is not in the draft any more."""

    code = "PART_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa parte non c’è più: ricarica la pagina.")


def put_section(definition: Definition, key: str, data: Mapping[str, Any]) -> Definition:
    """The assessment with this section changed, or a new one at the end when `key` is empty. Raises InvalidInput."""
    present = next((section for section in definition.sections if section.key == key), None)
    section = _checked(
        Section,
        {
            "key": _text(data, "key"),
            "title": _words(data, "title"),
            "intro": _words(data, "intro"),
            "weight": _text(data, "weight"),
            "shown_if": read_conditions(_text(data, "shown_if")),
            "questions": present.questions if present else (),
        },
    )
    _refuse_taken(section.key, key, (one.key for one in definition.sections))
    sections = tuple(section if one.key == key else one for one in definition.sections)
    return definition.model_copy(update={"sections": sections if present else (*definition.sections, section)})


def put_question(definition: Definition, section_key: str, key: str, data: Mapping[str, Any]) -> Definition:
    """The assessment with this question changed, or a new one at the end of its section when `key` is empty. Raises
    InvalidInput and PartNotFound."""
    question = _with_own_gaps(read_question(data), definition.question(key) if key else None)
    _refuse_taken(question.key, key, (one.key for _section, one in definition.each_question()))

    def change(section: Section) -> Section:
        kept = tuple(question if one.key == key else one for one in section.questions)
        return section.model_copy(update={"questions": kept if key else (*kept, question)})

    return _in_section(definition, section_key, change)


def read_question(data: Mapping[str, Any]) -> Question:
    """The question that the fields of its form hold. Raises InvalidInput with every wrong field."""
    options = read_options(_text(data, "options"))
    return _checked(
        Question,
        {
            "key": _text(data, "key"),
            "kind": _text(data, "kind"),
            "text": _words(data, "text"),
            "hint": _words(data, "hint"),
            "reference": _words(data, "reference"),
            "weight": _text(data, "weight"),
            "tally": _text(data, "tally") or "sum",
            "options": options if _text(data, "kind") != QuestionKind.NUMBER else (),
            "bands": read_bands(_text(data, "bands")),
            "finding": _finding(data),
            "shown_if": read_conditions(_text(data, "shown_if")),
        },
    )


def _with_own_gaps(question: Question, present: Question | None) -> Question:
    """The question whose options keep the words of their own gaps, which the form does not show."""
    gaps = {option.key: option.gap for option in present.options} if present else {}
    options = (option.model_copy(update={"gap": gaps.get(option.key, option.gap)}) for option in question.options)
    return question.model_copy(update={"options": tuple(options)})


def put_level(definition: Definition, key: str, data: Mapping[str, Any]) -> Definition:
    """The assessment with this level changed. Raises InvalidInput and PartNotFound."""
    if key not in {level.key for level in definition.levels}:
        raise PartNotFound
    values = {"key": key, "from_score": _text(data, "from_score")}
    level = _checked(Level, {**values, "label": _words(data, "label"), "text": _words(data, "text")})
    levels = (level if one.key == key else one for one in definition.levels)
    return definition.model_copy(update={"levels": tuple(levels)})


def put_words(definition: Definition, data: Mapping[str, Any]) -> Definition:
    """The assessment with its own words changed: title, summary, lead and disclaimer. Raises InvalidInput."""
    names = ("title", "summary", "lead", "law", "disclaimer")
    changed = {**definition.model_dump(), **{name: _words(data, name) for name in names}}
    return _checked(Definition, {**changed, "minutes": _text(data, "minutes")})


def remove(definition: Definition, section_key: str, key: str) -> Definition:
    """Without this question, or without the whole section when `key` is empty."""
    if not key:
        kept = tuple(section for section in definition.sections if section.key != section_key)
        return definition.model_copy(update={"sections": kept})
    return _in_section(
        definition,
        section_key,
        lambda section: section.model_copy(
            update={"questions": tuple(question for question in section.questions if question.key != key)}
        ),
    )


def move(definition: Definition, section_key: str, key: str, by: int) -> Definition:
    """With this question, or the section when `key` is empty, that much further down; at the ends it stays."""
    if not key:
        return definition.model_copy(update={"sections": _moved(definition.sections, section_key, by)})
    return _in_section(
        definition,
        section_key,
        lambda section: section.model_copy(update={"questions": _moved(section.questions, key, by)}),
    )


def read_options(text: str) -> tuple[Option, ...]:
    """The options of these lines. `-` for points says that the question does not apply, `*` before the key that the
    option excludes the others. Raises InvalidInput."""
    return _each_line(text, "options", _OPTION_FORM, _option)


def read_bands(text: str) -> tuple[Band, ...]:
    """The bands of these lines. Raises InvalidInput."""
    return _each_line(text, "bands", _BAND_FORM, _band)


def read_conditions(text: str) -> tuple[Condition, ...]:
    """The conditions of these lines. Raises InvalidInput."""
    return _each_line(text, "shown_if", _CONDITION_FORM, _condition)


def written_options(options: Iterable[Option]) -> str:
    """The options a line each, as `read_options` reads them."""
    return "\n".join(
        f"{'*' if option.excludes_others else ''}{option.key} | {option.label.it} | {option.label.en} |"
        f" {_NO_POINTS if option.points is None else option.points}"
        for option in options
    )


def written_bands(bands: Iterable[Band]) -> str:
    return "\n".join(f"{band.from_value} = {band.points}" for band in bands)


def written_conditions(conditions: Iterable[Condition]) -> str:
    return "\n".join(f"{condition.question} = {', '.join(condition.is_one_of)}" for condition in conditions)


def _option(line: str) -> Option:
    key, italian, english, points = (part.strip() for part in line.split("|"))
    worth = None if points == _NO_POINTS or key == NOT_APPLICABLE else int(points)
    label = Words(it=italian, en=english)
    return Option(key=key.lstrip("*").strip(), label=label, points=worth, excludes_others=key.startswith("*"))


def _band(line: str) -> Band:
    start, points = line.split("=")
    return Band(from_value=int(start), points=int(points))


def _condition(line: str) -> Condition:
    question, options = line.split("=")
    keys = tuple(key.strip() for key in options.split(",") if key.strip())
    return Condition(question=question.strip(), is_one_of=keys)


def _each_line(text: str, field: str, form: str, read: Callable[[str], T]) -> tuple[T, ...]:
    found: list[T] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(read(line))
        except ValueError as error:
            values = {"line": number, "form": form}
            raise InvalidInput([FieldError(field, "INVALID_LINE", _LINE, values)]) from error
    return tuple(found)


def _finding(data: Mapping[str, Any]) -> Finding | None:
    gap = _words(data, "gap")
    if not (gap.it or gap.en):
        return None
    services = tuple(slug.strip() for slug in _text(data, "services").split(",") if slug.strip())
    values = {name: _text(data, name) for name in ("severity", "effort", "impact")}
    return _checked(Finding, {"gap": gap, "act": _words(data, "act"), **values, "services": services})


def _checked(kind: type[T], values: dict[str, Any]) -> T:
    try:
        return kind(**values)
    except ValidationError as wrong:
        errors = {str(error["loc"][0]): error for error in wrong.errors() if error["loc"]}
        raise InvalidInput(
            [FieldError(name, "INVALID", _KEY if name == "key" else _VALUE) for name in errors]
        ) from wrong


def _words(data: Mapping[str, Any], name: str) -> Words:
    return _checked(Words, {"it": _text(data, f"{name}_it"), "en": _text(data, f"{name}_en")})


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value.strip() if isinstance(value, str) else ""


def _refuse_taken(key: str, present: str, keys: Iterable[str]) -> None:
    if key != present and key in set(keys):
        raise InvalidInput([FieldError("key", "TAKEN", _TAKEN, {"key": key})])


def _in_section(definition: Definition, key: str, change: Callable[[Section], Section]) -> Definition:
    if key not in {section.key for section in definition.sections}:
        raise PartNotFound
    sections = tuple(change(section) if section.key == key else section for section in definition.sections)
    return definition.model_copy(update={"sections": sections})


def _moved(parts: tuple[Any, ...], key: str, by: int) -> tuple[Any, ...]:
    place = next((number for number, part in enumerate(parts) if part.key == key), None)
    if place is None:
        raise PartNotFound
    rest = [*parts[:place], *parts[place + 1 :]]
    rest.insert(min(max(place + by, 0), len(rest)), parts[place])
    return tuple(rest)
