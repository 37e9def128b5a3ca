"""Which sites may show a bot, and how it looks there."""

import pytest

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.tokens import GLANCING, contrast
from aistrategyhub.features.assistant.models import WidgetColour, WidgetSide, WidgetTheme
from aistrategyhub.features.assistant.rules.appearance import (
    COLOUR_NAMES,
    COLOURS,
    SIDE_NAMES,
    THEME_NAMES,
    locale_for,
)
from aistrategyhub.features.assistant.rules.origins import is_allowed, origin_of, read_origins
from aistrategyhub.features.assistant.schemas.bodies import MOST_ORIGINS


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://www.esempio.it", "https://www.esempio.it"),
        ("https://www.esempio.it/", "https://www.esempio.it"),
        ("HTTPS://WWW.Esempio.IT", "https://www.esempio.it"),
        ("https://esempio.it:443", "https://esempio.it"),
        ("https://esempio.it:8443", "https://esempio.it:8443"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("https://caffè.it", "https://xn--caff-8oa.it"),
        ("https://esempio.it/pagina", None),
        ("https://esempio.it?a=1", None),
        ("https://esempio.it/?", None),
        ("https://esempio.it/#", None),
        ("https://utente@esempio.it", None),
        ("https://*.esempio.it", None),
        ("https://esempio.it:99999", None),
        ("https://-esempio.it", None),
        ("https://esem pio.it", None),
        ("https://esempio.it\n", None),
        ("https://esempio.it\\@altro.it", None),
        ("https://", None),
        ("esempio.it", None),
        ("ftp://esempio.it", None),
        ("file:///etc/passwd", None),
        ("javascript:alert(1)", None),
        ("null", None),
        ("*", None),
        ("https://" + "a" * 300 + ".it", None),
    ],
)
def test_an_origin_is_what_a_browser_would_send(typed: str, origin: str | None) -> None:
    assert origin_of(typed) == origin


def test_lines_become_origins_each_once() -> None:
    assert read_origins(["https://a.it/", "", "  https://A.it  ", "http://localhost:8000"]) == [
        "https://a.it",
        "http://localhost:8000",
    ]


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        (["http://esempio.it"], ["NOT_SECURE"]),
        (["null", "https://a.it", "*"], ["WRONG_ORIGIN", "WRONG_ORIGIN"]),
        ([f"https://sito{number}.it" for number in range(MOST_ORIGINS + 1)], ["TOO_MANY"]),
    ],
)
def test_every_wrong_line_is_told(lines: list[str], codes: list[str]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_origins(lines)
    assert [error.code for error in refusal.value.fields] == codes


@pytest.mark.parametrize(
    ("origin", "may"),
    [
        ("https://a.it", True),
        ("https://a.it:8443", False),
        ("http://a.it", False),
        ("https://www.a.it", False),
        ("https://a.it.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_only_the_very_origin_is_let_in(origin: str, may: bool) -> None:
    assert is_allowed(origin, ["https://a.it"]) is may
    assert is_allowed(origin, []) is False


def test_every_colour_is_legible_on_both_papers() -> None:
    for colour in WidgetColour:
        for tone in COLOURS[colour]:
            assert contrast(tone.action, tone.on_action) >= GLANCING, colour


def test_every_choice_has_its_name() -> None:
    assert (set(COLOUR_NAMES), set(SIDE_NAMES), set(THEME_NAMES)) == (
        set(WidgetColour),
        set(WidgetSide),
        set(WidgetTheme),
    )


@pytest.mark.parametrize(
    ("wanted", "languages", "spoken"),
    [("en", ["it", "en"], "en"), ("en", ["it"], "it"), ("it", ["en"], "en"), ("en", [], "en")],
)
def test_a_bot_speaks_a_language_it_has(wanted: str, languages: list[str], spoken: str) -> None:
    assert locale_for(wanted, languages) == spoken
