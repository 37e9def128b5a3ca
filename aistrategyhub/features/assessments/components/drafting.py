"""What the parts of a draft share on the owner's screen: their problems, their order, and that only a draft changes."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.assessments.state.admin import AdminAssessmentState
from aistrategyhub.ui.parts.actions import button, icon


def when_draft(shown: rx.Component) -> rx.Component:
    """Only while there is a draft."""
    return rx.cond(AdminAssessmentState.has_draft, shown, rx.fragment())


def wrong(problems: rx.Var[list[str]]) -> rx.Component:
    """Why the part keeps the draft from being published."""
    return rx.el.ul(rx.foreach(problems, lambda sentence: rx.el.li(sentence, class_name="text-sm text-failed")))


def movers(move: Callable[[int], Any]) -> rx.Component:
    """One place up, one place down."""
    return rx.fragment(_mover(move(-1), "arrow-up", _("Sposta su")), _mover(move(1), "arrow-down", _("Sposta giù")))


def _mover(moved: Any, sign: str, label: str) -> rx.Component:
    return button(icon(sign, size=16), kind="quiet", on_click=moved, custom_attrs={"aria-label": label})
