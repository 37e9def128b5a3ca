"""A conversation: what was said, where it stands, and the next question."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.assistant.rules.addresses import CONTACT_ROUTE
from aistrategyhub.features.assistant.schemas.screens import ChatLine, Segment, SourceRow
from aistrategyhub.features.assistant.state.chat import ChatState
from aistrategyhub.ui.forms import field, form
from aistrategyhub.ui.parts.actions import button, icon, link_button, plain_anchor
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import confirm
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
    return rx.cond(line.is_visitor, _question(line), _answer(line))


def _told(line: rx.Var[ChatLine]) -> rx.Component:
    return rx.cond(
        line.is_visitor,
        _question(line),
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
    """The next question. What was typed stays until it is taken."""
    return rx.el.div(
        form(
            field(_("La tua domanda"), "question", state=_S, autocomplete="off"),
            on_submit=_S.ask,
            state=_S,
            submit_label=_("Chiedi"),
            key=_S.round.to_string(),
        ),
        class_name="max-w-prose",
    )


def ways_out() -> rx.Component:
    """A person instead, and taking back what was said."""
    return rx.el.div(
        when(_S.contact_href != "", _person()),
        rx.el.div(
            button(_("Parla con una persona"), kind="secondary", icon_name="user", on_click=_S.want_person),
            when(
                _S.lines.length() > 0,
                confirm(
                    _("Cancellare la conversazione?"),
                    rx.el.p(_("Le domande e le risposte spariscono per sempre, anche dai nostri archivi.")),
                    act=_S.forget,
                    verb=_("Cancella"),
                    trigger=button(_("Cancella la conversazione"), kind="quiet"),
                ),
            ),
            class_name="flex flex-wrap gap-3",
        ),
        class_name="grid gap-4",
    )


def _person() -> rx.Component:
    return notice(
        when(
            _S.reference != "",
            rx.el.p(
                _("La tua conversazione ha il riferimento"),
                " ",
                rx.el.strong(_S.reference),
                ". ",
                _("Chi ti risponde la può leggere."),
            ),
            rx.el.p(_("Scrivici: ti risponde una persona.")),
        ),
        plain_anchor(_("Apri il modulo di contatto"), href=_S.contact_href, class_name="link"),
        title=_("Ti risponde una persona"),
        tone="action",
        urgent=True,
    )


def asleep() -> rx.Component:
    """Where the firm has no bot that answers."""
    return empty_state(
        _("L’assistente non è attivo"),
        _("Scrivici: ti risponde una persona entro un giorno lavorativo."),
        action=link_button(_("Contatti"), CONTACT_ROUTE),
    )
