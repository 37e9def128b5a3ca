"""Documents cut into pieces: by their structure, then by length; and sentences that citations point at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aistrategyhub.features.assistant.rules.chunking import LONGEST_PIECE, MOST_WORDS, cut, sentences_of
from aistrategyhub.features.assistant.schemas.blocks import Block, Piece


def test_a_heading_begins_a_piece_and_stands_above_it() -> None:
    blocks = [
        Block("Decreto", level=1),
        Block("Premessa.", page=1),
        Block("CAPO I", level=2),
        Block("Art. 1", level=3),
        Block("Oggetto.", page=2),
        Block("Ambito.", page=3),
        Block("CAPO II", level=2),
        Block("Altro."),
    ]
    assert list(cut(blocks)) == [
        Piece("Decreto", "Premessa.", 1),
        Piece("Decreto › CAPO I › Art. 1", "Oggetto.\nAmbito.", 2),
        Piece("Decreto › CAPO II", "Altro.", None),
    ]


def test_long_sections_are_divided_between_sentences() -> None:
    sentence = "Una frase di esattamente dieci parole che non dice nulla."
    pieces = list(cut([Block("Titolo", level=1), Block(" ".join([sentence] * 100))]))
    assert len(pieces) == 4
    assert all(len(piece.words.split()) <= MOST_WORDS and piece.words.endswith("nulla.") for piece in pieces)


def test_every_part_of_a_long_table_repeats_its_head() -> None:
    rows = [f"Voce {number} | {number} euro" for number in range(200)]
    pieces = list(cut([Block("\n".join(["Voce | Prezzo", *rows]), is_table=True, caption="Voce | Prezzo")]))
    assert len(pieces) > 2
    assert all(piece.words.startswith("Voce | Prezzo\n") for piece in pieces)


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=400), max_size=12))
def test_nothing_is_lost_and_nothing_is_too_long(texts: list[str]) -> None:
    written = [text for text in (" ".join(text.split()) for text in texts) if text]
    pieces = list(cut([Block(text) for text in written]))
    assert "".join("".join(piece.words.split()) for piece in pieces) == "".join("".join(t.split()) for t in written)
    assert all(len(piece.words) <= LONGEST_PIECE for piece in pieces)


def test_a_word_without_an_end_is_cut() -> None:
    assert [len(piece.words) for piece in cut([Block("x" * (LONGEST_PIECE * 2 + 5))])] == [LONGEST_PIECE] * 2 + [5]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Prima. Seconda! Terza?", ["Prima.", "Seconda!", "Terza?"]),
        (
            "Ai sensi dell’art. 5 del D.Lgs. 138 vale. Poi basta.",
            ["Ai sensi dell’art. 5 del D.Lgs. 138 vale.", "Poi basta."],
        ),
        ("Costa 1.200 euro. «Bene.» Così disse.", ["Costa 1.200 euro.", "«Bene.»", "Così disse."]),
        ("Una riga\naltra riga", ["Una riga", "altra riga"]),
        ("", []),
    ],
)
def test_sentences_end_where_people_end_them(text: str, sentences: list[str]) -> None:
    assert sentences_of(text) == sentences
