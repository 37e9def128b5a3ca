"""The questions of a quoted item: put in order, written by form, and as the visitor will see them."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.catalog.components.owner.asked import asked_question
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.rules.screens.labels import QUESTION_KIND_LABELS
from aistrategyhub.features.catalog.rules.screens.questions import HAVE_CHOICES
from aistrategyhub.features.catalog.schemas.screens import QuestionLine
from aistrategyhub.features.catalog.state.owner.questionnaire import QuestionnaireState
from aistrategyhub.ui import forms
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import drawer
from aistrategyhub.ui.parts.guarded import GUARDED
from aistrategyhub.ui.parts.ordered import handle, ordered, ordered_row
from aistrategyhub.ui.parts.words import badge, empty_state, notice, section
from aistrategyhub.ui.viewer import may

_STATE = QuestionnaireState
_FORM = QuestionnaireState.form


def questionnaire_panel() -> rx.Component:
    """The questions on one side, the visitor's page on the other."""
    return rx.el.div(
        section(
            _("Le domande"),
            rx.cond(_STATE.rows.length() > 0, _questions(), _no_questions()),
            when(may(CatalogPermission.EDIT), _acts()),
            note=_STATE.version_label,
        ),
        rx.cond(_STATE.rows.length() > 0, _preview(), rx.fragment()),
        _drawer(),
        class_name="grid items-start gap-10 lg:grid-cols-2",
    )


def _no_questions() -> rx.Component:
    return empty_state(
        _("Nessuna domanda"),
        _("Chi chiede un preventivo scrive solo un messaggio. Con due o tre domande la risposta arriva prima."),
    )


def _questions() -> rx.Component:
    return ordered(
        rx.foreach(_STATE.rows, lambda row: ordered_row(row.id, _question(row))),
        rows=_STATE.rows,
        named_by=("label",),
        on_move=_STATE.move,
    )


def _question(row: rx.Var[QuestionLine]) -> rx.Component:
    return rx.el.div(
        when(may(CatalogPermission.EDIT), handle(row.label)),
        rx.el.span(
            rx.el.span(row.label, class_name="block font-medium wrap-anywhere"),
            rx.el.span(
                row.kind_label,
                rx.cond(row.is_required, rx.el.span(" · ", _("obbligatoria")), rx.fragment()),
                class_name="block text-sm text-ink-faint",
            ),
            rx.cond(row.missing_label != "", badge(row.missing_label, "waiting"), rx.fragment()),
            class_name="min-w-0 flex-1",
        ),
        when(
            may(CatalogPermission.EDIT),
            rx.fragment(
                button(
                    _("Modifica"),
                    kind="quiet",
                    on_click=_STATE.open(row.id),
                    custom_attrs={"aria-label": rx.Var.create(_("Modifica")) + " " + row.label},
                ),
                button(
                    _("Togli"),
                    kind="quiet",
                    on_click=_STATE.remove(row.id),
                    custom_attrs={"aria-label": rx.Var.create(_("Togli")) + " " + row.label},
                ),
            ),
        ),
        class_name="flex items-start gap-2 border-b border-line py-2",
    )


def _acts() -> rx.Component:
    return rx.el.div(
        rx.cond(
            (_STATE.form_error != "") & ~_STATE.is_open,
            notice(_STATE.form_error, tone="failed", urgent=True),
            rx.fragment(),
        ),
        rx.cond(
            _STATE.is_changed,
            rx.el.p(_("Le modifiche non sono ancora salvate."), role="status", class_name="text-sm text-waiting"),
            rx.fragment(),
        ),
        rx.el.div(
            button(_("Aggiungi una domanda"), kind="secondary", icon_name="plus", on_click=_STATE.add),
            button(_("Salva le domande"), disabled=~_STATE.is_changed, busy=_STATE.busy, on_click=_STATE.save),
            rx.cond(_STATE.is_changed, button(_("Lascia com’era"), kind="quiet", on_click=_STATE.load), rx.fragment()),
            class_name="flex flex-wrap items-center gap-3",
        ),
        class_name="grid gap-3",
    )


def _preview() -> rx.Component:
    return section(
        _("Come le vede chi chiede un preventivo"),
        rx.el.div(
            rx.foreach(_STATE.rows, lambda row: asked_question(row)),
            class_name="grid gap-6 border border-line p-5",
            custom_attrs={"inert": ""},
        ),
        class_name="lg:sticky lg:top-6",
    )


def _drawer() -> rx.Component:
    return drawer(
        rx.cond(_STATE.is_new, _("Nuova domanda"), _("Domanda")),
        forms.form(
            rx.el.label(
                rx.el.span(_("Che risposta si aspetta"), class_name="field-label"),
                rx.el.select(
                    *(rx.el.option(_(label), value=kind.value) for kind, label in QUESTION_KIND_LABELS.items()),
                    value=_STATE.kind,
                    on_change=_STATE.choose_kind,
                    class_name="input",
                ),
                class_name="field",
            ),
            forms.field(_("Domanda"), "label_it", state=_STATE, value=_FORM.label_it),
            forms.field(_("Domanda in inglese"), "label_en", state=_STATE, required=False, value=_FORM.label_en),
            rx.cond(rx.Var.create(HAVE_CHOICES).contains(_STATE.kind), _choices(), rx.fragment()),
            rx.cond(_STATE.kind == "number", _bounds(), rx.fragment()),
            forms.field(
                _("Spiegazione"),
                "hint_it",
                state=_STATE,
                required=False,
                value=_FORM.hint_it,
                hint=_("Una riga sotto la domanda, se serve."),
            ),
            forms.field(_("Spiegazione in inglese"), "hint_en", state=_STATE, required=False, value=_FORM.hint_en),
            forms.checkbox(_("Bisogna rispondere"), "is_required", state=_STATE, checked=_FORM.is_required),
            on_submit=_STATE.keep,
            state=_STATE,
            submit_label=_("Metti nel questionario"),
            custom_attrs=GUARDED,
            key=_STATE.epoch.to(str),
        ),
        open=_STATE.is_open,
        on_close=_STATE.leave,
    )


def _choices() -> rx.Component:
    return rx.fragment(
        forms.text_area(
            _("Possibili risposte"),
            "choices_it",
            state=_STATE,
            value=_FORM.choices_it,
            hint=_("Una per riga, almeno due."),
            rows=4,
        ),
        forms.text_area(
            _("Possibili risposte in inglese"),
            "choices_en",
            state=_STATE,
            required=False,
            value=_FORM.choices_en,
            hint=_("Nello stesso ordine, una per riga."),
            rows=4,
        ),
    )


def _bounds() -> rx.Component:
    return forms.field_row(
        forms.field(_("Minimo"), "least", state=_STATE, required=False, inputmode="numeric", value=_FORM.least),
        forms.field(_("Massimo"), "most", state=_STATE, required=False, inputmode="numeric", value=_FORM.most),
    )
