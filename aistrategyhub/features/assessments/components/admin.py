"""The owner's screens of the assessments."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.assessments.components import concluding
from aistrategyhub.features.assessments.components.drafting import movers, when_draft, wrong
from aistrategyhub.features.assessments.components.forms import editing_forms
from aistrategyhub.features.assessments.permissions import AssessmentsPermission
from aistrategyhub.features.assessments.rules.addresses import ADMIN_ROUTE, intro_route
from aistrategyhub.features.assessments.schemas import AdminRow, OutlineRow, VersionRow
from aistrategyhub.features.assessments.state.admin import AdminAssessmentsState, AdminAssessmentState
from aistrategyhub.ui.parts.actions import button, link, link_button
from aistrategyhub.ui.parts.floating import confirm
from aistrategyhub.ui.parts.words import badge, empty_state, notice, page_header, section
from aistrategyhub.ui.tables import Column, table
from aistrategyhub.ui.viewer import may


def assessment_table() -> rx.Component:
    """Every assessment, a line each."""
    return table(
        AdminAssessmentsState.rows,
        [
            Column(_("Autovalutazione"), _named),
            Column(_("Sul sito"), _published),
            Column(_("Completate"), lambda row: row.finished_label, is_number=True),
            Column(_("Risultati"), _results),
        ],
        caption=_("Autovalutazioni"),
        empty=empty_state(_("Nessuna autovalutazione")),
    )


def assessment_editor() -> rx.Component:
    """One assessment: what can be done with it, its outline, what it concludes, its versions."""
    state = AdminAssessmentState
    return rx.el.div(
        page_header(state.title, crumbs=[(_("Autovalutazioni"), ADMIN_ROUTE)], size="2xl"),
        _acts(),
        _check(),
        section(
            _("Sezioni e domande"),
            rx.el.ol(rx.foreach(state.outline, _outline_row), class_name="grid border-t border-line"),
            when_draft(rx.el.div(button(_("Aggiungi una sezione"), kind="secondary", on_click=state.edit_section("")))),
        ),
        concluding.levels(),
        concluding.outcomes(),
        concluding.deadlines(),
        section(_("Versioni"), rx.el.ol(rx.foreach(state.versions, _version_row), class_name="grid")),
        editing_forms(),
        class_name="grid gap-8",
    )


def missing_assessment() -> rx.Component:
    """Instead of an assessment that is not there."""
    return empty_state(
        _("Questa autovalutazione non c’è"), action=link_button(_("Tutte le autovalutazioni"), ADMIN_ROUTE)
    )


def _named(row: rx.Var[AdminRow]) -> rx.Component:
    return rx.el.span(
        link(row.title, f"{ADMIN_ROUTE}/" + row.assessment_id),
        rx.cond(row.has_draft, rx.el.span(" ", badge(_("Bozza"), "waiting")), rx.fragment()),
    )


def _published(row: rx.Var[AdminRow]) -> rx.Component:
    on_site = link(row.published_label, intro_route("") + row.slug, kind="quiet")
    return rx.cond(row.is_published, on_site, rx.el.span(row.published_label, class_name="text-ink-faint"))


def _results(row: rx.Var[AdminRow]) -> rx.Component:
    opened = link(_("Apri"), f"{ADMIN_ROUTE}/" + row.assessment_id + "/risultati")
    return rx.cond(may(AssessmentsPermission.READ_RESULTS), opened, rx.fragment())


def _acts() -> rx.Component:
    state = AdminAssessmentState
    return rx.el.div(
        rx.cond(
            state.has_draft,
            rx.fragment(
                rx.cond(
                    may(AssessmentsPermission.PUBLISH),
                    button(_("Pubblica la versione"), on_click=state.publish, disabled=state.problem_count > 0),
                ),
                button(_("Testi"), kind="secondary", on_click=state.edit_words),
            ),
            button(_("Crea una bozza"), on_click=state.open_draft),
        ),
        button(_("Anteprima"), kind="secondary", icon_name="eye", on_click=state.preview),
        rx.cond(state.is_published & may(AssessmentsPermission.PUBLISH), _withdrawal()),
        class_name="flex flex-wrap gap-3",
    )


def _withdrawal() -> rx.Component:
    return confirm(
        _("Togliere dal sito?"),
        rx.el.p(_("La pagina sparisce; chi ha già cominciato può finire.")),
        act=AdminAssessmentState.withdraw,
        verb=_("Togli dal sito"),
        trigger=button(_("Togli dal sito"), kind="quiet"),
    )


def _check() -> rx.Component:
    state = AdminAssessmentState
    found = rx.el.ul(rx.foreach(state.problems, lambda sentence: rx.el.li(sentence)))
    refused = notice(
        rx.el.p(_("Prima di pubblicare:"), " ", state.problem_count, " ", _("cose da sistemare, segnate qui sotto.")),
        found,
        tone="failed",
    )
    right = notice(_("Verificata: ogni ramo finisce, ogni punteggio si raggiunge."), tone="action")
    return rx.cond(state.problem_count > 0, refused, right)


def _outline_row(row: rx.Var[OutlineRow]) -> rx.Component:
    return rx.cond(row.key == "", _section_row(row), _question_row(row))


def _section_row(row: rx.Var[OutlineRow]) -> rx.Component:
    state = AdminAssessmentState
    add = button(_("Domanda"), kind="quiet", icon_name="plus", on_click=state.edit_question(row.section, ""))
    edit = button(_("Modifica"), kind="quiet", on_click=state.edit_section(row.section))
    return rx.el.li(
        rx.el.div(
            rx.el.h3(row.title, class_name="display text-lg"),
            rx.el.p(row.note, class_name="text-sm text-ink-faint"),
            wrong(row.problems),
            class_name="min-w-0 grow",
        ),
        when_draft(rx.el.div(add, edit, _movers(row), class_name="flex flex-wrap items-center")),
        class_name="flex flex-wrap items-start gap-x-4 gap-y-2 border-b border-ink pt-6 pb-2",
    )


def _question_row(row: rx.Var[OutlineRow]) -> rx.Component:
    edit = button(_("Modifica"), kind="quiet", on_click=AdminAssessmentState.edit_question(row.section, row.key))
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.title),
            rx.el.p(row.note, " · ", row.reference, class_name="text-sm text-ink-faint"),
            wrong(row.problems),
            class_name="min-w-0 grow basis-80",
        ),
        when_draft(rx.el.div(edit, _movers(row), class_name="flex items-center")),
        class_name="flex flex-wrap items-start gap-x-4 gap-y-1 border-b border-line py-2.5",
    )


def _movers(row: rx.Var[OutlineRow]) -> rx.Component:
    return movers(lambda by: AdminAssessmentState.move(row.section, row.key, by))


def _version_row(row: rx.Var[VersionRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.label, class_name="grow"),
        rx.el.span(row.at_label, class_name="text-sm text-ink-soft tabular-nums"),
        badge(row.status, row.tone),
        class_name="flex min-h-11 flex-wrap items-center gap-4 border-b border-line",
    )
