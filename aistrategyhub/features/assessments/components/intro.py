"""What visitors read before they begin."""

import reflex as rx

from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.assessments.rules.addresses import LIST_ROUTE
from aistrategyhub.features.assessments.schemas import AssessmentCard, DeadlineLine, SectionLine
from aistrategyhub.features.assessments.state.public import AssessmentsState, AssessmentState
from aistrategyhub.ui.forms import native_form
from aistrategyhub.ui.parts.actions import button, link, link_button
from aistrategyhub.ui.parts.reading import chapter
from aistrategyhub.ui.parts.words import empty_state, notice, page_header


def assessment_list() -> rx.Component:
    """The assessments, one under the other."""
    cards = AssessmentsState.cards
    nothing = empty_state(_("Nessuna autovalutazione per ora"), _("Torna presto: ne stiamo preparando."))
    listed = rx.el.ul(rx.foreach(cards, _card), class_name="grid border-t border-ink")
    return rx.cond(cards.length() > 0, listed, nothing)


def introduction() -> rx.Component:
    """An assessment before it is begun: what it is, what it is not, what it asks."""
    card = AssessmentState.card
    return rx.el.div(
        page_header(
            card.title, lead=card.lead, kicker=card.law, crumbs=[(_("Autovalutazioni"), LIST_ROUTE)], size="4xl"
        ),
        rx.el.div(
            rx.el.p(card.minutes_label, " · ", card.questions_label, class_name="text-ink-soft"),
            start_button(card.action),
            rx.el.p(
                _("Senza registrarsi: ogni risposta si salva da sola e si riprende con un link."),
                class_name="text-sm text-ink-faint",
            ),
            class_name="grid justify-items-start gap-3",
        ),
        notice(card.disclaimer, title=_("Che cosa non è"), tone="waiting"),
        chapter(_("Che cosa chiede"), rx.el.ol(rx.foreach(AssessmentState.sections, _section), class_name="grid")),
        chapter(
            _("Che cosa ottieni"),
            rx.el.ul(*(rx.el.li(line, class_name="border-b border-line py-2.5") for line in _gains())),
        ),
        chapter(_("Le date della legge"), rx.el.ol(rx.foreach(AssessmentState.deadlines, deadline), class_name="grid")),
        start_button(card.action),
        class_name="grid gap-10 md:gap-14",
    )


def start_button(action: rx.Var[str]) -> rx.Component:
    """Begins the questionnaire, also on a page that is asleep."""
    language = rx.el.input(type="hidden", default_value=current_locale(), custom_attrs={"name": "locale"})
    return native_form(language, button(_("Inizia"), submit=True), action=action, class_name="justify-self-start")


def deadline(line: rx.Var[DeadlineLine]) -> rx.Component:
    """A date of the law, what begins then, and what may move it."""
    return rx.el.li(
        rx.el.p(line.at_label, class_name="text-ink-soft tabular-nums sm:col-span-1"),
        rx.el.div(
            rx.el.p(
                line.title,
                " ",
                rx.el.span(line.reference, class_name="text-sm text-ink-faint font-normal"),
                class_name="font-medium",
            ),
            rx.el.p(line.detail, class_name="text-ink-soft"),
            rx.cond(line.note != "", rx.el.p(line.note, class_name="text-sm text-waiting"), rx.fragment()),
            class_name="grid gap-1 sm:col-span-3",
        ),
        class_name="grid gap-x-6 gap-y-1 border-b border-line py-4 sm:grid-cols-4",
    )


def missing_assessment() -> rx.Component:
    """Instead of an assessment that is not there."""
    return empty_state(
        _("Questa autovalutazione non c’è"),
        _("L’indirizzo può contenere un errore, oppure non è più disponibile."),
        action=link_button(_("Tutte le autovalutazioni"), LIST_ROUTE),
    )


def _gains() -> tuple[str, ...]:
    return (
        _("Un punteggio da 0 a 100 per ciascuna area, e il livello di maturità."),
        _("Le lacune in ordine di priorità, ciascuna con il suo articolo, l’impegno e l’effetto."),
        _("Una tabella di marcia a 30, 90 e 180 giorni."),
        _("Un rapporto in PDF da portare in direzione."),
    )


def _card(card: rx.Var[AssessmentCard]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h2(link(card.title, card.route, kind="quiet"), class_name="display text-2xl"),
            rx.el.p(card.law, class_name="text-sm text-ink-faint"),
            class_name="grid content-start gap-1 md:col-span-4",
        ),
        rx.el.div(
            rx.el.p(card.summary, class_name="max-w-prose text-lg"),
            rx.el.p(card.minutes_label, " · ", card.questions_label, class_name="text-sm text-ink-soft"),
            rx.el.p(link(_("Leggi e comincia"), card.route)),
            class_name="grid content-start gap-3 md:col-span-8",
        ),
        class_name="grid gap-x-8 gap-y-4 border-b border-line py-8 md:grid-cols-12",
    )


def _section(line: rx.Var[SectionLine]) -> rx.Component:
    return rx.el.li(
        rx.el.span(line.number, class_name="display text-xl text-action tabular-nums", aria_hidden="true"),
        rx.el.div(
            rx.el.h3(line.title, class_name="font-semibold"),
            rx.el.p(line.description, class_name="text-ink-soft"),
            class_name="grid gap-1",
        ),
        class_name="grid grid-cols-[2.5rem_1fr] border-b border-line py-4",
    )
