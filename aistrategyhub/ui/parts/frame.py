"""A page of the product inside another, as a phone, a tablet or a desk shows it."""

from typing import Any

import reflex as rx
from reflex_base.event import no_args_event_spec

from aistrategyhub.core.text import _
from aistrategyhub.ui.parts.base import Text


class _Frame(rx.Component):
    library = "$/utils/frame"
    tag = "Frame"
    alias = "HouseFrame"

    src: rx.Var[str]
    title: rx.Var[str]
    stamp: rx.Var[int]
    at: rx.Var[str]
    words: rx.Var[dict[str, str]]


class _LooksAgain(rx.Component):
    library = "$/utils/frame"
    tag = "LooksAgain"
    alias = "HouseLooksAgain"

    on_look: rx.EventHandler[no_args_event_spec]


def frame(title: Text, src: Text, *, stamp: rx.Var[int], at: Text = "") -> rx.Component:
    """The page at `src`, which must allow our own pages to frame it. A new `stamp` has it look again; it scrolls to the
    element with the id `at` when that changes."""
    words = {"width": _("Larghezza"), "phone": _("Telefono"), "tablet": _("Tablet"), "desk": _("Computer")}
    return _Frame.create(src=src, title=title, stamp=stamp, at=at, words=rx.Var.create(words))


def looks_again(on_look: Any) -> rx.Component:
    """In the framed page: `on_look` hears that what it shows has changed."""
    return _LooksAgain.create(on_look=on_look)
