"""A conversation: what was said, where it stands, and the next question."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.assistant.rules.addresses import CONTACT_ROUTE
from aistrategyhub.features.assistant.schemas.screens import ChatLine, Segment, SourceRow
from aistrategyhub.features.assistant.state.chat import ChatState
from aistrategyhub.ui.forms import field, form
from aistrategyhub.ui.parts.actions import icon, link_button, plain_anchor
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.words import empty_state, notice

_S = ChatState


def conversation() -> rx.Component:
    """What was said so far, read aloud as it grows."""
    return rx.el.div(
        when(_S.greeting != "", rx.el.p(_S.greeting, class_name="max-w-prose text-lg")),
        rx.el.div(
            rx.foreach(_S.lines, _line),
            role="log",
            aria_live="polite",
            aria_busy=_S.busy,
            aria_label=_("Conversazione"),
            class_name="grid gap-6",
        ),
        class_name="grid gap-6",
    )


def transcript(lines: rx.Var[list[ChatLine]]) -> rx.Component:
    """The same for the firm: nothing to press."""
    return rx.el.div(rx.foreach(lines, _told), class_name="grid gap-6")


def _line(line: rx.Var[ChatLine]) -> rx.Component:
    return _by_people(line, _answer(line))


def _told(line: rx.Var[ChatLine]) -> rx.Component:
    return _by_people(
        line,
        rx.el.article(
            rx.el.p(
                rx.foreach(line.segments, _read_segment), class_name="max-w-prose whitespace-pre-line wrap-anywhere"
            ),
            _sources(line),
            when(
                line.feedback != "",
                rx.el.p(
                    rx.cond(line.feedback == "up", _("Il visitatore: utile"), _("Il visitatore: non utile")),
                    class_name="text-sm text-ink-soft",
                ),
            ),
            class_name="grid gap-3",
        ),
    )


def _by_people(line: rx.Var[ChatLine], otherwise: rx.Component) -> rx.Component:
    """What the visitor or a colleague said, or what happened; `otherwise` for the bot."""
    return rx.cond(
        line.note != "",
        rx.el.p(line.note, class_name="text-sm text-ink-soft"),
        rx.cond(line.is_visitor, _question(line), rx.cond(line.person != "", _person_says(line), otherwise)),
    )


def _person_says(line: rx.Var[ChatLine]) -> rx.Component:
    return rx.el.article(
        rx.el.h2(line.person, class_name="text-sm font-semibold"),
        rx.el.p(rx.foreach(line.segments, lambda part: part.words), class_name="whitespace-pre-line wrap-anywhere"),
        class_name="grid max-w-prose gap-1 border-l-2 border-ink pl-4",
    )


def _question(line: rx.Var[ChatLine]) -> rx.Component:
    return rx.el.article(
        rx.el.h2(_("Domanda"), class_name="sr-only"),
        rx.el.p(rx.foreach(line.segments, lambda part: part.words), class_name="whitespace-pre-line wrap-anywhere"),
        class_name="max-w-prose border-l-2 border-action pl-4 font-medium",
    )


def _answer(line: rx.Var[ChatLine]) -> rx.Component:
    return rx.el.article(
        rx.el.h2(_("Risposta"), class_name="sr-only"),
        rx.el.p(rx.foreach(line.segments, _segment), class_name="max-w-prose whitespace-pre-line wrap-anywhere"),
        when(line.is_writing, rx.el.p(_("Sto scrivendo…"), class_name="text-sm text-ink-faint")),
        when(line.notice != "", notice(line.notice)),
        _sources(line),
        when(~line.is_writing, _judging(line)),
        class_name="grid gap-3",
    )


def _segment(part: rx.Var[Segment]) -> rx.Component:
    return rx.fragment(
        part.words,
        when(
            part.number != "",
            rx.el.button(
                part.number,
                type="button",
                on_click=_S.open_source(part.key),
                aria_label=_("Apri la fonte") + " " + part.number,
                class_name="mx-0.5 min-h-6 min-w-6 rounded-sm border border-line px-1 text-xs text-action",
            ),
        ),
    )


def _read_segment(part: rx.Var[Segment]) -> rx.Component:
    return rx.fragment(part.words, when(part.number != "", rx.el.sup(part.number, class_name="mx-0.5 text-action")))


def _sources(line: rx.Var[ChatLine]) -> rx.Component:
    return when(
        line.sources.length() > 0,
        rx.el.div(
            rx.el.h3(_("Fonti"), class_name="text-sm font-semibold"),
            rx.el.ul(rx.foreach(line.sources, _source), class_name="grid gap-1"),
            class_name="grid max-w-prose gap-2",
        ),
    )


def _source(source: rx.Var[SourceRow]) -> rx.Component:
    return rx.el.li(
        rx.el.details(
            rx.el.summary(
                source.label,
                when(source.place != "", rx.el.span(", ", source.place, class_name="text-ink-soft")),
                class_name="cursor-pointer py-1 text-sm wrap-anywhere",
            ),
            rx.el.blockquote("«", source.quote, "»", class_name="border-l border-line pl-4 text-sm text-ink-soft"),
            when(
                source.href != "",
                plain_anchor(
                    _("Apri la pagina"),
                    href=source.href,
                    target="_blank",
                    rel="noopener",
                    class_name="link inline-block py-1 text-sm",
                ),
            ),
            open=_S.opened == source.key,
            class_name="grid gap-2",
        ),
    )


def _judging(line: rx.Var[ChatLine]) -> rx.Component:
    return rx.el.div(
        _thumb(line, "up", "thumbs-up", _("Risposta utile")),
        _thumb(line, "down", "thumbs-down", _("Risposta non utile")),
        class_name="flex gap-2",
    )


def _thumb(line: rx.Var[ChatLine], feedback: str, icon_name: str, label: str) -> rx.Component:
    is_chosen = line.feedback == feedback
    return rx.el.button(
        icon(icon_name, size=16),
        rx.el.span(label, class_name="sr-only"),
        type="button",
        on_click=_S.judge(line.message_id, feedback),
        aria_pressed=rx.cond(is_chosen, "true", "false"),
        class_name=[
            "grid min-h-9 min-w-9 place-items-center rounded-sm border",
            rx.cond(is_chosen, "border-action text-action", "border-line text-ink-soft"),
        ],
    )


def question_form() -> rx.Component:
    """The next question, or message to the person who is there. What was typed stays until it is taken."""
    return rx.el.div(
        form(
            field(
                rx.cond(_S.with_person, _("Il tuo messaggio"), _("La tua domanda")),
                "question",
                state=_S,
                autocomplete="off",
            ),
            on_submit=_S.ask,
            state=_S,
            submit_label=rx.cond(_S.with_person, _("Invia"), _("Chiedi")),
            key=_S.round.to_string(),
        ),
        class_name="max-w-prose",
    )


def asleep() -> rx.Component:
    """Where the firm has no bot that answers."""
    return empty_state(
        _("L’assistente non è attivo"),
        _("Scrivici: ti risponde una persona entro un giorno lavorativo."),
        action=link_button(_("Contatti"), CONTACT_ROUTE),
    )
