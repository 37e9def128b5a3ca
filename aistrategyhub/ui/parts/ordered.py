"""A list that people put in order."""

from collections.abc import Sequence
from typing import Any

import reflex as rx
from reflex_base.event import passthrough_event_spec

from aistrategyhub.core.text import _
from aistrategyhub.ui.parts.actions import icon
from aistrategyhub.ui.parts.base import Text


class _Ordered(rx.Component):
    library = "$/utils/ordered"
    tag = "Ordered"
    alias = "HouseOrdered"

    rows: rx.Var[list[Any]]
    named_by: rx.Var[list[str]]
    words: rx.Var[dict[str, str]]
    on_move: rx.EventHandler[passthrough_event_spec(str, int)]


def ordered(
    children: rx.Component, *, rows: rx.Var[list[Any]], named_by: Sequence[str], on_move: Any = None
) -> rx.Component:
    """A list whose rows are dragged by their `handle`, or lifted with Space and moved with the arrows.

    `children` is an `rx.foreach` with one `ordered_row` for each of `rows`, which have an `id`; their fields `named_by`
    are read aloud. A list longer than the window scrolls along. `on_move` hears the id and its new place, counted from
    0; the same bubbles as the DOM event `hub:edit`.
    """
    words = {
        "lifted": _(
            "{name}, preso al posto {place} di {count}. Frecce per spostarlo, Spazio per posarlo, Esc per rinunciare."
        ),
        "moved": _("{name}: posto {place} di {count}."),
        "dropped": _("{name}, posato al posto {place} di {count}."),
        "cancelled": _("{name} è tornato al posto {place}."),
    }
    events = {} if on_move is None else {"on_move": on_move}
    named = rx.Var.create(list(named_by))
    return _Ordered.create(
        children, rows=rows, named_by=named, words=rx.Var.create(words), class_name="grid grid-cols-1", **events
    )


def handle(name: Text) -> rx.Component:
    """What one drags a row of `ordered` by."""
    return rx.el.button(
        icon("grip-vertical"),
        rx.el.span(_("Sposta"), " ", name, class_name="sr-only"),
        type="button",
        custom_attrs={"data-handle": ""},
    )


def ordered_row(row_id: Text, content: rx.Component) -> rx.Component:
    """A row of `ordered`."""
    return rx.el.li(content, key=row_id, class_name="ordered", custom_attrs={"data-ordered": row_id})
