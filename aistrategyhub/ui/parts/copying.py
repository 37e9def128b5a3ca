"""A text to take along: what a bank's form or another program asks for."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.ui.parts.base import Text


class _CopyButton(rx.Component):
    library = "$/utils/copying"
    tag = "CopyButton"
    alias = "HouseCopyButton"

    text: rx.Var[str]
    about: rx.Var[str]
    labels: rx.Var[dict[str, str]]


def copy_button(text: Text, about: Text) -> rx.Component:
    """Copies `text`; `about` names it for whoever does not see what stands beside."""
    labels = {"copy": _("Copia"), "copied": _("Copiato"), "refused": _("Il browser non lo permette: selezionalo.")}
    return _CopyButton.create(text=text, about=about, labels=rx.Var.create(labels))
