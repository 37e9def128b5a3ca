"""Things that stand under other things: pages of a site, folders, lines of a menu."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.ui.parts.base import Text, when

DEFAULT_OPENED = 2


@dataclass(frozen=True)
class TreeItem:
    """One row. `parent` is the id of the row above it, empty at the top; `note` a word on the right."""

    id: str
    label: str
    parent: str = ""
    note: str = ""
    tone: str = "neutral"


class _Tree(rx.Component):
    library = "$/utils/tree"
    tag = "Tree"
    alias = "HouseTree"

    items: rx.Var[list[TreeItem]]
    label: rx.Var[str]
    selected: rx.Var[str]
    opened: rx.Var[int]
    words: rx.Var[dict[str, str]]
    on_select: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_move: rx.EventHandler[rx.event.passthrough_event_spec(str, str, int)]


def tree(
    label: Text,
    items: Sequence[TreeItem] | rx.Var[list[TreeItem]],
    *,
    selected: Text = "",
    on_select: Any = None,
    on_move: Any = None,
    opened: int = DEFAULT_OPENED,
    empty: rx.Component | None = None,
) -> rx.Component:
    """Rows in the order they are shown in, folded where they have others under them; `opened` levels are unfolded.

    `on_select(id)` hears Enter, Space or a press. `on_move(id, parent, place)` makes rows movable, by dragging, with
    Alt and the arrows or with buttons: `place` counts from 0 among the rows of `parent` without the moved one, and
    the handler answers with changed `items`. The move is read aloud when they arrive. `empty` stands where rows
    would be.
    """
    props: dict[str, Any] = {}
    if on_select is not None:
        props["on_select"] = on_select
    if on_move is not None:
        props["on_move"] = on_move
    drawn = _Tree.create(
        items=rx.Var.create(items if isinstance(items, rx.Var) else list(items)),
        label=label,
        selected=selected,
        opened=opened,
        words=rx.Var.create(_words()),
        **props,
    )
    has_rows = items.length() > 0 if isinstance(items, rx.Var) else len(items) > 0
    return when(has_rows, drawn, empty or rx.el.p(_("Ancora niente qui."), class_name="py-6 text-ink-soft"))


def _words() -> dict[str, str]:
    return {
        "moving": _("Sposta la riga scelta"),
        "up": _("Sposta su: {name}", name="{name}"),
        "down": _("Sposta giù: {name}", name="{name}"),
        "out": _("Porta fuori di un livello: {name}", name="{name}"),
        "in": _("Metti sotto la riga che precede: {name}", name="{name}"),
        "moved": _("{name}: ora è {place} di {count}.", name="{name}", place="{place}", count="{count}"),
        "movedInto": _(
            "{name}: ora è {place} di {count} sotto {parent}.",
            name="{name}", place="{place}", count="{count}", parent="{parent}",
        ),
    }  # fmt: skip
