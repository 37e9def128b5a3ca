"""Things by the state they are in: a board of columns that cards move between."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.ui.parts.base import Flag, Text


@dataclass(frozen=True)
class KanbanColumn:
    """One state that things can be in."""

    id: str
    title: str


@dataclass(frozen=True)
class KanbanCard:
    """One thing, in the column whose id it carries. `mark` is a short word with a tone."""

    id: str
    column: str
    title: str
    note: str = ""
    mark: str = ""
    tone: str = "neutral"


class _Kanban(rx.Component):
    library = "$/utils/kanban"
    tag = "Kanban"
    alias = "HouseKanban"

    columns: rx.Var[list[KanbanColumn]]
    cards: rx.Var[list[KanbanCard]]
    label: rx.Var[str]
    words: rx.Var[dict[str, str]]
    disabled: rx.Var[bool]
    on_move: rx.EventHandler[rx.event.passthrough_event_spec(str, str, int)]
    on_open: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def kanban(
    label: Text,
    columns: Sequence[KanbanColumn] | rx.Var[list[KanbanColumn]],
    cards: Sequence[KanbanCard] | rx.Var[list[KanbanCard]],
    *,
    on_move: Any = None,
    on_open: Any = None,
    disabled: Flag = False,
) -> rx.Component:
    """A board. Cards stand in their column in the order given; on a phone the columns stand one below the other.

    Arrows walk, Enter opens; `on_move(card, column, place)` makes cards movable by dragging, with Alt and the arrows,
    or through the list in each: `place` counts from 0 among the column's other cards. The handler answers with
    changed `cards`, and the move is read aloud when they arrive.
    """
    props: dict[str, Any] = {"on_move": on_move, "on_open": on_open}
    words = {
        "moved": _(
            "{name}: ora in {column}, {place} di {count}.",
            name="{name}", column="{column}", place="{place}", count="{count}",
        ),
        "moveTo": _("Sposta {name} in", name="{name}"),
        "empty": _("Niente qui."),
    }  # fmt: skip
    return _Kanban.create(
        columns=columns if isinstance(columns, rx.Var) else rx.Var.create(list(columns)),
        cards=cards if isinstance(cards, rx.Var) else rx.Var.create(list(cards)),
        label=label,
        words=rx.Var.create(words),
        disabled=disabled,
        **{event: handler for event, handler in props.items() if handler is not None},
    )
