"""The owner's edits of what is asked: the assessment's own words, its sections and its questions. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from aistrategyhub.features.assessments.document import Definition, Finding, Question, QuestionKind, Section
from aistrategyhub.features.assessments.rules.editing.fields import (
    PartNotFound,
    checked,
    moved,
    refuse_taken,
    services,
    text,
    words,
)
from aistrategyhub.features.assessments.rules.editing.lines import read_bands, read_conditions, read_options


def put_section(definition: Definition, key: str, data: Mapping[str, Any]) -> Definition:
    """The assessment with this section changed, or a new one at the end when `key` is empty. Raises InvalidInput."""
    present = next((section for section in definition.sections if section.key == key), None)
    section = checked(
        Section,
        {
            "key": text(data, "key"),
            "title": words(data, "title"),
            "intro": words(data, "intro"),
            "weight": text(data, "weight"),
            "shown_if": read_conditions(text(data, "shown_if")),
            "questions": present.questions if present else (),
        },
    )
    refuse_taken(section.key, key, (one.key for one in definition.sections))
    sections = tuple(section if one.key == key else one for one in definition.sections)
    return definition.model_copy(update={"sections": sections if present else (*definition.sections, section)})


def put_question(definition: Definition, section_key: str, key: str, data: Mapping[str, Any]) -> Definition:
    """The assessment with this question changed, or a new one at the end of its section when `key` is empty. Raises
    InvalidInput and PartNotFound."""
    question = _with_own_gaps(read_question(data), definition.question(key) if key else None)
    refuse_taken(question.key, key, (one.key for _section, one in definition.each_question()))

    def change(section: Section) -> Section:
        kept = tuple(question if one.key == key else one for one in section.questions)
        return section.model_copy(update={"questions": kept if key else (*kept, question)})

    return _in_section(definition, section_key, change)


def read_question(data: Mapping[str, Any]) -> Question:
    """The question that the fields of its form hold. Raises InvalidInput with every wrong field."""
    options = read_options(text(data, "options"))
    return checked(
        Question,
        {
            "key": text(data, "key"),
            "kind": text(data, "kind"),
            "text": words(data, "text"),
            "hint": words(data, "hint"),
            "reference": words(data, "reference"),
            "weight": text(data, "weight"),
            "tally": text(data, "tally") or "sum",
            "options": options if text(data, "kind") != QuestionKind.NUMBER else (),
            "bands": read_bands(text(data, "bands")),
            "finding": _finding(data),
            "shown_if": read_conditions(text(data, "shown_if")),
        },
    )


def _with_own_gaps(question: Question, present: Question | None) -> Question:
    """The question whose options keep the words of their own gaps, which the form does not show."""
    gaps = {option.key: option.gap for option in present.options} if present else {}
    options = (option.model_copy(update={"gap": gaps.get(option.key, option.gap)}) for option in question.options)
    return question.model_copy(update={"options": tuple(options)})


def put_words(definition: Definition, data: Mapping[str, Any]) -> Definition:
    """The assessment with its own words changed: title, summary, lead and disclaimer. Raises InvalidInput."""
    names = ("title", "summary", "lead", "law", "disclaimer")
    changed = {**definition.model_dump(), **{name: words(data, name) for name in names}}
    return checked(Definition, {**changed, "minutes": text(data, "minutes")})


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
        return definition.model_copy(update={"sections": moved(definition.sections, section_key, by)})
    return _in_section(
        definition,
        section_key,
        lambda section: section.model_copy(update={"questions": moved(section.questions, key, by)}),
    )


def _finding(data: Mapping[str, Any]) -> Finding | None:
    gap = words(data, "gap")
    if not (gap.it or gap.en):
        return None
    values = {name: text(data, name) for name in ("severity", "effort", "impact")}
    return checked(Finding, {"gap": gap, "act": words(data, "act"), **values, "services": services(data)})


def _in_section(definition: Definition, key: str, change: Callable[[Section], Section]) -> Definition:
    if key not in {section.key for section in definition.sections}:
        raise PartNotFound
    sections = tuple(change(section) if section.key == key else section for section in definition.sections)
    return definition.model_copy(update={"sections": sections})
