"""The report in words: what the answers say, where they fall short, and what to do first. Pure."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.text import _, date_label, moment_label, ngettext
from aistrategyhub.features.assessments.document import Answers, Deadline, Definition, Outcome, Severity
from aistrategyhub.features.assessments.rules.addresses import pdf_address, sitting_route
from aistrategyhub.features.assessments.rules.branching import asked_sections, relevant_answers
from aistrategyhub.features.assessments.rules.drawing import Axis, Paint, dial, radar
from aistrategyhub.features.assessments.rules.gaps import Gap, Horizon, gaps_of, outcome_of, unanswered
from aistrategyhub.features.assessments.rules.scoring import Score, level_of, score_of
from aistrategyhub.features.assessments.rules.words import (
    answered_label,
    effort_label,
    extent_label,
    impact_label,
    severity_label,
    stage_label,
)
from aistrategyhub.features.assessments.schemas import (
    AreaRow,
    CountRow,
    DeadlineLine,
    GapRow,
    Occasion,
    OpenRow,
    Report,
    ServiceRow,
    StageRow,
)

_MOST_SERVICES = 4
_FIRST_FEW = 3


def report_of(definition: Definition, answers: Answers, occasion: Occasion, *, paint: Paint) -> Report:
    """The report on these answers in the language of the moment, drawn with these colours."""
    counted = relevant_answers(definition, answers)
    score, gaps = score_of(definition, counted), gaps_of(definition, counted)
    level, outcome = level_of(definition, score.total), outcome_of(definition, counted)
    areas = _areas(definition, counted, score)
    axes = [Axis(area.title, area.score) for area in areas if area.is_scored]
    services = _services(gaps, outcome, occasion)
    return Report(
        title=definition.title.said,
        law=definition.law.said,
        disclaimer=definition.disclaimer.said,
        made_label=moment_label(occasion.at),
        day_label=date_label(today_in_rome(occasion.at)),
        version_label=_("Versione {number} del questionario", number=occasion.version),
        score=score.total or 0,
        has_score=score.total is not None,
        level=level.label.said if level else "",
        level_text=level.text.said if level else "",
        outcome=outcome.label.said if outcome else "",
        outcome_text=outcome.text.said if outcome else "",
        outcome_reference=outcome.reference.said if outcome else "",
        outcome_tone=outcome.tone if outcome else "neutral",
        summary=_summary(definition, counted, score, gaps, areas),
        areas=areas,
        gaps=[_gap_row(number, gap) for number, gap in enumerate(gaps, 1)],
        counts=_counts(gaps),
        stages=_stages(gaps),
        services=services,
        open_questions=_open_questions(definition, counted, occasion.token),
        deadlines=[deadline_line(one, occasion.today) for one in definition.deadlines],
        radar=radar(axes, title=_("Punteggio per area"), paint=paint),
        dial=dial(score.total or 0, title=_("Punteggio complessivo"), paint=paint) if score.total is not None else "",
        answers_route=sitting_route(occasion.token),
        pdf_address=pdf_address(occasion.token),
        quote_route=_quote_route("", occasion.prefill),
    )


def summary_lines(definition: Definition, answers: Answers) -> list[str]:
    """The result in a few lines, for whoever is asked for a quote."""
    counted = relevant_answers(definition, answers)
    score, gaps = score_of(definition, counted), gaps_of(definition, counted)
    level, outcome = level_of(definition, score.total), outcome_of(definition, counted)
    head = definition.title.said
    if score.total is not None and level is not None:
        head = _("{title}: {score}/100, livello {level}", title=head, score=score.total, level=level.label.said)
    lines = [head]
    if outcome:
        lines.append(outcome.label.said)
    return lines + [f"– {gap.words.said} ({gap.question.reference.said})" for gap in gaps[: 2 * _FIRST_FEW]]


def deadline_line(deadline: Deadline, today: date) -> DeadlineLine:
    """A date of the law, past or still to come."""
    return DeadlineLine(
        title=deadline.title.said,
        at_label=date_label(deadline.on),
        detail=deadline.text.said,
        tone="neutral" if deadline.on <= today else "waiting",
        reference=deadline.reference.said,
        note=deadline.note.said,
    )


def _areas(definition: Definition, answers: Answers, score: Score) -> list[AreaRow]:
    titles = {asked.section.key: asked.section.title.said for asked in asked_sections(definition, answers)}
    return [
        AreaRow(
            title=titles[section.key],
            score=section.score or 0,
            score_label=_("non si applica") if section.score is None else f"{section.score}/100",
            answered_label=answered_label(section.answered, section.asked),
            is_scored=section.score is not None,
        )
        for section in score.sections
    ]


def _summary(
    definition: Definition, answers: Answers, score: Score, gaps: Sequence[Gap], areas: Sequence[AreaRow]
) -> list[str]:
    lines = [_score_line(score)]
    if scored := [area for area in areas if area.is_scored]:
        best, worst = max(scored, key=lambda area: area.score), min(scored, key=lambda area: area.score)
        if best.score != worst.score:
            lines.append(
                _(
                    "L’area più solida è «{best}» ({best_score}/100), la più scoperta «{worst}» ({worst_score}/100).",
                    best=best.title,
                    best_score=best.score,
                    worst=worst.title,
                    worst_score=worst.score,
                )
            )
    lines.append(_gaps_line(gaps))
    if left := len(unanswered(definition, answers)):
        lines.append(
            ngettext(
                "Una domanda è senza risposta: nel punteggio vale zero.",
                "{count} domande sono senza risposta: nel punteggio valgono zero.",
                left,
            )
        )
    return lines


def _score_line(score: Score) -> str:
    if score.total is None:
        return _("Nessuna area si applica: non c’è un punteggio da calcolare.")
    return _("Il punteggio complessivo è {score} su 100.", score=score.total)


def _gaps_line(gaps: Sequence[Gap]) -> str:
    if not gaps:
        return _("Dalle risposte date non emergono lacune.")
    critical = sum(gap.severity is Severity.CRITICAL for gap in gaps)
    found = ngettext("Emerge una lacuna.", "Emergono {count} lacune.", len(gaps))
    if not critical:
        return found
    return f"{found} " + ngettext("Una è critica.", "{count} sono critiche.", critical)


def _gap_row(number: int, gap: Gap) -> GapRow:
    severity, tone = severity_label(gap.severity)
    return GapRow(
        number=str(number),
        area=gap.section.title.said,
        question=gap.question.text.said,
        gap=gap.words.said,
        act=gap.question.finding.act.said if gap.question.finding else "",
        reference=gap.question.reference.said,
        severity=severity,
        tone=tone,
        extent=extent_label(gap.points),
        effort=effort_label(gap.effort),
        impact=impact_label(gap.impact),
        horizon=int(gap.horizon),
    )


def _counts(gaps: Sequence[Gap]) -> list[CountRow]:
    found = Counter(gap.severity for gap in gaps)
    labels = ((severity, *severity_label(severity)) for severity in Severity)
    return [CountRow(label, found[severity], tone) for severity, label, tone in labels]


def _stages(gaps: Sequence[Gap]) -> list[StageRow]:
    stages = []
    for horizon in Horizon:
        title, note = stage_label(horizon)
        acts = [gap.question.finding.act.said for gap in gaps if gap.horizon is horizon and gap.question.finding]
        stages.append(StageRow(title, note, int(horizon), acts))
    return stages


def _services(gaps: Sequence[Gap], outcome: Outcome | None, occasion: Occasion) -> list[ServiceRow]:
    """Those of the outcome first, then those of the gaps, the gravest first, as far as they are on sale."""
    closing = Counter(slug for gap in gaps if gap.question.finding for slug in gap.question.finding.services)
    named = dict.fromkeys((*(outcome.services if outcome else ()), *closing))
    return [_service_row(slug, closing[slug], occasion) for slug in named if slug in occasion.services][:_MOST_SERVICES]


def _service_row(slug: str, count: int, occasion: Occasion) -> ServiceRow:
    sold = occasion.services[slug]
    reason = ngettext("Risponde a una lacuna", "Risponde a {count} lacune", count)
    return ServiceRow(
        slug=slug,
        name=sold.name,
        description=sold.description,
        price_label=sold.price_label,
        route=f"/servizi/{slug}",
        quote_route=_quote_route(slug, occasion.prefill),
        reason=reason if count else _("Per chi è in questa situazione"),
    )


def _quote_route(slug: str, prefill: str) -> str:
    path = f"/preventivo/{slug}" if slug else "/preventivo"
    return f"{path}?da={prefill}" if prefill else path


def _open_questions(definition: Definition, answers: Answers, token: str) -> list[OpenRow]:
    return [
        OpenRow(section.title.said, question.text.said, f"{sitting_route(token)}#{section.key}")
        for section, question in unanswered(definition, answers)
    ]
