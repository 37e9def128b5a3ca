"""Bills: what adds up to a total."""

import reflex as rx

from aistrategyhub.ui.parts.base import Text
from aistrategyhub.ui.parts.words import amount


def sum_line(name: Text, label: Text, *, strong: bool = False, why: Text | None = None) -> rx.Component:
    """A line of a bill, for `rx.el.dl`: what it is called, how much it is, and `why`, which opens under its name."""
    look = "mt-1 border-t border-ink pt-3 text-[1.125em]" if strong else "py-1 text-ink-soft"
    called = name if why is None else _opening(name, why)
    return rx.el.div(
        rx.el.dt(called, class_name="font-semibold" if strong else ""),
        rx.el.dd(amount(label, strong=strong)),
        class_name=f"flex justify-between gap-6 {look}",
    )


def _opening(name: Text, why: Text) -> rx.Component:
    return rx.el.details(
        rx.el.summary(name, class_name="cursor-pointer marker:text-ink-faint"),
        rx.el.p(why, class_name="pt-1 text-sm text-ink-faint"),
    )
