"""What the house adds to Reflex's build. The seams are text of a pinned Reflex: a moved one stops the build."""

import re
from pathlib import Path
from typing import Any

import reflex as rx

from aistrategyhub.core import tokens
from aistrategyhub.core.text import DEFAULT_LOCALE, LOCALES

_STYLES = Path(__file__).parent / "house.css"
_HOST_LINE = "endpoint.hostname = frontend_hostname;"


class House(rx.plugins.Plugin):
    """Tokens and styles, the port of the page for the websocket, and the language of each document."""

    def get_stylesheet_paths(self, **context: Any) -> list[str]:
        return ["./tokens.css"]

    def pre_compile(self, **context: Any) -> None:
        context["add_save_task"](lambda: ("styles/tokens.css", tokens.stylesheet()))
        context["add_modify_task"]("styles/tailwind.css", lambda _: _STYLES.read_text())
        context["add_modify_task"]("utils/state.js", connect_to_the_port_of_the_page)

    def post_build(self, **context: Any) -> None:
        declare_languages(context["static_dir"])


def connect_to_the_port_of_the_page(state_js: str) -> str:
    """Makes the websocket follow the page's own port, so that one build serves on any."""
    if state_js.count(_HOST_LINE) != 1:
        raise RuntimeError("utils/state.js of this Reflex no longer sets the hostname where the port is to follow")
    return state_js.replace(_HOST_LINE, f"{_HOST_LINE}\n    endpoint.port = window.location.port;")


def declare_languages(static_dir: Path) -> None:
    """Gives each written page the `lang` of its folder: Reflex has one for the whole application."""
    for locale in LOCALES:
        if locale == DEFAULT_LOCALE:
            continue
        for page in [*static_dir.glob(f"{locale}.html"), *static_dir.glob(f"{locale}/**/*.html")]:
            page.write_text(re.sub(r'<html lang="\w+"', f'<html lang="{locale}"', page.read_text(), count=1))
