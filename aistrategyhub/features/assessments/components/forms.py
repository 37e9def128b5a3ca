"""The forms in which the owner edits the parts of a draft."""

from collections.abc import Sequence

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.assessments.document import QuestionKind, Severity
from aistrategyhub.features.assessments.rules.owning import KINDS, TONES
from aistrategyhub.features.assessments.rules.words import severity_label
from aistrategyhub.features.assessments.state.admin import AdminAssessmentState
from aistrategyhub.ui.forms import field, field_row, form, select, text_area
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.floating import confirm, drawer


def editing_forms() -> rx.Component:
    """The drawers in which the parts of a draft are edited, one of them open at most."""
    return rx.fragment(
        _drawer("words", _("Testi dell’autovalutazione"), _words_fields()),
        _drawer("section", _("Sezione"), _section_fields(), removable=True),
        _drawer("question", _("Domanda"), _question_fields(), removable=True),
        _drawer("level", _("Livello di maturità"), _level_fields(), removable=True),
        _drawer("outcome", _("Esito"), _outcome_fields(), removable=True),
        _drawer("deadline", _("Data della legge"), _deadline_fields(), removable=True),
    )


def _drawer(kind: str, title: str, fields: Sequence[rx.Component], *, removable: bool = False) -> rx.Component:
    state = AdminAssessmentState
    others = (rx.cond(state.is_new, rx.fragment(), _removal()),) if removable else ()
    filled = form(*fields, on_submit=state.save, state=state, submit_label=_("Salva nella bozza"), other_actions=others)
    # Fields keep what they were first drawn with: each opening draws them anew.
    return drawer(
        title,
        rx.el.div(rx.cond(state.editing == kind, filled, rx.fragment()), key=state.drawn.to_string()),
        open=state.editing == kind,
        on_close=state.close,
        width="wide",
    )


def _removal() -> rx.Component:
    return confirm(
        _("Eliminare dalla bozza?"),
        rx.el.p(_("Una sezione se ne va con tutte le sue domande. La versione pubblicata resta com’è.")),
        act=AdminAssessmentState.remove,
        verb=_("Elimina dalla bozza"),
        trigger=button(_("Elimina"), kind="quiet"),
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
        _twice(_("Introduzione"), "intro", rows=3, optional=True),
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
        _twice(_("Aiuto"), "hint", rows=2, optional=True),
        _twice(_("Riferimento di legge"), "reference", optional=True),
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
        _twice(_("Lacuna"), "gap", rows=2, optional=True),
        _twice(_("Che cosa fare"), "act", rows=2, optional=True),
        field_row(
            select(_("Gravità"), "severity", severities, state=state, value=lines["severity"]),
            select(_("Impegno"), "effort", degrees, state=state, value=lines["effort"]),
            select(_("Effetto"), "impact", degrees, state=state, value=lines["impact"]),
        ),
        _services(),
    ]


def _level_fields() -> list[rx.Component]:
    return [
        _one(_("Da quale punteggio"), "from_score", inputmode="numeric"),
        _twice(_("Nome"), "label"),
        _twice(_("Testo"), "text", rows=4),
    ]


def _outcome_fields() -> list[rx.Component]:
    state = AdminAssessmentState
    tones = [(tone, _(said)) for tone, said in TONES.items()]
    return [
        _twice(_("Nome"), "label"),
        _twice(_("Testo"), "text", rows=4),
        _twice(_("Riferimento di legge"), "reference", optional=True),
        select(_("Tono"), "tone", tones, state=state, value=state.fields["tone"]),
        _lines(
            _("Vale se"),
            "shown_if",
            _("Una riga per condizione: domanda = risposta, risposta. Valgono insieme; vuoto: in ogni altro caso."),
        ),
        _services(),
    ]


def _deadline_fields() -> list[rx.Component]:
    return [
        field(_("Data"), "on", kind="date", state=AdminAssessmentState, value=AdminAssessmentState.fields["on"]),
        _twice(_("Titolo"), "title", rows=2),
        _twice(_("Testo"), "text", rows=3),
        _twice(_("Riferimento di legge"), "reference", optional=True),
        _twice(_("Avvertenza"), "note", rows=2, optional=True),
    ]


def _services() -> rx.Component:
    hint, written = _("Gli indirizzi dei servizi, separati da virgole."), AdminAssessmentState.fields["services"]
    return field(
        _("Servizi suggeriti"), "services", state=AdminAssessmentState, hint=hint, required=False, value=written
    )


def _conditions() -> rx.Component:
    return _lines(
        _("Si chiede solo se"),
        "shown_if",
        _("Una riga per condizione: domanda = risposta, risposta. Valgono tutte insieme; vuoto: sempre."),
    )


def _one(label: str, name: str, *, inputmode: str = "") -> rx.Component:
    return field(label, name, state=AdminAssessmentState, inputmode=inputmode, value=AdminAssessmentState.fields[name])


def _lines(label: str, name: str, hint: str) -> rx.Component:
    state = AdminAssessmentState
    return text_area(label, name, state=state, hint=hint, required=False, value=state.fields[name], rows=4)


def _twice(label: str, name: str, *, rows: int = 1, optional: bool = False) -> rx.Component:
    """A text in both languages. A draft is saved without it as well; what is not `optional` keeps it from being
    published."""
    state = AdminAssessmentState

    def drawn(language: str, said: str) -> rx.Component:
        full, text = f"{label} ({said})", f"{name}_{language}"
        if rows == 1:
            return field(full, text, state=state, required=not optional, value=state.fields[text])
        return text_area(full, text, state=state, required=not optional, value=state.fields[text], rows=rows)

    return field_row(drawn("it", _("italiano")), drawn("en", _("inglese")))
