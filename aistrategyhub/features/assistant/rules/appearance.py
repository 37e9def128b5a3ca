"""How the widget looks: its colours, and what the owner may choose. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aistrategyhub.core.text import LOCALES, mark
from aistrategyhub.core.tokens import DARK, LIGHT
from aistrategyhub.features.assistant.models import Bot, WidgetColour, WidgetSide, WidgetTheme


@dataclass(frozen=True)
class Tone:
    """A colour of what can be done, and of what is written on it."""

    action: str
    on_action: str


COLOURS: Mapping[WidgetColour, tuple[Tone, Tone]] = {
    WidgetColour.GREEN: (Tone(LIGHT.action, LIGHT.on_action), Tone(DARK.action, DARK.on_action)),
    WidgetColour.BLUE: (Tone("#1d4577", "#fffdf8"), Tone("#9dc1ee", "#0d1b2e")),
    WidgetColour.BURGUNDY: (Tone("#7a2136", "#fffdf8"), Tone("#eba7b5", "#2d0a13")),
    WidgetColour.OCHRE: (Tone("#6d4607", "#fffdf8"), Tone("#e5b563", "#271a04")),
    WidgetColour.INK: (Tone("#1c1a16", "#fffdf8"), Tone("#f3eee3", "#1c1a16")),
}
"""On light paper and on dark."""

COLOUR_NAMES = {
    WidgetColour.GREEN: mark("Verde"),
    WidgetColour.BLUE: mark("Blu"),
    WidgetColour.BURGUNDY: mark("Bordeaux"),
    WidgetColour.OCHRE: mark("Ocra"),
    WidgetColour.INK: mark("Inchiostro"),
}
SIDE_NAMES = {WidgetSide.RIGHT: mark("In basso a destra"), WidgetSide.LEFT: mark("In basso a sinistra")}
THEME_NAMES = {
    WidgetTheme.AUTO: mark("Come il sistema del visitatore"),
    WidgetTheme.LIGHT: mark("Sempre chiaro"),
    WidgetTheme.DARK: mark("Sempre scuro"),
}
LANGUAGE_CHOICES = {
    "it,en": mark("Italiano e inglese, come la pagina"),
    "it": mark("Sempre italiano"),
    "en": mark("Sempre inglese"),
}


def locale_for(wanted: str, languages: Sequence[str]) -> str:
    """The language in which a bot speaks to whoever wants this one."""
    spoken = [locale for locale in languages if locale in LOCALES]
    return wanted if wanted in spoken or not spoken else spoken[0]


def greeting_of(bot: Bot, locale: str) -> str:
    """How a bot greets in this language, empty where it does not."""
    return bot.greeting_en if locale == "en" else bot.greeting
