"""What a report concludes, on the owner's screen: levels, outcomes, and the dates of the law."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.assessments.components.drafting import movers, when_draft, wrong
from aistrategyhub.features.assessments.schemas import DeadlineRow, LevelRow, OutcomeRow
from aistrategyhub.features.assessments.state.admin import AdminAssessmentState
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.words import badge, section

_ROW = "flex flex-wrap items-start gap-x-4 gap-y-1 border-b border-line py-2.5"


def levels() -> rx.Component:
    """The levels of maturity, each from its score on."""
    state = AdminAssessmentState
    return _listed(_("Livelli di maturità"), state.levels, _level, _("Aggiungi un livello"), state.edit_level(""))


def outcomes() -> rx.Component:
    """The outcomes; the first whose conditions hold is the one that the report gives."""
    state = AdminAssessmentState
    order = rx.el.p(_("Vale il primo le cui condizioni sono vere."), class_name="text-sm text-ink-soft")
    return _listed(_("Esiti"), state.outcomes, _outcome, _("Aggiungi un esito"), state.edit_outcome(""), order)


def deadlines() -> rx.Component:
    """The dates of the law, which the introduction and the report show."""
    state = AdminAssessmentState
    return _listed(
        _("Le date della legge"), state.deadlines, _deadline, _("Aggiungi una data"), state.edit_deadline(-1)
    )


def _listed(
    title: str, rows: rx.Var, row: Callable[[rx.Var], rx.Component], add_label: str, add: Any, *lead: rx.Component
) -> rx.Component:
    return section(
        title,
        *lead,
        rx.el.ol(rx.foreach(rows, row), class_name="grid border-t border-line"),
        when_draft(rx.el.div(button(add_label, kind="secondary", on_click=add))),
    )


def _level(row: rx.Var[LevelRow]) -> rx.Component:
    edit = button(_("Modifica"), kind="quiet", on_click=AdminAssessmentState.edit_level(row.key))
    return rx.el.li(
        rx.el.div(rx.el.p(row.label, class_name="font-medium"), wrong(row.problems), class_name="min-w-0 grow py-1"),
        rx.el.span(row.from_label, class_name="py-1 text-sm text-ink-soft tabular-nums"),
        when_draft(edit),
        class_name=_ROW,
    )


def _outcome(row: rx.Var[OutcomeRow]) -> rx.Component:
    state = AdminAssessmentState
    edit = button(_("Modifica"), kind="quiet", on_click=state.edit_outcome(row.key))
    services = rx.el.p(_("Servizi suggeriti"), ": ", row.services, class_name="text-sm text-ink-faint")
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(row.label, class_name="font-medium"),
                badge(row.tone_label, row.tone),
                class_name="flex flex-wrap items-center gap-x-3 gap-y-1 pt-1",
            ),
            rx.el.p(row.when, class_name="whitespace-pre-line text-sm text-ink-soft wrap-anywhere"),
            rx.cond(row.services != "", services, rx.fragment()),
            wrong(row.problems),
            class_name="grid min-w-0 grow basis-80 justify-items-start gap-1",
        ),
        when_draft(rx.el.div(edit, movers(lambda by: state.move_outcome(row.key, by)), class_name="flex items-center")),
        class_name=_ROW,
    )


def _deadline(row: rx.Var[DeadlineRow]) -> rx.Component:
    edit = button(_("Modifica"), kind="quiet", on_click=AdminAssessmentState.edit_deadline(row.place))
    return rx.el.li(
        rx.el.span(row.at_label, class_name="w-44 py-1 text-ink-soft tabular-nums"),
        rx.el.div(
            rx.el.p(row.title, " ", rx.el.span(row.reference, class_name="text-sm text-ink-faint")),
            wrong(row.problems),
            class_name="min-w-0 grow basis-64 py-1",
        ),
        when_draft(edit),
        class_name=_ROW,
    )
