"""The form that asks for a quote, with the questions of its service."""

from typing import Any

import reflex as rx

from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.quotes.links import CHALLENGE_ADDRESS, FILES_ADDRESS, FORM_ACTION, PRIVACY_ROUTE
from aistrategyhub.features.quotes.rules import consent_words
from aistrategyhub.features.quotes.rules.files import ACCEPTED, LARGEST_FILE, MOST_FILES
from aistrategyhub.features.quotes.schemas import ChoiceField, FileRow, QuestionField
from aistrategyhub.features.quotes.state.form import QuoteFormState
from aistrategyhub.ui.forms import checkbox, field, field_row, form, text_area
from aistrategyhub.ui.parts.actions import button, icon, link, link_button
from aistrategyhub.ui.parts.base import Text
from aistrategyhub.ui.parts.file_drop import file_drop
from aistrategyhub.ui.parts.proof import proof_of_work, robot_trap
from aistrategyhub.ui.parts.words import notice, section


def quote_form() -> rx.Component:
    """The form, or thanks once it was sent. It works asleep and without scripts: the server then shows the request
    once more before it goes."""
    state = QuoteFormState
    return rx.el.div(
        rx.cond(state.number != "", _thanks(), _form()), on_mount=state.arrive, class_name="grid gap-10 max-w-prose"
    )


def subject_aside() -> rx.Component:
    """The service that the quote is about."""
    subject = QuoteFormState.subject
    return rx.el.aside(
        rx.el.p(_("Il servizio"), class_name="text-sm text-ink-faint"),
        rx.el.p(link(subject.name, subject.route), class_name="display text-xl"),
        rx.el.p(subject.description, class_name="text-ink-soft"),
        rx.el.p(subject.price_label, class_name="font-medium tabular-nums"),
        class_name="grid content-start gap-2 border-t border-ink pt-4",
    )


def _form() -> rx.Component:
    state = QuoteFormState
    return form(
        rx.cond(state.prefill.length() > 0, _prefilled(), rx.fragment()),
        rx.cond(state.questions.length() > 0, _questions(), rx.fragment()),
        section(_("A chi mandiamo il preventivo"), _contact()),
        rx.cond(
            state.questions.length() > 0,
            text_area(_("Altro da sapere"), "message", state=state, required=False),
            text_area(_("Di che cosa hai bisogno"), "message", state=state),
        ),
        _files(),
        checkbox(_consent(), "consent", state=state),
        robot_trap(),
        _hidden("service", state.subject.slug),
        _hidden("locale", current_locale()),
        proof_of_work("proof", CHALLENGE_ADDRESS, round=state.round),
        on_submit=state.submit,
        state=state,
        submit_label=_("Richiedi il preventivo"),
        action=FORM_ACTION,
        method="post",
    )


def _hidden(name: str, value: Text) -> rx.Component:
    """What the server has to know of the page when the form comes without the application."""
    return rx.el.input(type="hidden", default_value=value, custom_attrs={"name": name})


def _prefilled() -> rx.Component:
    return notice(
        rx.el.ul(rx.foreach(QuoteFormState.prefill, lambda line: rx.el.li(line)), class_name="grid gap-1"),
        title=_("Dalla tua autovalutazione"),
        tone="action",
    )


def _questions() -> rx.Component:
    asked = rx.foreach(QuoteFormState.questions, _question)
    return section(_("Qualche domanda"), rx.el.div(asked, class_name="grid gap-6"))


def _contact() -> rx.Component:
    state = QuoteFormState
    known = state.contact
    # Fields keep what they were first drawn with: they are drawn anew when it turns out who is signed in.
    return rx.el.div(
        field_row(
            field(_("Nome"), "name", state=state, autocomplete="name", value=known.name),
            field(_("Indirizzo e-mail"), "email", kind="email", state=state, autocomplete="email", value=known.email),
        ),
        field_row(
            field(
                _("Azienda"),
                "company",
                state=state,
                required=False,
                autocomplete="organization",
                value=known.company,
            ),
            field(
                _("Telefono"),
                "phone",
                kind="tel",
                state=state,
                required=False,
                autocomplete="tel",
                value=known.phone,
            ),
        ),
        key=known.email,
        class_name="grid gap-6",
    )


def _files() -> rx.Component:
    state = QuoteFormState
    return rx.el.div(
        file_drop(
            _("File da allegare"),
            "files",
            address=FILES_ADDRESS,
            part="",
            accept=ACCEPTED,
            largest=LARGEST_FILE,
            required=False,
            error=state.errors["files"].to(str),
            hint=_(
                "Documenti e immagini, al massimo {most}. Li legge solo chi prepara il preventivo.", most=MOST_FILES
            ),
            on_all_done=state.files_arrived,
        ),
        rx.cond(
            state.files.length() > 0,
            rx.el.div(
                rx.el.p(_("Partono con la richiesta:"), class_name="text-sm text-ink-soft"),
                rx.el.ul(rx.foreach(state.files, _kept_file), class_name="grid gap-1"),
                class_name="grid gap-1",
            ),
        ),
        class_name="grid gap-3",
    )


def _kept_file(file: rx.Var[FileRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(file.name, " (", file.size_label, ")", class_name="wrap-anywhere"),
        button(
            icon("x", size=14),
            kind="quiet",
            on_click=QuoteFormState.drop_file(file.key),
            custom_attrs={"aria-label": _("Togli il file"), "title": _("Togli il file")},
        ),
        key=file.key,
        class_name="flex flex-wrap items-center gap-3",
    )


def _question(question: rx.Var[QuestionField]) -> rx.Component:
    return rx.match(
        question.kind,
        ("choice", _group(question, lambda option: _radio(question, option.key, option.label))),
        ("choices", _group(question, _tick)),
        ("yes_no", _yes_no(question)),
        _labelled(question),
    )


def _labelled(question: rx.Var[QuestionField]) -> rx.Component:
    return rx.el.div(
        rx.el.label(_label(question), html_for="field-" + question.name, class_name="field-label"),
        _hint(question),
        rx.match(
            question.kind,
            ("long_text", rx.el.textarea(rows="4", class_name="input", custom_attrs=_attributes(question))),
            ("number", _input(question, "text", inputMode="decimal")),
            ("date", _input(question, "date")),
            _input(question, "text"),
        ),
        _error(question),
        class_name="field",
    )


def _input(question: rx.Var[QuestionField], kind: str, **attributes: Any) -> rx.Component:
    return rx.el.input(type=kind, class_name="input", custom_attrs={**_attributes(question), **attributes})


def _group(question: rx.Var[QuestionField], draw: Any) -> rx.Component:
    return _fieldset(question, rx.el.div(rx.foreach(question.options, draw)))


def _yes_no(question: rx.Var[QuestionField]) -> rx.Component:
    return _fieldset(question, rx.el.div(_radio(question, "yes", _("Sì")), _radio(question, "no", _("No"))))


def _fieldset(question: rx.Var[QuestionField], choices: rx.Component) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(_label(question), class_name="field-label"),
        _hint(question),
        choices,
        _error(question),
        class_name="field",
        custom_attrs={"aria-describedby": question.name + "-error"},
    )


def _radio(question: rx.Var[QuestionField], value: Any, label: Any) -> rx.Component:
    attributes = {"name": question.name, "value": value}
    return _choice("radio", label, attributes)


def _tick(option: rx.Var[ChoiceField]) -> rx.Component:
    return _choice("checkbox", option.label, {"name": option.name})


def _choice(kind: str, label: Any, attributes: dict[str, Any]) -> rx.Component:
    control = rx.el.input(type=kind, class_name="choice-mark", custom_attrs=attributes)
    return rx.el.label(control, rx.el.span(label), class_name="choice")


def _label(question: rx.Var[QuestionField]) -> rx.Component:
    optional = rx.el.span(" (", _("facoltativo"), ")", class_name="field-optional")
    return rx.fragment(question.label, rx.cond(question.is_required, rx.fragment(), optional))


def _hint(question: rx.Var[QuestionField]) -> rx.Component:
    return rx.cond(question.hint != "", rx.el.p(question.hint, class_name="field-hint"), rx.fragment())


def _error(question: rx.Var[QuestionField]) -> rx.Component:
    error = QuoteFormState.errors[question.name]
    line = rx.el.p(error, class_name="field-error", custom_attrs={"id": question.name + "-error"})
    return rx.cond(error, line, rx.fragment())


def _attributes(question: rx.Var[QuestionField]) -> dict[str, Any]:
    return {
        "id": "field-" + question.name,
        "name": question.name,
        "aria-invalid": QuoteFormState.errors[question.name].bool(),
        "aria-describedby": question.name + "-error",
    }


def _consent() -> rx.Component:
    notice_link = link(_("Leggi l’informativa"), PRIVACY_ROUTE, custom_attrs={"target": "_blank"})
    return rx.fragment(consent_words(current_locale()), " ", notice_link)


def _thanks() -> rx.Component:
    return rx.el.div(
        notice(
            rx.el.p(
                _("Il numero della richiesta è"),
                " ",
                rx.el.strong(QuoteFormState.number),
                ". ",
                _("Rispondiamo entro due giorni lavorativi; una conferma è in viaggio verso la tua e-mail."),
            ),
            title=_("Richiesta inviata"),
            tone="action",
            urgent=True,
        ),
        rx.el.div(link_button(_("Tutti i servizi"), "/servizi", kind="secondary")),
        class_name="grid gap-6",
    )
