"""Parts of pages that one reads slowly: chapters, lists with hairlines, numbered steps, questions."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from aistrategyhub.ui.parts.base import Text, classes

Many = Sequence[Any] | rx.Var[Any]
"""Things known when the page is built, or a list var of a State."""


def chapter(title: Text, *children: rx.Component, note: Text = "", class_name: str = "") -> rx.Component:
    """A part of a page: its title in a narrow column on the left, what it says on the right, a hairline above."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(title, class_name="display text-2xl"),
            rx.el.p(note, class_name="text-ink-soft") if note else rx.fragment(),
            class_name="grid content-start gap-2 md:col-span-4",
        ),
        rx.el.div(*children, class_name="grid min-w-0 content-start gap-6 md:col-span-8"),
        class_name=classes("grid gap-x-8 gap-y-6 border-t border-line pt-8 md:grid-cols-12 md:pt-10", class_name),
    )


def drawn(things: Many, draw: Callable[[Any], rx.Component]) -> list[rx.Component]:
    """Each of the things, drawn now or in the browser."""
    if isinstance(things, rx.Var):
        return [rx.foreach(things, draw)]
    return [draw(thing) for thing in things]


def ruled_list(lines: Many, *, left_out: bool = False) -> rx.Component:
    """Short lines under hairlines, each marked as being in, or `left_out`."""
    sign = "–" if left_out else "+"
    return rx.el.ul(*drawn(lines, lambda line: _ruled_line(line, sign)), class_name="grid")


def _ruled_line(line: Text, sign: str) -> rx.Component:
    return rx.el.li(
        rx.el.span(sign, aria_hidden="true", class_name="text-ink-faint"),
        line,
        class_name="grid grid-cols-[1.5rem_1fr] border-b border-line py-2.5 last:border-b-0",
    )


def numbered_steps(steps: Many) -> rx.Component:
    """The steps of a method; each has `number`, `title` and `description`."""
    return rx.el.ol(*drawn(steps, _step), class_name="grid gap-x-8 gap-y-8 sm:grid-cols-2")


def _step(step: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(step.number, class_name="display text-3xl text-action tabular-nums", aria_hidden="true"),
        rx.el.div(
            rx.el.h3(step.title, class_name="font-semibold"),
            rx.el.p(step.description, class_name="text-ink-soft"),
            class_name="grid content-start gap-1 border-t border-ink pt-3",
        ),
        class_name="grid grid-cols-[2.5rem_1fr] items-start gap-x-2",
    )


def questions(faqs: Many) -> rx.Component:
    """Questions that open to their answers without any script; each has `question` and `answer`."""
    return rx.el.div(*drawn(faqs, _question), class_name="grid border-t border-line")


def _question(faq: Any) -> rx.Component:
    answer = rx.el.p(faq.answer, class_name="max-w-prose pb-5 text-ink-soft")
    return folded(faq.question, answer, class_name="border-b border-line")


def folded(title: Text | rx.Component, *children: rx.Component, class_name: str = "") -> rx.Component:
    """What opens to more below its title, without any script."""
    return rx.el.details(rx.el.summary(title), *children, class_name=classes("folded", class_name))


def paragraphs(text: Text, *, class_name: str = "") -> rx.Component:
    """Running text whose empty lines part its paragraphs."""
    return rx.el.div(text, class_name=classes("max-w-prose whitespace-pre-line text-lg", class_name))
