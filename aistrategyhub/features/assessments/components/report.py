"""The report on the page."""

import reflex as rx

from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.assessments.components.intro import deadline
from aistrategyhub.features.assessments.rules.addresses import LIST_ROUTE, PRIVACY_ROUTE
from aistrategyhub.features.assessments.rules.consent import consent_words
from aistrategyhub.features.assessments.schemas import AreaRow, GapRow, OpenRow, ServiceRow, StageRow
from aistrategyhub.features.assessments.state.report import ReportState
from aistrategyhub.ui.forms import checkbox, field, form
from aistrategyhub.ui.parts.actions import button, file_link, link, link_button
from aistrategyhub.ui.parts.base import toned
from aistrategyhub.ui.parts.floating import confirm
from aistrategyhub.ui.parts.reading import chapter
from aistrategyhub.ui.parts.words import badge, empty_state, notice, page_header


def report() -> rx.Component:
    """All of it: the summary first, then the areas, the gaps, the road map, and what to do with it."""
    shown = ReportState.report
    return rx.el.article(
        page_header(shown.title, kicker=shown.law, size="4xl", actions=[_download()]),
        notice(shown.disclaimer, tone="waiting"),
        _summary(),
        rx.cond(shown.areas.length() > 0, chapter(_("Punteggio per area"), _areas()), rx.fragment()),
        rx.cond(
            shown.gaps.length() > 0,
            rx.fragment(
                chapter(_("Lacune in ordine di priorità"), rx.el.ol(rx.foreach(shown.gaps, _gap), class_name="grid")),
                chapter(
                    _("Tabella di marcia"),
                    rx.el.div(rx.foreach(shown.stages, _stage), class_name="grid gap-8 lg:grid-cols-3"),
                ),
            ),
        ),
        rx.cond(shown.services.length() > 0, chapter(_("Come possiamo aiutare"), _services()), rx.fragment()),
        rx.cond(shown.open_questions.length() > 0, chapter(_("Domande senza risposta"), _open()), rx.fragment()),
        chapter(_("Le date della legge"), rx.el.ol(rx.foreach(shown.deadlines, deadline), class_name="grid")),
        chapter(_("Conserva il rapporto"), _keeping()),
        class_name="grid gap-10 md:gap-14",
    )


def missing_report() -> rx.Component:
    """Instead of a report that is not there."""
    return empty_state(
        _("Questo rapporto non c’è"),
        _("Il link è incompleto, oppure le risposte sono state eliminate."),
        action=link_button(_("Tutte le autovalutazioni"), LIST_ROUTE),
    )


def _download() -> rx.Component:
    address = ReportState.report.pdf_address + f"?locale={current_locale()}"
    return file_link(_("Scarica il PDF"), address)


def _summary() -> rx.Component:
    shown = ReportState.report
    lines = rx.foreach(shown.summary, lambda line: rx.el.p(line, class_name="text-lg"))
    score = rx.el.div(
        rx.html(shown.dial, class_name="w-full max-w-64"),
        rx.el.p(_("Livello di maturità"), ": ", rx.el.strong(shown.level)),
        rx.el.p(shown.level_text, class_name="text-ink-soft"),
        class_name="grid content-start justify-items-start gap-2 md:col-span-4",
    )
    return rx.el.section(
        rx.cond(shown.has_score, score, rx.fragment()),
        rx.el.div(
            rx.el.h2(_("Sintesi per la direzione"), class_name="display text-2xl"),
            lines,
            _outcome(),
            rx.el.p(shown.made_label, " · ", shown.version_label, class_name="text-sm text-ink-faint"),
            class_name="grid content-start gap-4 md:col-span-8",
        ),
        class_name="grid gap-x-8 gap-y-8 md:grid-cols-12",
    )


def _outcome() -> rx.Component:
    shown = ReportState.report
    told = rx.el.div(
        rx.el.p(shown.outcome, class_name="font-semibold"),
        rx.el.p(shown.outcome_text),
        rx.el.p(shown.outcome_reference, class_name="text-sm"),
        role="note",
        class_name=["notice", toned("tone", shown.outcome_tone)],
    )
    return rx.cond(shown.outcome != "", told, rx.fragment())


def _areas() -> rx.Component:
    shown = ReportState.report
    return rx.el.div(
        rx.cond(shown.radar != "", rx.html(shown.radar, class_name="mx-auto w-full max-w-form max-sm:hidden")),
        rx.el.ul(rx.foreach(shown.areas, _area), class_name="grid"),
        class_name="grid gap-8",
    )


def _area(area: rx.Var[AreaRow]) -> rx.Component:
    bar = rx.el.progress(max="100", value=area.score, class_name="progress", aria_hidden="true")
    return rx.el.li(
        rx.el.div(
            rx.el.span(area.title, class_name="font-medium"),
            rx.el.span(area.score_label, class_name="whitespace-nowrap tabular-nums font-semibold"),
            class_name="flex items-baseline justify-between gap-4",
        ),
        rx.cond(area.is_scored, bar, rx.fragment()),
        rx.el.p(area.answered_label, class_name="text-sm text-ink-faint"),
        class_name="grid gap-1.5 border-b border-line py-3",
    )


def _gap(gap: rx.Var[GapRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(gap.number, class_name="display text-2xl text-action tabular-nums", aria_hidden="true"),
        rx.el.div(
            rx.el.p(
                badge(gap.severity, gap.tone),
                rx.el.span(gap.area, " · ", gap.extent, class_name="text-sm text-ink-faint"),
                class_name="flex flex-wrap items-center gap-3",
            ),
            rx.el.h3(gap.gap, class_name="font-semibold"),
            rx.el.p(gap.act, class_name="max-w-prose text-ink-soft"),
            rx.el.p(
                rx.el.span(gap.reference, class_name="text-action"),
                rx.el.span(_("impegno"), " ", gap.effort),
                rx.el.span(_("effetto"), " ", gap.impact),
                class_name="flex flex-wrap gap-x-5 gap-y-1 text-sm text-ink-faint",
            ),
            class_name="grid min-w-0 gap-1.5",
        ),
        class_name="grid grid-cols-[2.5rem_1fr] border-b border-line py-5",
    )


def _stage(stage: rx.Var[StageRow]) -> rx.Component:
    acts = rx.foreach(stage.acts, lambda act: rx.el.li(act, class_name="border-t border-line py-2.5 text-sm"))
    nothing = rx.el.p(_("Nessun intervento previsto in questo periodo."), class_name="text-sm text-ink-faint")
    return rx.el.section(
        rx.el.h3(stage.title, class_name="display text-xl"),
        rx.el.p(stage.note, class_name="text-sm text-ink-faint"),
        rx.cond(stage.acts.length() > 0, rx.el.ul(acts), nothing),
        class_name="grid content-start gap-2 border-t-2 border-action pt-3",
    )


def _services() -> rx.Component:
    shown = ReportState.report
    return rx.el.div(
        rx.el.ul(rx.foreach(shown.services, _service), class_name="grid"),
        rx.el.div(link_button(_("Chiedi un preventivo con questo rapporto"), shown.quote_route)),
        class_name="grid gap-6",
    )


def _service(service: rx.Var[ServiceRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h3(link(service.name, service.route, kind="quiet"), class_name="font-semibold"),
            rx.el.p(service.description, class_name="text-ink-soft"),
            rx.el.p(service.reason, class_name="text-sm text-ink-faint"),
            class_name="grid gap-1 sm:col-span-2",
        ),
        rx.el.div(
            rx.el.p(service.price_label, class_name="font-medium tabular-nums"),
            link(_("Richiedi un preventivo"), service.quote_route),
            class_name="grid content-start gap-1 sm:justify-items-end",
        ),
        class_name="grid gap-x-6 gap-y-3 border-b border-line py-5 sm:grid-cols-3",
    )


def _open() -> rx.Component:
    return rx.el.ul(rx.foreach(ReportState.report.open_questions, _open_question), class_name="grid")


def _open_question(row: rx.Var[OpenRow]) -> rx.Component:
    return rx.el.li(
        link(row.question, row.route),
        rx.el.span(row.area, class_name="block text-sm text-ink-faint"),
        class_name="border-b border-line py-3",
    )


def _keeping() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            _("Il link di questa pagina basta per tornarci: chi lo ha può leggere, cambiare ed eliminare le risposte."),
            class_name="max-w-prose text-ink-soft",
        ),
        rx.cond(ReportState.is_sent, _sent(), _sending()),
        rx.el.div(
            link_button(_("Cambia le risposte"), ReportState.report.answers_route, kind="secondary"),
            _deletion(),
            class_name="flex flex-wrap gap-3",
        ),
        class_name="grid gap-8",
    )


def _sending() -> rx.Component:
    state = ReportState
    notice_link = link(_("Leggi l’informativa"), PRIVACY_ROUTE, custom_attrs={"target": "_blank"})
    return rx.el.div(
        form(
            field(
                _("Indirizzo e-mail"),
                "email",
                kind="email",
                state=state,
                autocomplete="email",
                hint=_("Serve solo a mandarti il link del rapporto: per vederlo non occorre."),
            ),
            checkbox(rx.fragment(consent_words(current_locale()), " ", notice_link), "consent", state=state),
            on_submit=state.send,
            state=state,
            submit_label=_("Mandami il rapporto"),
        ),
        class_name="max-w-form",
    )


def _sent() -> rx.Component:
    return notice(
        rx.el.p(_("Il link è in viaggio verso la tua e-mail.")), title=_("Rapporto inviato"), tone="action", urgent=True
    )


def _deletion() -> rx.Component:
    return confirm(
        _("Eliminare le risposte e il rapporto?"),
        rx.el.p(_("Spariscono per sempre, e il link non porta più a nulla.")),
        act=ReportState.delete,
        verb=_("Elimina per sempre"),
        trigger=button(_("Elimina le risposte"), kind="quiet"),
    )
