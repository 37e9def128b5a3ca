"""Which part of a list is shown."""

from typing import Any

import reflex as rx

from aistrategyhub.features.backoffice.schemas import WorkChoice
from aistrategyhub.ui.parts.base import Text


def list_parts(state: Any, label: Text) -> rx.Component:
    """The parts of the list with their counts, one of them chosen: `state.choices`, which `state.choose` hears of."""
    return rx.el.div(
        rx.foreach(state.choices, lambda choice: _part(choice, state)),
        role="group",
        aria_label=label,
        class_name="flex flex-wrap gap-x-6 gap-y-1",
    )


def _part(choice: rx.Var[WorkChoice], state: Any) -> rx.Component:
    return rx.el.button(
        choice.label,
        " ",
        rx.el.span(choice.count, class_name="text-ink-faint tabular-nums"),
        type="button",
        on_click=state.choose(choice.value),
        custom_attrs={"aria-pressed": choice.is_chosen},
        class_name="list-part cursor-pointer",
    )
