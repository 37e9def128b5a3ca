"""The panel of help with a draft: what is asked, how it goes, and the suggestions to take or put aside."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.blog.rules.helping import LANGUAGES, LENGTHS, TONES
from aistrategyhub.features.blog.schemas.helping import StepRow, SuggestionGroup, SuggestionRow
from aistrategyhub.features.blog.state.helping import DraftHelpState
from aistrategyhub.features.prompts.components import no_key_notice
from aistrategyhub.ui.forms import field, field_row, form, select, text_area
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.figures import progress
from aistrategyhub.ui.parts.floating import drawer
from aistrategyhub.ui.parts.words import badge, notice, section

_S = DraftHelpState


def help_panel() -> rx.Component:
    """The button and the panel that it opens."""
    return rx.fragment(
        button(_("Chiedi aiuto"), kind="secondary", icon_name="lightbulb", on_click=_S.start),
        drawer(
            _("Aiuto per la bozza"),
            no_key_notice(_S.has_key),
            when(_S.has_key, _wish_form()),
            when(_S.view.topic != "", _answers()),
            open=_S.is_open,
            on_close=_S.leave,
            width="wide",
        ),
    )


def _wish_form() -> rx.Component:
    return form(
        text_area(_("Di che cosa parla"), "topic", state=_S, rows=3),
        field(
            _("Parole chiave"), "keywords", state=_S, required=False, hint=_("Separate da virgole: AI Act, fornitori")
        ),
        field_row(
            select(_("Lingua"), "locale", [(name, _(label)) for name, (label, _word) in LANGUAGES.items()], state=_S),
            select(_("Tono"), "tone", [(name, _(label)) for name, (label, _word) in TONES.items()], state=_S),
            select(
                _("Lunghezza"),
                "length",
                [(name, _(label)) for name, (label, _word) in LENGTHS.items()],
                state=_S,
                value="medium",
            ),
        ),
        rx.el.p(
            _("Non scrivere dati personali: il testo va ad Anthropic. Niente cambia finché non accetti un pezzo."),
            class_name="text-sm text-ink-soft",
        ),
        on_submit=_S.ask,
        state=_S,
        submit_label=_("Chiedi suggerimenti"),
    )


def _answers() -> rx.Component:
    view = _S.view
    return section(
        _("Suggerimenti"),
        rx.el.p(view.topic, " · ", view.locale_label, " · ", view.asked_label, class_name="text-sm text-ink-soft"),
        rx.el.div(
            when(view.is_running, progress(_("Il modello sta rispondendo"), value=view.percent)),
            rx.el.ul(rx.foreach(view.steps, _step), class_name="grid gap-1 text-sm text-ink-soft"),
            when(view.cost_label != "", rx.el.p(_("Costo:"), " ", view.cost_label, class_name="text-sm tabular-nums")),
            aria_live="polite",
            class_name="grid gap-3",
        ),
        rx.foreach(view.groups, _group),
    )


def _step(step: rx.Var[StepRow]) -> rx.Component:
    return rx.el.li(
        rx.cond(step.status == "failed", notice(step.label, ": ", step.note, tone="failed"), _quiet_step(step))
    )


def _quiet_step(step: rx.Var[StepRow]) -> rx.Component:
    return rx.el.span(step.label, ": ", step.note)


def _group(group: rx.Var[SuggestionGroup]) -> rx.Component:
    return rx.el.div(
        rx.el.h3(group.label, class_name="font-semibold"),
        rx.el.ul(rx.foreach(group.rows, _suggestion), class_name="grid"),
        class_name="grid gap-1",
    )


def _suggestion(row: rx.Var[SuggestionRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.text, class_name=rx.cond(row.state == "rejected", "text-ink-faint line-through", "")),
            rx.el.ul(
                rx.foreach(row.points, lambda point: rx.el.li(point)),
                class_name="list-disc pl-5 text-sm text-ink-soft",
            ),
            when(row.note != "", rx.el.p(row.note, class_name="text-sm text-ink-faint tabular-nums")),
            class_name="min-w-0 grow wrap-anywhere",
        ),
        rx.match(
            row.state,
            ("accepted", badge(_("nella bozza"), "action")),
            ("rejected", badge(_("scartato"), "neutral")),
            rx.el.span(
                button(_("Accetta"), kind="secondary", on_click=_S.take(row.id)),
                button(_("Scarta"), kind="quiet", on_click=_S.put_aside(row.id)),
                class_name="flex flex-wrap gap-1",
            ),
        ),
        class_name="flex flex-wrap items-start justify-between gap-3 border-b border-line py-3",
    )
