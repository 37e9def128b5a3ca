"""The widget's two scripts as they are served: the loader, and a panel for each language under the hash of its text.

The parts of the panel are one module cut by subject: they see each other's names, and only `mount` leaves it.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from aistrategyhub.core.text import LOCALES, speaking
from aistrategyhub.features.assistant.rules.addresses import PANELS_PATH
from aistrategyhub.features.assistant.rules.appearance import COLOURS
from aistrategyhub.features.assistant.widget.words import loader_words, panel_words
from aistrategyhub.prerender.compression import SUFFIXES, compressed

_HERE = Path(__file__).parent
_NAME = re.compile(r"^(panel\.[a-z]{2})\.[0-9a-f]{12}\.js$")
_PARTS = ("elements", "talking", "feed", "lines", "person", "panel")


@dataclass(frozen=True)
class Script:
    """A script, the same in each encoding of HTTP, and the tag that tells its text."""

    plain: bytes
    encoded: Mapping[str, bytes]
    tag: str

    @classmethod
    def of(cls, text: str) -> "Script":
        body = text.encode()
        packed = compressed(body)
        encoded = {name: packed[suffix] for name, suffix in SUFFIXES.items()}
        return cls(body, encoded, hashlib.sha256(body).hexdigest()[:12])


@cache
def loader() -> Script:
    """The script that integrators name."""
    values = {
        "PANELS": {name.split(".")[1]: f"{PANELS_PATH}/{name}" for name in panels()},
        "COLOURS": {
            colour.value: [f"{light.action},{dark.action}", f"{light.on_action},{dark.on_action}"]
            for colour, (light, dark) in COLOURS.items()
        },
        "WORDS": {locale: _spoken(locale, loader_words) for locale in LOCALES},
        "STYLE": _style("loader.css"),
    }
    return Script.of(_filled(_read("loader.js"), values))


@cache
def panels() -> Mapping[str, Script]:
    """Each panel by the name of its file, which changes with its text: `panel.it.0123456789ab.js`."""
    scripts = {locale: Script.of(_panel(locale)) for locale in LOCALES}
    return {f"panel.{locale}.{script.tag}.js": script for locale, script in scripts.items()}


def panel_like(name: str) -> tuple[Script, bool]:
    """The panel of this name, and whether it is that very text: a page that was opened before an update gets the
    present one in its language. Raises KeyError for the name of no panel."""
    if name in panels():
        return panels()[name], True
    same = next((script for known, script in panels().items() if _kind(known) == _kind(name)), None)
    if same is None:
        raise KeyError(name)
    return same, False


def _kind(name: str) -> str:
    return _NAME.sub(r"\1", name)


def _panel(locale: str) -> str:
    given = _filled(
        "const WORDS = __WORDS__;\nconst STYLE = __STYLE__;\n",
        {"WORDS": _spoken(locale, panel_words), "STYLE": _style("panel/panel.css")},
    )
    return given + "\n".join(_read(f"panel/{part}.js") for part in _PARTS)


def _spoken(locale: str, words: Any) -> Mapping[str, str]:
    with speaking(locale):
        return dict(words())


def _style(name: str) -> str:
    return " ".join(_read(name).split())


def _read(name: str) -> str:
    return (_HERE / name).read_text()


def _filled(text: str, values: Mapping[str, Any]) -> str:
    """Each `__NAME__` of the text as JSON."""
    for name, value in values.items():
        text = text.replace(f"__{name}__", json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    return text
