"""An assessment as its owner sees it: the list, the outline of the draft, forms filled with it, results. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from aistrategyhub.core.text import _, date_label, mark, moment_label, ngettext, number_label
from aistrategyhub.features.assessments.document import (
    Deadline,
    Definition,
    Level,
    Outcome,
    Question,
    QuestionKind,
    Section,
    Words,
    extent_options,
)
from aistrategyhub.features.assessments.models import AssessmentVersion, Sitting, VersionStatus
from aistrategyhub.features.assessments.rules.checking import Problem
from aistrategyhub.features.assessments.rules.editing import written_bands, written_conditions, written_options
from aistrategyhub.features.assessments.schemas import (
    AdminRow,
    DeadlineRow,
    LevelRow,
    OutcomeRow,
    OutlineRow,
    ResultRow,
    VersionFacts,
    VersionRow,
)

TONES = {
    "neutral": mark("neutro"),
    "action": mark("favorevole"),
    "waiting": mark("attenzione"),
    "failed": mark("grave"),
}
KINDS = {
    QuestionKind.EXTENT: mark("Sì, in parte, no"),
    QuestionKind.SINGLE: mark("Scelta singola"),
    QuestionKind.MULTIPLE: mark("Scelta multipla"),
    QuestionKind.NUMBER: mark("Numero"),
}
_STATUSES = {
    VersionStatus.DRAFT: (mark("Bozza"), "waiting"),
    VersionStatus.PUBLISHED: (mark("Pubblicata"), "action"),
    VersionStatus.RETIRED: (mark("Sostituita"), "neutral"),
}


def admin_row(facts: VersionFacts) -> AdminRow:
    """A line of the owner's list."""
    published = _("non pubblicata")
    if facts.published_number is not None and facts.published_at is not None:
        published = _("versione {number}, {at}", number=facts.published_number, at=moment_label(facts.published_at))
    return AdminRow(
        assessment_id=str(facts.assessment_id),
        title=facts.title,
        slug=facts.slug,
        published_label=published,
        is_published=facts.published_number is not None,
        has_draft=facts.has_draft,
        finished_label=number_label(facts.finished),
    )


def version_row(version: AssessmentVersion) -> VersionRow:
    """A line of the versions."""
    label, tone = _STATUSES[version.status]
    return VersionRow(
        label=_("Versione {number}", number=version.number),
        status=_(label),
        tone=tone,
        at_label=moment_label(version.published_at or version.updated_at),
    )


def outline(definition: Definition, problems: Sequence[Problem]) -> list[OutlineRow]:
    """Sections and questions in their order, each with what is wrong with it."""
    wrong = _by_place(problems)
    rows: list[OutlineRow] = []
    for section in definition.sections:
        rows.append(_section_row(section, wrong))
        rows += [_question_row(section, question, wrong) for question in section.questions]
    return rows


def level_rows(definition: Definition, problems: Sequence[Problem]) -> list[LevelRow]:
    """The levels, the lowest first."""
    wrong, ordered = _by_place(problems), sorted(definition.levels, key=lambda level: level.from_score)
    return [
        LevelRow(one.key, one.label.said, _("da {score}", score=one.from_score), wrong.get(one.key, []))
        for one in ordered
    ]


def outcome_rows(definition: Definition, problems: Sequence[Problem]) -> list[OutcomeRow]:
    """The outcomes in the order in which they are tried."""
    wrong = _by_place(problems)
    return [
        OutcomeRow(
            key=one.key,
            label=one.label.said,
            tone=one.tone,
            tone_label=_(TONES[one.tone]),
            when=written_conditions(one.shown_if) or _("in tutti gli altri casi"),
            services=", ".join(one.services),
            problems=wrong.get(one.key, []),
        )
        for one in definition.outcomes
    ]


def deadline_rows(definition: Definition, problems: Sequence[Problem]) -> list[DeadlineRow]:
    """The dates of the law, the earliest first."""
    wrong = _by_place(problems)
    return [
        DeadlineRow(place, date_label(one.on), one.title.said, one.reference.said, wrong.get(str(place), []))
        for place, one in enumerate(definition.deadlines)
    ]


def section_form(section: Section | None) -> dict[str, str]:
    """What the form of a section is filled with."""
    if section is None:
        return {"key": "", "weight": "1", "shown_if": "", **_split("title", Words()), **_split("intro", Words())}
    return {
        "key": section.key,
        "weight": str(section.weight),
        "shown_if": written_conditions(section.shown_if),
        **_split("title", section.title),
        **_split("intro", section.intro),
    }


def question_form(question: Question | None) -> dict[str, str]:
    """What the form of a question is filled with; a new one asks how far something is done."""
    asked = question or Question(key="new", kind=QuestionKind.EXTENT, text=Words(), options=extent_options())
    finding = asked.finding
    return {
        "key": asked.key if question else "",
        "kind": asked.kind.value,
        "weight": str(asked.weight),
        "tally": asked.tally.value,
        "options": written_options(asked.options),
        "bands": written_bands(asked.bands),
        "shown_if": written_conditions(asked.shown_if),
        "severity": finding.severity.value if finding else "medium",
        "effort": str(finding.effort if finding else 2),
        "impact": str(finding.impact if finding else 2),
        "services": ", ".join(finding.services) if finding else "",
        **_split("text", asked.text),
        **_split("hint", asked.hint),
        **_split("reference", asked.reference),
        **_split("gap", finding.gap if finding else Words()),
        **_split("act", finding.act if finding else Words()),
    }


def level_form(level: Level | None) -> dict[str, str]:
    """What the form of a level is filled with."""
    if level is None:
        return {"from_score": "", **_split("label", Words()), **_split("text", Words())}
    return {"from_score": str(level.from_score), **_split("label", level.label), **_split("text", level.text)}


def outcome_form(outcome: Outcome | None) -> dict[str, str]:
    """What the form of an outcome is filled with."""
    shown = outcome or Outcome(key="new", label=Words(), text=Words())
    return {
        "tone": shown.tone,
        "services": ", ".join(shown.services),
        "shown_if": written_conditions(shown.shown_if),
        **_split("label", shown.label),
        **_split("text", shown.text),
        **_split("reference", shown.reference),
    }


def deadline_form(deadline: Deadline | None) -> dict[str, str]:
    """What the form of a date is filled with; a new one leaves the day open."""
    names = ("title", "text", "reference", "note")
    split = [_split(name, getattr(deadline, name) if deadline else Words()) for name in names]
    return {
        "on": deadline.on.isoformat() if deadline else "",
        **{name: said for one in split for name, said in one.items()},
    }


def words_form(definition: Definition) -> dict[str, str]:
    """What the form of the assessment's own words is filled with."""
    names = ("title", "summary", "lead", "law", "disclaimer")
    split = [_split(name, getattr(definition, name)) for name in names]
    return {"minutes": str(definition.minutes), **{name: text for one in split for name, text in one.items()}}


def result_row(sitting: Sitting, definition: Definition) -> ResultRow:
    """A line of the results."""
    levels = {level.key: level.label.said for level in definition.levels}
    outcomes = {outcome.key: outcome.label.said for outcome in definition.outcomes}
    return ResultRow(
        sitting_id=str(sitting.id),
        finished_label=moment_label(sitting.finished_at) if sitting.finished_at else "",
        score_label=_("non si applica") if sitting.score is None else f"{sitting.score}/100",
        level=levels.get(sitting.level, sitting.level),
        outcome=outcomes.get(sitting.outcome, sitting.outcome),
        email=sitting.email,
    )


def named_counts(counts: Mapping[str, int], parts: Sequence[Any]) -> list[tuple[str, int]]:
    """How many reached each level or outcome, by its name, in its order."""
    return [(part.label.said, counts[part.key]) for part in parts if part.key in counts]


def _section_row(section: Section, wrong: Mapping[str, list[str]]) -> OutlineRow:
    note = _("peso {weight}", weight=section.weight) if section.weight else _("fuori dal punteggio")
    count = ngettext("una domanda", "{count} domande", len(section.questions))
    return OutlineRow(
        section=section.key, title=section.title.said, note=f"{note} · {count}", problems=wrong.get(section.key, [])
    )


def _question_row(section: Section, question: Question, wrong: Mapping[str, list[str]]) -> OutlineRow:
    weight = _("peso {weight}", weight=question.weight) if question.weight else _("fuori dal punteggio")
    branch = [_("condizionata")] if question.shown_if else []
    return OutlineRow(
        section=section.key,
        key=question.key,
        title=question.text.said,
        note=" · ".join([_(KINDS[question.kind]), weight, *branch]),
        reference=question.reference.said,
        problems=wrong.get(question.key, []),
    )


def _by_place(problems: Sequence[Problem]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for problem in problems:
        found.setdefault(problem.where, []).append(problem.sentence)
    return found


def _split(name: str, words: Words) -> dict[str, str]:
    return {f"{name}_it": words.it, f"{name}_en": words.en}
