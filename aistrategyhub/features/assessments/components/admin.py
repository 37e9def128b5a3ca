"""The owner's screens of the assessments."""

from collections.abc import Sequence

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.assessments.document import QuestionKind, Severity
from aistrategyhub.features.assessments.permissions import AssessmentsPermission
from aistrategyhub.features.assessments.rules.addresses import ADMIN_ROUTE, intro_route
from aistrategyhub.features.assessments.rules.owning import KINDS
from aistrategyhub.features.assessments.rules.words import severity_label
from aistrategyhub.features.assessments.schemas import AdminRow, LevelRow, OutlineRow, VersionRow
from aistrategyhub.features.assessments.state.admin import (
    AdminAssessmentsState,
    AdminAssessmentState,
    AdminResultsState,
)
from aistrategyhub.ui.forms import field, field_row, form, select, text_area
from aistrategyhub.ui.parts.actions import button, icon, link, link_button
from aistrategyhub.ui.parts.charts import ChartSeries, bar_chart
from aistrategyhub.ui.parts.figures import stat_row, stat_tile
from aistrategyhub.ui.parts.floating import confirm, drawer
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
            Column(_("Risultati"), lambda row: link(_("Apri"), f"{ADMIN_ROUTE}/" + row.assessment_id + "/risultati")),
        ],
        caption=_("Autovalutazioni"),
        empty=empty_state(_("Nessuna autovalutazione")),
    )


def assessment_editor() -> rx.Component:
    """One assessment: what can be done with it, its outline, its levels and its versions."""
    state = AdminAssessmentState
    return rx.el.div(
        page_header(state.title, crumbs=[(_("Autovalutazioni"), ADMIN_ROUTE)], size="2xl"),
        _acts(),
        _check(),
        section(
            _("Sezioni e domande"),
            rx.el.ol(rx.foreach(state.outline, _outline_row), class_name="grid border-t border-line"),
            _when_draft(button(_("Aggiungi una sezione"), kind="secondary", on_click=state.edit_section(""))),
        ),
        section(_("Livelli di maturità"), rx.el.ol(rx.foreach(state.levels, _level_row), class_name="grid")),
        section(_("Versioni"), rx.el.ol(rx.foreach(state.versions, _version_row), class_name="grid")),
        _forms(),
        class_name="grid gap-8",
    )


def results() -> rx.Component:
    """How the results are spread, and the latest of them."""
    state = AdminResultsState
    return rx.el.div(
        stat_row(stat_tile(_("Iniziate"), state.started_label), stat_tile(_("Completate"), state.finished_label)),
        rx.el.div(
            _chart(_("Punteggi"), state.tens),
            _chart(_("Livelli di maturità"), state.by_level),
            _chart(_("Esiti"), state.by_outcome),
            class_name="grid gap-8 xl:grid-cols-2",
        ),
        section(_("Ultimi risultati"), _result_table()),
        class_name="grid gap-10",
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
    wrong = notice(
        rx.el.p(_("Prima di pubblicare:"), " ", state.problem_count, " ", _("cose da sistemare, segnate qui sotto.")),
        found,
        tone="failed",
    )
    right = notice(_("Verificata: ogni ramo finisce, ogni punteggio si raggiunge."), tone="action")
    return rx.cond(state.problem_count > 0, wrong, right)


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
            _wrong(row),
            class_name="min-w-0 grow",
        ),
        _when_draft(rx.el.div(add, edit, _movers(row), class_name="flex flex-wrap items-center")),
        class_name="flex flex-wrap items-start gap-x-4 gap-y-2 border-b border-ink pt-6 pb-2",
    )


def _question_row(row: rx.Var[OutlineRow]) -> rx.Component:
    edit = button(_("Modifica"), kind="quiet", on_click=AdminAssessmentState.edit_question(row.section, row.key))
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.title),
            rx.el.p(row.note, " · ", row.reference, class_name="text-sm text-ink-faint"),
            _wrong(row),
            class_name="min-w-0 grow basis-80",
        ),
        _when_draft(rx.el.div(edit, _movers(row), class_name="flex items-center")),
        class_name="flex flex-wrap items-start gap-x-4 gap-y-1 border-b border-line py-2.5",
    )


def _wrong(row: rx.Var[OutlineRow]) -> rx.Component:
    return rx.el.ul(rx.foreach(row.problems, lambda sentence: rx.el.li(sentence, class_name="text-sm text-failed")))


def _movers(row: rx.Var[OutlineRow]) -> rx.Component:
    return rx.fragment(_mover(row, -1, "arrow-up", _("Sposta su")), _mover(row, 1, "arrow-down", _("Sposta giù")))


def _mover(row: rx.Var[OutlineRow], by: int, sign: str, label: str) -> rx.Component:
    moved = AdminAssessmentState.move(row.section, row.key, by)
    return button(icon(sign, size=16), kind="quiet", on_click=moved, custom_attrs={"aria-label": label})


def _level_row(row: rx.Var[LevelRow]) -> rx.Component:
    edit = button(_("Modifica"), kind="quiet", on_click=AdminAssessmentState.edit_level(row.key))
    return rx.el.li(
        rx.el.span(row.label, class_name="grow font-medium"),
        rx.el.span(row.from_label, class_name="text-sm text-ink-soft tabular-nums"),
        _when_draft(edit),
        class_name="flex min-h-11 items-center gap-4 border-b border-line",
    )


def _version_row(row: rx.Var[VersionRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.label, class_name="grow"),
        rx.el.span(row.at_label, class_name="text-sm text-ink-soft tabular-nums"),
        badge(row.status, row.tone),
        class_name="flex min-h-11 flex-wrap items-center gap-4 border-b border-line",
    )


def _when_draft(shown: rx.Component) -> rx.Component:
    return rx.cond(AdminAssessmentState.has_draft, shown, rx.fragment())


def _forms() -> rx.Component:
    return rx.fragment(
        _drawer("words", _("Testi dell’autovalutazione"), _words_fields()),
        _drawer("section", _("Sezione"), _section_fields(), removable=True),
        _drawer("question", _("Domanda"), _question_fields(), removable=True),
        _drawer("level", _("Livello di maturità"), _level_fields()),
    )


def _drawer(kind: str, title: str, fields: Sequence[rx.Component], *, removable: bool = False) -> rx.Component:
    state = AdminAssessmentState
    others = (button(_("Elimina"), kind="quiet", on_click=state.remove),) if removable else ()
    filled = form(*fields, on_submit=state.save, state=state, submit_label=_("Salva nella bozza"), other_actions=others)
    # Fields keep what they were first drawn with: each opening draws them anew.
    return drawer(
        title,
        rx.el.div(rx.cond(state.editing == kind, filled, rx.fragment()), key=state.drawn.to_string()),
        open=state.editing == kind,
        on_close=state.close,
        width="wide",
    )


def _words_fields() -> list[rx.Component]:
    return [
        _twice(_("Titolo"), "title"),
        _twice(_("In breve"), "summary", rows=2),
        _twice(_("Apertura"), "lead", rows=4),
        _twice(_("Legge"), "law"),
        _twice(_("Che cosa non è"), "disclaimer", rows=4),
        _one(_("Minuti"), "minutes", inputmode="numeric"),
    ]


def _section_fields() -> list[rx.Component]:
    return [
        field_row(_one(_("Chiave"), "key"), _one(_("Peso (0: fuori dal punteggio)"), "weight", inputmode="numeric")),
        _twice(_("Titolo"), "title"),
        _twice(_("Introduzione"), "intro", rows=3),
        _conditions(),
    ]


def _question_fields() -> list[rx.Component]:
    state = AdminAssessmentState
    kinds = [(kind.value, _(KINDS[kind])) for kind in QuestionKind]
    severities = [(severity.value, severity_label(severity)[0]) for severity in Severity]
    tallies = [("sum", _("somma dei punti, fino a 100")), ("lowest", _("il punteggio più basso"))]
    degrees = [("1", "1"), ("2", "2"), ("3", "3")]
    lines = state.fields
    return [
        field_row(_one(_("Chiave"), "key"), select(_("Tipo"), "kind", kinds, state=state, value=lines["kind"])),
        _twice(_("Domanda"), "text", rows=2),
        _twice(_("Aiuto"), "hint", rows=2),
        _twice(_("Riferimento di legge"), "reference"),
        field_row(
            _one(_("Peso (0: fuori dal punteggio)"), "weight", inputmode="numeric"),
            select(_("Più risposte insieme valgono"), "tally", tallies, state=state, value=lines["tally"]),
        ),
        _lines(
            _("Risposte"),
            "options",
            _("Una riga ciascuna: chiave | italiano | inglese | punti. «-» se non si applica, «*» davanti se esclude."),
        ),
        _lines(_("Soglie del numero"), "bands", _("Una riga ciascuna: da = punti. La prima parte da 0.")),
        _conditions(),
        _twice(_("Lacuna"), "gap", rows=2),
        _twice(_("Che cosa fare"), "act", rows=2),
        field_row(
            select(_("Gravità"), "severity", severities, state=state, value=lines["severity"]),
            select(_("Impegno"), "effort", degrees, state=state, value=lines["effort"]),
            select(_("Effetto"), "impact", degrees, state=state, value=lines["impact"]),
        ),
        _one(_("Servizi suggeriti"), "services", hint=_("Gli indirizzi dei servizi, separati da virgole.")),
    ]


def _level_fields() -> list[rx.Component]:
    return [
        _one(_("Da quale punteggio"), "from_score", inputmode="numeric"),
        _twice(_("Nome"), "label"),
        _twice(_("Testo"), "text", rows=4),
    ]


def _conditions() -> rx.Component:
    return _lines(
        _("Si chiede solo se"),
        "shown_if",
        _("Una riga per condizione: domanda = risposta, risposta. Valgono tutte insieme; vuoto: sempre."),
    )


def _one(label: str, name: str, *, hint: str = "", inputmode: str = "") -> rx.Component:
    state = AdminAssessmentState
    return field(label, name, state=state, hint=hint, inputmode=inputmode, required=False, value=state.fields[name])


def _lines(label: str, name: str, hint: str) -> rx.Component:
    state = AdminAssessmentState
    return text_area(label, name, state=state, hint=hint, required=False, value=state.fields[name], rows=4)


def _twice(label: str, name: str, *, rows: int = 1) -> rx.Component:
    state = AdminAssessmentState

    def drawn(language: str, said: str) -> rx.Component:
        full, text = f"{label} ({said})", f"{name}_{language}"
        if rows == 1:
            return field(full, text, state=state, required=False, value=state.fields[text])
        return text_area(full, text, state=state, required=False, value=state.fields[text], rows=rows)

    return field_row(drawn("it", _("italiano")), drawn("en", _("inglese")))


def _chart(title: str, points: rx.Var) -> rx.Component:
    return section(title, bar_chart(title, [ChartSeries(title, points)], empty=_("Ancora nessun risultato.")))


def _result_table() -> rx.Component:
    return table(
        AdminResultsState.rows,
        [
            Column(_("Completata"), lambda row: row.finished_label),
            Column(_("Punteggio"), lambda row: row.score_label, is_number=True),
            Column(_("Livello"), lambda row: row.level),
            Column(_("Esito"), lambda row: row.outcome),
            Column(_("E-mail, se lasciata"), lambda row: row.email),
        ],
        caption=_("Ultimi risultati"),
        state=AdminResultsState,
        empty=empty_state(_("Ancora nessun risultato.")),
    )
