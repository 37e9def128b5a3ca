"""Rounds of the owner's questions: the last one, how it went before, and the questions."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.assistant.permissions import AssistantPermission
from aistrategyhub.features.assistant.rules.examining import LANGUAGES
from aistrategyhub.features.assistant.schemas.examining import FailedRow, OwnQuestionRow, WayRow
from aistrategyhub.features.assistant.state.examining import AdminOwnQuestionsState, AdminRoundState
from aistrategyhub.ui.forms import field, field_row, form, select
from aistrategyhub.ui.parts.actions import button, link
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.charts import line_chart
from aistrategyhub.ui.parts.figures import progress, stat_row, stat_tile
from aistrategyhub.ui.parts.floating import confirm
from aistrategyhub.ui.parts.words import badge, definitions, empty_state, notice, section
from aistrategyhub.ui.tables import Column, search_box, table
from aistrategyhub.ui.viewer import may

_R, _Q = AdminRoundState, AdminOwnQuestionsState


def examining() -> rx.Component:
    """Everything on the page of rounds."""
    return rx.el.div(
        _last_round(),
        when(_R.view.is_there, rx.el.div(_ways(), _failed(), _over_time(), class_name="grid gap-10")),
        _own_questions(),
        _found_by(),
        class_name="grid gap-10",
    )


def _last_round() -> rx.Component:
    start = button(
        _("Fai la prova"), on_click=_R.start, disabled=_R.view.is_going_on | (_Q.total == 0), icon_name="play"
    )
    return section(
        _("Ultima prova"),
        rx.cond(
            _R.view.is_there,
            _told(),
            empty_state(
                _("Ancora nessuna prova"),
                _("Scrivi qui sotto che cosa chiederanno i visitatori e che cosa no, poi fai la prova."),
            ),
        ),
        when(may(AssistantPermission.TEACH), rx.el.div(start)),
        note=_("Le domande di prova si fanno a tutti i modi di cercare. Si rifà da sola quando apri l’assistente."),
    )


def _told() -> rx.Component:
    view = _R.view
    return rx.el.div(
        rx.el.div(
            badge(view.status_label, view.status_tone),
            rx.el.span(view.at_label, class_name="text-sm text-ink-soft"),
            class_name="flex flex-wrap items-center gap-3",
        ),
        when(view.is_going_on, progress(_("Domande fatte"), value=view.percent)),
        stat_row(
            stat_tile(_("Risposte giuste"), view.right_label),
            stat_tile(_("Trovate fra i primi cinque passaggi"), view.recall_label),
            stat_tile(_("Soglia in uso"), view.threshold_label, note=_("Sotto, dice che non lo sa.")),
        ),
        when(view.suggestion != "", _suggestion()),
        class_name="grid gap-6",
    )


def _suggestion() -> rx.Component:
    return notice(
        rx.el.div(
            rx.el.p(
                _("Con questa soglia le domande a cui rispondere e quelle fuori tema si dividono meglio:"),
                " ",
                rx.el.strong(_R.view.suggestion),
            ),
            when(may(AssistantPermission.CHANGE), button(_("Usa questa soglia"), on_click=_R.calibrate)),
            class_name="grid justify-items-start gap-3",
        ),
        tone="waiting",
    )


def _ways() -> rx.Component:
    return section(
        _("Modi di cercare"),
        table(
            _R.ways,
            [
                Column(_("Modo"), lambda row: row.label),
                Column(_("Prima"), lambda row: row.first_label, is_number=True),
                Column(_("Fra le prime 5"), lambda row: row.fifth_label, is_number=True),
                Column(_("Fra le prime 10"), lambda row: row.tenth_label, is_number=True),
                Column(_("MRR"), lambda row: row.mrr_label, is_number=True),
                Column(_("95 % entro"), lambda row: row.speed_label, is_number=True),
                Column(_("Azioni"), _way_acts),
            ],
            caption=_("Modi di cercare"),
            empty=empty_state(
                _("Niente da confrontare"), _("Servono domande di prova a cui l’assistente deve rispondere.")
            ),
        ),
        note=_("Quante volte il passaggio atteso è fra i primi. Si può usare solo ciò che trova almeno quanto oggi."),
    )


def _way_acts(row: rx.Var[WayRow]) -> rx.Component:
    use = when(may(AssistantPermission.CHANGE), button(_("Usa questo"), kind="quiet", on_click=_R.use(row.name)))
    return rx.cond(row.is_own, badge(_("In uso"), "action"), when(row.may_be_used, use))


def _failed() -> rx.Component:
    return section(
        _("Che cosa non è andato"),
        table(
            _R.failed,
            [
                Column(_("Domanda"), _failed_question),
                Column(_("Perché"), lambda row: badge(row.problem, row.tone)),
                Column(_("Posto"), lambda row: row.place_label, is_number=True),
                Column(_("Copertura"), lambda row: row.coverage_label, is_number=True),
                Column(_("Primo trovato"), lambda row: rx.el.span(row.found, class_name="wrap-anywhere")),
            ],
            caption=_("Domande a cui non si è risposto come si deve"),
            empty=empty_state(_("Tutte giuste"), _("Ogni domanda di prova ha avuto la risposta che doveva.")),
        ),
    )


def _failed_question(row: rx.Var[FailedRow]) -> rx.Component:
    return rx.el.span(row.question, class_name="wrap-anywhere")


def _over_time() -> rx.Component:
    title = _("Prove nel tempo")
    return section(title, line_chart(title, _R.series, empty=_("La linea comincia con la prima prova conclusa.")))


def _own_questions() -> rx.Component:
    return section(
        _("Domande di prova"),
        when(may(AssistantPermission.TEACH), _question_form()),
        search_box(_Q, _("Domanda")),
        table(
            _Q.rows,
            [
                Column(_("Domanda"), lambda row: rx.el.span(row.question, class_name="wrap-anywhere")),
                Column(_("Deve trovare"), lambda row: rx.el.span(row.expected_label, class_name="wrap-anywhere")),
                Column(_("Lingua"), lambda row: row.language_label, is_short=True),
                Column(_("Azioni"), _question_acts),
            ],
            caption=_("Domande di prova"),
            state=_Q,
            empty=empty_state(
                _("Nessuna domanda di prova"),
                _("Bastano venti: quelle che i clienti fanno al telefono, e qualcuna che non c’entra."),
            ),
        ),
    )


def _question_form() -> rx.Component:
    languages = [(code, _(label)) for code, label in LANGUAGES.items()]
    return form(
        field(_("Domanda"), "question", state=_Q, hint=_("Come la scriverebbe un visitatore.")),
        field_row(
            select(_("Deve rispondere"), "expected", _Q.choices, state=_Q),
            field(
                _("Nella sezione"),
                "heading",
                state=_Q,
                required=False,
                hint=_("Una parte del suo titolo, se conta."),
            ),
            select(_("Lingua"), "locale", languages, state=_Q),
        ),
        on_submit=_Q.add,
        state=_Q,
        submit_label=_("Aggiungi"),
        key=_Q.epoch.to_string(),
    )


def _question_acts(row: rx.Var[OwnQuestionRow]) -> rx.Component:
    return when(
        may(AssistantPermission.TEACH),
        confirm(
            _("Eliminare questa domanda di prova?"),
            rx.el.p(row.question, class_name="wrap-anywhere"),
            act=_Q.delete(row.question_id),
            verb=_("Elimina"),
            trigger=button(_("Elimina"), kind="quiet"),
        ),
    )


def _found_by() -> rx.Component:
    search = _R.search
    return section(
        _("Con che cosa si trova"),
        definitions(
            (_("Vettori"), search.vectors_label),
            (_("Domande scritte per i passaggi"), search.written_label),
        ),
        when(
            search.is_local,
            notice(
                _(
                    "I vettori sono calcolati qui, dalle lettere delle parole: perdonano desinenze ed errori, non "
                    "trovano sinonimi. Un fornitore si indica con EMBEDDINGS_API_KEY."
                )
            ),
        ),
        when(may(AssistantPermission.CHANGE), _writing()),
    )


def _writing() -> rx.Component:
    search = _R.search
    off = button(_("Non scriverne altre"), kind="secondary", on_click=_R.want(False))
    ask = confirm(
        _("Far scrivere le domande?"),
        rx.el.p(
            _(
                "Un modello legge ogni passaggio e scrive le domande a cui risponde. Si paga, dentro il suo budget "
                "mensile."
            )
        ),
        act=_R.want(True),
        verb=_("Fai scrivere"),
        trigger=button(_("Fai scrivere le domande"), kind="secondary"),
        kind="primary",
    )
    no_key = rx.el.p(
        _("Senza la chiave di un modello non si scrivono domande."),
        " ",
        link(_("Prompt e budget"), "/admin/prompt"),
        class_name="text-sm text-ink-soft",
    )
    return rx.cond(search.writes_questions, rx.el.div(off), rx.cond(search.has_key, rx.el.div(ask), no_key))
