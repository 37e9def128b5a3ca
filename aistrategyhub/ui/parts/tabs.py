"""Several views of one thing, of which one sees one at a time."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from aistrategyhub.ui.parts.base import Flag, Text, Tone


@dataclass(frozen=True)
class Tab:
    """One view: its stable id, its name, what it shows. `note` is a short word beside the name: a count, "2 errori"."""

    id: str
    label: Text
    content: rx.Component
    note: Text = ""
    tone: Tone = "neutral"
    disabled: Flag = False


class _Tabs(rx.Component):
    library = "$/utils/tabs"
    tag = "Tabs"
    alias = "HouseTabs"

    items: rx.Var[list[dict[str, Any]]]
    value: rx.Var[str]
    label: rx.Var[str]
    on_change: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def tabs(label: Text, *items: Tab, value: Text = "", on_change: Any = None) -> rx.Component:
    """Views under a row of names; arrows, Home and End move and choose, Tab goes into the view.

    `label` names the row for screen readers. Without a `value` the first view that is not disabled is open and the
    server hears nothing; with one, the tab follows it, and `on_change` hears the id that the person chose. All views
    stay in the page, so that what was typed in one is there when one comes back.
    """
    events = {} if on_change is None else {"on_change": on_change}
    rows = [
        {"id": item.id, "label": item.label, "note": item.note, "tone": item.tone, "disabled": item.disabled}
        for item in items
    ]
    return _Tabs.create(
        *(rx.el.div(item.content) for item in items), items=rx.Var.create(rows), value=value, label=label, **events
    )
