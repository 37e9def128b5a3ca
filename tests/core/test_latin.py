"""What an electronic invoice can write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aistrategyhub.core.latin import has_control_characters, has_latin_form, latin


@pytest.mark.parametrize(
    ("text", "written", "is_lossless"),
    [
        ("Perché no? Così è più giù", "Perché no? Così è più giù", True),
        ("L’ufficio “A” – 10 € …", 'L\'ufficio "A" - 10 EUR ...', True),
        ("Šimić Łukasz Đorđe", "Simic Lukasz Dorde", True),
        ("Œuvre Straße", "OEuvre Straße", True),
        ("e\u0300", "è", True),
        ("due\u00a0 righe\r\ne\tuna", "due righe e una", True),
        ("zero\u200blarghezza", "zerolarghezza", True),
        ("½ m² №5", "½ m² N.5", True),
        ("Ωmega 東京", "?mega ??", False),
    ],
)
def test_transliteration(text: str, written: str, is_lossless: bool) -> None:
    assert (latin(text), has_latin_form(text)) == (written, is_lossless)


@given(st.text())
def test_every_text_can_be_written(text: str) -> None:
    assert all("\x20" <= letter <= "\x7e" or "\xa0" <= letter <= "\xff" for letter in latin(text))


def test_control_characters_are_seen() -> None:
    assert has_control_characters("a\x00b")
    assert has_control_characters("a\nb")
    assert has_control_characters("\ud800")
    assert not has_control_characters("già – ok")
