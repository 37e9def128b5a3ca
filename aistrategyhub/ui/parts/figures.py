"""What one sees at a glance: figures, timelines, steps, and what is still coming."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.ui.parts.actions import link
from aistrategyhub.ui.parts.base import Text, is_given, toned, when


def stat_tile(label: Text, value: Text, *, note: Text = "", to: str = "") -> rx.Component:
    """One figure under its name. `to` opens the rows behind it."""
    return rx.el.div(
        rx.el.dt(link(label, to, kind="quiet") if to else label, class_name="text-sm text-ink-faint"),
        rx.el.dd(value, class_name="display text-2xl"),
        when(is_given(note), rx.el.dd(note, class_name="text-sm text-ink-soft")),
        class_name="grid content-start gap-1 border-t border-ink pt-3",
    )


def stat_row(*tiles: rx.Component) -> rx.Component:
    """Several figures side by side, on a phone two in a row."""
    return rx.el.dl(*tiles, class_name="grid grid-cols-2 gap-x-6 gap-y-8 lg:grid-cols-4")


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened: what, when in words, and whether it went well."""

    title: str
    at_label: str = ""
    detail: str = ""
    tone: str = "neutral"


def timeline(entries: Sequence[TimelineEntry] | rx.Var[list[TimelineEntry]]) -> rx.Component:
    """What happened, newest where the caller puts it."""
    items = (
        [rx.foreach(entries, _timeline_item)]
        if isinstance(entries, rx.Var)
        else [_timeline_item(entry) for entry in entries]
    )
    return rx.el.ol(*items, class_name="timeline")


def _timeline_item(entry: Any) -> rx.Component:
    return rx.el.li(
        rx.el.p(entry.title, class_name="font-medium"),
        rx.el.p(entry.at_label, class_name="text-sm text-ink-faint"),
        when(is_given(entry.detail), rx.el.p(entry.detail, class_name="mt-1 text-ink-soft")),
        class_name=toned("is", entry.tone),
    )


def stepper(steps: Sequence[Text], current: int | rx.Var[int]) -> rx.Component:
    """The steps of a longer act. `current` counts from 0."""
    return rx.el.ol(
        *(_step(label, number, current) for number, label in enumerate(steps)),
        class_name="stepper",
        aria_label=_("Passaggi"),
    )


def _step(label: Text, number: int, current: int | rx.Var[int]) -> rx.Component:
    if isinstance(current, int):
        if number == current:
            return rx.el.li(label, aria_current="step")
        return rx.el.li(label, class_name="is-past" if number < current else "")
    return rx.cond(
        current == number,
        rx.el.li(label, aria_current="step"),
        rx.el.li(label, class_name=rx.cond(current > number, "is-past", "")),
    )


def progress(label: Text, *, value: int | rx.Var[int] | None = None) -> rx.Component:
    """How far something is, in percent; without a value, that it is under way."""
    bar = rx.el.progress(max="100", class_name="progress", aria_label=label)
    if value is not None:
        bar = rx.el.progress(max="100", value=value, class_name="progress", aria_label=label)
    return rx.el.div(rx.el.p(label, class_name="mb-1.5 text-sm text-ink-soft", aria_hidden="true"), bar)


def skeleton(lines: int = 3) -> rx.Component:
    """The shape of a text that is on its way."""
    widths = ("w-full", "w-5/6", "w-2/3")
    return rx.el.div(
        *(rx.el.span(class_name=f"skeleton {widths[line % len(widths)]}") for line in range(lines)),
        role="status",
        aria_label=_("Caricamento in corso"),
        class_name="grid gap-3",
    )


def loaded(is_ready: rx.Var[bool], content: Callable[[], rx.Component], *, lines: int = 3) -> rx.Component:
    """The content once it is ready, and its shape until then."""
    return rx.cond(is_ready, content(), skeleton(lines))
