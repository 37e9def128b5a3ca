"""Words: every Italian sentence has an English one, and money and dates read as people write them."""

import ast
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from aistrategyhub.core.text import _, date_label, moment_label, money_label, ngettext, percent_label, speaking
from aistrategyhub.infra.settings import ROOT

KEYWORDS = {"_": None, "mark": None, "ngettext": (1, 2)}


def _source_messages() -> set[str]:
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(str(ROOT / "aistrategyhub"), methods, options, keywords=KEYWORDS)
    messages = set()
    for _file, _line, message, _comments, _context in found:
        messages |= {message} if isinstance(message, str) else set(message)
    return messages


def _english() -> dict[str, str]:
    path = ROOT / "aistrategyhub" / "locale" / "en" / "LC_MESSAGES" / "messages.po"
    english = {}
    for message in read_po(BytesIO(path.read_bytes()), locale="en"):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        english |= {one: text for one, text in zip(ids, strings, strict=False) if one}
    return english


def test_every_sentence_is_written_in_english():
    english = _english()
    assert [message for message in sorted(_source_messages()) if not english.get(message)] == []


def test_no_sentence_hides_inside_an_f_string():
    """Until Python 3.12 an f-string is one token, and what collects the sentences does not look into it."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in (ROOT / "aistrategyhub").rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) in ("_", "mark")
        and isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []


def test_translations_fill_the_same_places():
    for italian, english in _english().items():
        assert not english or set(re.findall(r"{(\w+)", italian)) == set(re.findall(r"{(\w+)", english)), italian


@pytest.mark.parametrize(
    ("locale", "money", "rate", "day"),
    [("it", "1.220,00\xa0€", "22%", "21 novembre 2026"), ("en", "€1,220.00", "22%", "21 November 2026")],
)
def test_figures_and_dates(locale, money, rate, day):
    with speaking(locale):
        assert money_label(Decimal("1220")) == money
        assert percent_label(Decimal("22.00")) == rate
        assert date_label(date(2026, 11, 21)) == day


def test_a_moment_is_told_in_rome():
    assert moment_label(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "2 lug 2026, 00:30"


def test_an_unknown_language_falls_back_to_italian():
    with speaking("fr"):
        assert _("Nome {name}", name="Ada") == "Nome Ada"
        assert ngettext("{count} ordine", "{count} ordini", 2) == "2 ordini"
