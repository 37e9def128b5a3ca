"""What was typed, and what may have been meant."""

import pytest

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.searching import distance, fold, nearest, read_search


@pytest.mark.parametrize(
    ("q", "words"),
    [
        ("Valutazione d’impatto", ("valutazione", "d", "impatto")),
        ("  PERCHÉ   così ", ("perche", "cosi")),
        ("NIS-2", ("nis", "2")),
        ("Straße, Łódź, naïve", ("strasse", "lodz", "naive")),
        ("100% _ \\ '; --", ("100",)),
        ("％ａｉ", ("ai",)),
        ("\x00nis2\x00", ("nis2",)),
        (" ".join("abcdefghij"), tuple("abcdefgh")),
    ],
)
def test_a_search_is_its_words(q: str, words: tuple[str, ...]) -> None:
    typed = read_search(q)

    assert typed is not None
    assert typed.words == words


@pytest.mark.parametrize("q", ["", " ", "\t\n"])
def test_nothing_typed_is_no_search(q: str) -> None:
    assert read_search(q) is None


@pytest.mark.parametrize(
    ("q", "code"),
    [("x" * 201, "TOO_LONG"), ("nis2 " * 1000, "TOO_LONG"), ("%", "NO_WORD"), ("*_?%", "NO_WORD"), ("\x00", "NO_WORD")],
)
def test_a_search_that_can_find_nothing_is_refused(q: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_search(q)

    assert [(error.field, error.code) for error in refusal.value.fields] == [("q", code)]


@pytest.mark.parametrize(("q", "is_open"), [("nis", True), ("nis ", False), ("nis2?", False)])
def test_a_word_that_is_still_being_typed_is_open(q: str, is_open: bool) -> None:
    typed = read_search(q)

    assert typed is not None
    assert typed.is_open is is_open


@pytest.mark.parametrize(
    ("q", "joined"),
    [("nis 2", {0: "nis2"}), ("la nis 2 oggi", {1: "nis2"}), ("iso 27001", {}), ("a 2", {}), ("2 nis", {})],
)
def test_letters_and_a_digit_may_be_one_word(q: str, joined: dict[int, str]) -> None:
    typed = read_search(q)

    assert typed is not None
    assert typed.joined == joined


def test_folding_leaves_no_case_and_no_accent() -> None:
    assert fold("ÀÈÌÒÙ àèéìòù ÇÑ œuvre Æ ﬁ") == "aeiou aeeiou cn oeuvre ae fi"


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("nis2", "nis2", 0),
        ("nsi2", "nis2", 1),
        ("ns2", "nis2", 1),
        ("niss2", "nis2", 1),
        ("nix2", "nis2", 1),
        ("", "abc", 3),
        ("valutassione", "valutazione", 2),
        ("ca", "abc", 3),
    ],
)
def test_slips_are_counted_alike_in_both_directions(one: str, other: str, slips: int) -> None:
    assert distance(one, other) == slips
    assert distance(other, one) == slips


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("valutazzione", ["valutazione", "valutazioni", "votazione"], ["valutazione"]),
        ("toolkti", ["toolkit", "tool"], ["toolkit"]),
        ("dpa", ["dpia", "dopo"], ["dpia"]),
        ("zz", ["ai", "z"], []),
        ("assicurazione", ["valutazione"], []),
        ("2024", ["2025"], []),
        ("x" * 200, ["xx"], []),
        ("nis", ["nis2", "1234"], ["nis2"]),
    ],
)
def test_a_slip_leads_to_the_nearest_word(word: str, known: list[str], meant: list[str]) -> None:
    assert nearest(word, known) == meant


def test_the_beginning_of_a_word_may_have_a_slip_too() -> None:
    assert nearest("valutza", ["valutazione"]) == []
    assert nearest("valutza", ["valutazione"], is_open=True) == ["valutazione"]
