"""Where else the bot may be shown, how it looks there, and what those sites put into their pages."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.assistant.rules.appearance import (
    COLOUR_NAMES,
    LANGUAGE_CHOICES,
    SIDE_NAMES,
    THEME_NAMES,
)
from aistrategyhub.features.assistant.state.admin import AdminBotState
from aistrategyhub.ui.forms import field_row, form, select, text_area
from aistrategyhub.ui.parts.copying import copy_button
from aistrategyhub.ui.parts.frame import frame
from aistrategyhub.ui.parts.words import section

_B = AdminBotState


def widget_section() -> rx.Component:
    """The form, the line to copy, and the window as it is now."""
    return section(
        _("Sugli altri siti"),
        rx.el.div(
            rx.el.div(_form(), _snippet(), class_name="grid content-start gap-8"),
            frame(_("Anteprima"), _B.bot.preview_address, stamp=_B.looks),
            class_name="grid gap-8 xl:grid-cols-2",
        ),
        note=_("Un sito mostra l’assistente solo se è in questo elenco: senza, nessuno può."),
    )


def _form() -> rx.Component:
    return form(
        text_area(
            _("Siti che possono mostrarlo"),
            "allowed_origins",
            state=_B,
            value=_B.bot.allowed_origins,
            required=False,
            rows=4,
            hint=_("Uno per riga, come https://www.esempio.it."),
        ),
        field_row(
            select(_("Colore"), "colour", _choices(COLOUR_NAMES), state=_B, value=_B.bot.colour),
            select(_("Posizione"), "side", _choices(SIDE_NAMES), state=_B, value=_B.bot.side),
        ),
        field_row(
            select(_("Chiaro o scuro"), "theme", _choices(THEME_NAMES), state=_B, value=_B.bot.theme),
            select(_("Lingue"), "languages", _choices(LANGUAGE_CHOICES), state=_B, value=_B.bot.languages),
        ),
        text_area(
            _("Saluto in inglese"),
            "greeting_en",
            state=_B,
            value=_B.bot.greeting_en,
            required=False,
            rows=3,
        ),
        on_submit=_B.save_widget,
        state=_B,
        submit_label=_("Salva"),
        key="widget-" + _B.epoch.to_string(),
    )


def _snippet() -> rx.Component:
    label = _("Da mettere nelle pagine del sito")
    return rx.el.div(
        rx.el.h3(label, class_name="font-semibold"),
        rx.el.p(
            _("Cambiato il colore o la posizione, copia di nuovo la riga: il pulsante non chiede nulla al server."),
            class_name="max-w-form text-sm text-ink-soft",
        ),
        rx.el.code(_B.bot.snippet, class_name="block border border-line bg-wash p-3 text-sm wrap-anywhere"),
        rx.el.div(copy_button(_B.bot.snippet, label)),
        class_name="grid gap-3",
    )


def _choices(names: object) -> list[tuple[str, str]]:
    return [(str(value), _(label)) for value, label in dict(names).items()]
