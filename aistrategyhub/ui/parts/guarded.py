"""A page whose forms ask before what was typed in them is lost."""

from typing import Any

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.ui.parts.base import Flag

GUARDED: dict[str, Any] = {"data-guarded": ""}
"""The custom attributes of a form that is watched: `forms.form(..., custom_attrs=GUARDED, key=S.epoch.to(str))`."""


class _Guarded(rx.Component):
    library = "$/utils/guarded"
    tag = "Guarded"
    alias = "HouseGuarded"

    unsaved: rx.Var[bool]
    words: rx.Var[dict[str, str]]


def guarded(*children: rx.Component, unsaved: Flag = False, class_name: str = "grid gap-6") -> rx.Component:
    """The page, once in it. Whoever leaves it, reloads or closes the tab is asked first where something was typed in a
    form marked by `GUARDED`, or where the State itself says so with `unsaved`.

    A form whose `key` changes when it is saved is clean again.
    """
    words = {
        "title": _("Ci sono modifiche non salvate"),
        "text": _("Se lasci la pagina adesso, quello che hai scritto va perso."),
        "stay": _("Resta e salva"),
        "leave": _("Lascia la pagina"),
    }
    return _Guarded.create(
        *children, unsaved=unsaved, words=rx.Var.create(words), custom_attrs={"className": class_name}
    )
