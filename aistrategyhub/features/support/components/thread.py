"""What was said about a ticket, and saying more."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.support.schemas import ThreadRow
from aistrategyhub.ui.parts.base import Text, when
from aistrategyhub.ui.parts.words import badge


def thread(rows: rx.Var[list[ThreadRow]]) -> rx.Component:
    """Everything that was said, the oldest first."""
    return rx.el.ol(rx.foreach(rows, _line), aria_label=_("Messaggi"), class_name="grid max-w-prose gap-6")


def said_before(title: Text, words: rx.Var[str]) -> rx.Component:
    """What the ticket began with."""
    return rx.el.section(
        rx.el.h2(title, class_name="text-xl font-semibold"),
        rx.el.p(words, class_name="max-w-prose whitespace-pre-line wrap-anywhere"),
        class_name="grid gap-3",
    )


def _line(row: rx.Var[ThreadRow]) -> rx.Component:
    return rx.cond(row.is_note, _note(row), _message(row))


def _note(row: rx.Var[ThreadRow]) -> rx.Component:
    return rx.el.li(row.words, " · ", row.at_label, class_name="text-sm text-ink-soft")


def _message(row: rx.Var[ThreadRow]) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.el.strong(row.who),
            " · ",
            row.at_label,
            when(row.is_internal, rx.el.span(badge(_("Nota interna"), "waiting"), class_name="ml-2")),
            class_name="text-sm text-ink-soft",
        ),
        rx.el.p(row.words, class_name="whitespace-pre-line wrap-anywhere"),
        class_name=["grid gap-1 border-l-2 pl-4", rx.cond(row.is_own, "border-action", "border-line")],
    )
