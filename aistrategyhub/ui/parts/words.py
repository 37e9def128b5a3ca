"""What one reads: headers, notices, badges, definitions, amounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from aistrategyhub.core.text import _
from aistrategyhub.ui.parts.actions import icon, link
from aistrategyhub.ui.parts.base import Text, Tone, classes, is_given, toned, when

Crumb = tuple[Text, Text] | rx.Component
"""A page above this one: its title and its route, or a `known_crumb`."""


@dataclass(frozen=True)
class CrumbRow:
    """The same, where only the State knows it: `path` is in the language of whoever reads it."""

    title: str
    path: str


HeadingSize = Literal["2xl", "3xl", "4xl"]

_HEADINGS = {"2xl": "display text-2xl", "3xl": "display text-3xl", "4xl": "display text-4xl"}


def page_header(
    title: Text,
    *,
    lead: Text = "",
    kicker: Text = "",
    crumbs: Sequence[Crumb] | rx.Var[list[CrumbRow]] = (),
    actions: Sequence[rx.Component] = (),
    size: HeadingSize = "3xl",
) -> rx.Component:
    """The head of a page: where it is, its `h1`, one sentence, and what can be done here."""
    return rx.el.header(
        breadcrumb(crumbs) if isinstance(crumbs, rx.Var) or crumbs else rx.fragment(),
        when(is_given(kicker), rx.el.p(kicker, class_name="text-sm text-ink-faint")),
        rx.el.div(
            rx.el.h1(title, class_name=f"min-w-0 wrap-break-word {_HEADINGS[size]}"),
            rx.el.div(*actions, class_name="flex flex-wrap gap-3") if actions else rx.fragment(),
            class_name="flex flex-wrap items-end justify-between gap-x-8 gap-y-4",
        ),
        when(is_given(lead), rx.el.p(lead, class_name="max-w-prose text-lg text-ink-soft")),
        class_name="grid grid-cols-1 gap-3",
    )


def breadcrumb(crumbs: Sequence[Crumb] | rx.Var[list[CrumbRow]], *, current: Text = "") -> rx.Component:
    """The pages above this one from the top, then this one where it is named. On a phone, only the one just above."""
    if isinstance(crumbs, rx.Var):
        above = [rx.foreach(crumbs, lambda crumb: known_crumb(crumb.title, crumb.path))]
    else:
        above = [crumb if isinstance(crumb, rx.Component) else _crumb(*crumb) for crumb in crumbs]
    here = when(is_given(current), rx.el.li(current, aria_current="page"))
    return rx.el.nav(rx.el.ol(*above, here, class_name="crumbs"), aria_label=_("Percorso"))


def known_crumb(title: rx.Var[str], path: rx.Var[str]) -> rx.Component:
    """A page above that the State knows, its path as visitors have it; nothing while it has no title."""
    return when(is_given(title), _above(ReactRouterLink.create(title, to=path, class_name="link-quiet")))


def _crumb(title: Text, route: Text) -> rx.Component:
    return _above(link(title, route, kind="quiet"))


def _above(way: rx.Component) -> rx.Component:
    return rx.el.li(way, class_name="is-above")


def section(title: Text, *children: rx.Component, note: Text = "", class_name: str = "") -> rx.Component:
    """A part of a page under its own `h2`."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(title, class_name="text-xl font-semibold"),
            when(is_given(note), rx.el.p(note, class_name="text-sm text-ink-faint")),
        ),
        *children,
        class_name=classes("grid gap-5 content-start", class_name),
    )


def badge(label: Text, tone: Tone | rx.Var[str] = "neutral") -> rx.Component:
    """A status in a word or two. The word says it; the colour only helps."""
    tone_class = toned("tone", tone)
    return rx.el.span(label, class_name=["badge", tone_class] if isinstance(tone, rx.Var) else f"badge {tone_class}")


def notice(
    *children: Text | rx.Component, title: Text = "", tone: Tone = "neutral", urgent: bool = False
) -> rx.Component:
    """Something to know before going on. `urgent` is read aloud at once by screen readers."""
    role = "alert" if urgent else "note"
    return rx.el.div(
        when(is_given(title), rx.el.p(title, class_name="font-semibold")),
        *(rx.el.p(child) if isinstance(child, str | rx.Var) else child for child in children),
        role=role,
        class_name=classes("notice", toned("tone", tone)),
    )


def empty_state(title: Text, text: Text = "", *, action: rx.Component | None = None) -> rx.Component:
    """What stands where rows would be: why there are none, and the act that makes the first."""
    return rx.el.div(
        rx.el.p(title, class_name="display text-xl"),
        when(is_given(text), rx.el.p(text, class_name="max-w-form text-ink-soft")),
        rx.el.div(action, class_name="mt-3") if action else rx.fragment(),
        class_name="grid gap-1 border-y border-line py-10",
    )


def definitions(*rows: tuple[Text, Any]) -> rx.Component:
    """A short list of names and values: the data of an order, of a person."""
    return rx.el.dl(
        *(rx.el.div(rx.el.dt(name), rx.el.dd(value)) for name, value in rows),
        class_name="definitions",
    )


def amount(label: Text, *, strong: bool = False) -> rx.Component:
    """An amount of money that was made into words by `core.text.money_label`."""
    return rx.el.span(label, class_name=classes("whitespace-nowrap tabular-nums", "font-semibold" if strong else ""))


def prose(*children: rx.Component) -> rx.Component:
    """Running text at a measure one can read."""
    return rx.el.div(*children, class_name="grid max-w-prose gap-4")


def saved_mark(label: Text) -> rx.Component:
    """A quiet sign that something was done."""
    return rx.el.span(icon("check", size=16), label, class_name="inline-flex items-center gap-1.5 text-sm text-action")
