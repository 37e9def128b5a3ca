"""A field for choosing a password: it can be looked at, and says calmly how long it still has to be."""

from typing import Any

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.ui.forms import field
from aistrategyhub.ui.parts.base import HOUSE_JS, Text


class _PasswordHelp(rx.Component):
    library = HOUSE_JS
    tag = "PasswordHelp"
    alias = "HousePasswordHelp"

    shortest: rx.Var[int]
    words: rx.Var[dict[str, str]]


def password_field(label: Text, name: str, *, shortest: int, error: Text = "", hint: Text = "") -> rx.Component:
    """A new password (NIST SP 800-63B-4, 3.1.1: it may be shown, and guidance is given). The server decides."""
    words: dict[str, Any] = {
        "missing": _("Ancora {n} caratteri."),
        "enough": _("Lunghezza sufficiente."),
        "long": _("Ottima lunghezza."),
        "show": _("Mostra la password"),
        "hide": _("Nascondi la password"),
    }
    return rx.el.div(
        field(label, name, kind="password", error=error, hint=hint, autocomplete="new-password"),
        _PasswordHelp.create(shortest=shortest, words=words),
        class_name="grid gap-1.5",
        custom_attrs={"data-password": ""},
    )
