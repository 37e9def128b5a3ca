"""What every part shares: the types of its arguments, and the choice between a value known now and one known later."""

from typing import Any, Literal

import reflex as rx

from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import DEFAULT_LOCALE, LOCALES, current_locale

HOUSE_JS = "$/utils/house"
"""Where the build puts `ui/house.js`."""

Text = str | rx.Var[str]
"""Words to show: known when the page is built, or a var of a State."""

Flag = bool | rx.Var[bool]

Tone = Literal["neutral", "action", "waiting", "failed"]
"""What a thing means: `action` went well or can be done, `waiting` waits, `failed` went wrong."""

TONES: tuple[Tone, ...] = ("neutral", "action", "waiting", "failed")


def classes(*names: str) -> str:
    """The names that are not empty, as one `class_name`."""
    return " ".join(name for name in names if name)


def when(flag: Flag, yes: Any, no: Any = None) -> Any:
    """`yes` or `no`, decided now for a bool and in the browser for a var."""
    if isinstance(flag, rx.Var):
        return rx.cond(flag, yes, rx.fragment() if no is None else no)
    return yes if flag else (rx.fragment() if no is None else no)


def either(one: Flag, other: Flag) -> Flag:
    """Whether one of the two holds."""
    if isinstance(one, rx.Var) and isinstance(other, rx.Var):
        return one | other
    if isinstance(one, rx.Var):
        return True if other else one
    return True if one else other


def is_given(text: Text) -> Flag:
    """Whether there are words to show."""
    return text.bool() if isinstance(text, rx.Var) else bool(text)


def given_or(text: Text, otherwise: Text) -> Text:
    """The words, or others where none were given."""
    return text if isinstance(text, rx.Var) or text else otherwise


def toned(prefix: str, tone: Tone | rx.Var[str]) -> Any:
    """A class such as `tone-failed`, also for a tone that only the State knows."""
    if isinstance(tone, rx.Var):
        return rx.match(tone, *((name, f"{prefix}-{name}") for name in TONES[1:]), f"{prefix}-neutral")
    return f"{prefix}-{tone}"


def localized(route: Text, locale: str | None = None) -> Any:
    """The address of a page in a language, the one being spoken by default: `/servizi`, `/en/servizi`."""
    locale = locale or current_locale()
    if not isinstance(route, rx.Var):
        return in_language(route, locale)
    return route if locale == DEFAULT_LOCALE else rx.Var.create(f"/{locale}") + route.to(str)


def other_locales() -> list[str]:
    """The languages that are not being spoken."""
    return [locale for locale in LOCALES if locale != current_locale()]
