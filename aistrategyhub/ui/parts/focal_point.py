"""Choosing the point of a picture that must stay in view when it is cropped."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.ui.parts.base import Text


class _FocalPoint(rx.Component):
    library = "$/utils/focal_point"
    tag = "FocalPoint"
    alias = "HouseFocalPoint"

    src: rx.Var[str]
    alt: rx.Var[str]
    focal_x: rx.Var[int]
    focal_y: rx.Var[int]
    words: rx.Var[dict[str, str]]


def focal_point(src: Text, alt: Text, *, x: int | rx.Var[int] = 5, y: int | rx.Var[int] = 5) -> rx.Component:
    """A picture that takes a click, two sliders that do the same by keyboard, and how three crops look.

    A form around it sends `focal_x` and `focal_y`, tenths of the width and the height (0 to 10).
    """
    words = {"across": _("Punto da tenere in vista, da sinistra"), "down": _("Punto da tenere in vista, dall’alto")}
    return _FocalPoint.create(src=src, alt=alt, focal_x=x, focal_y=y, words=rx.Var.create(words))
