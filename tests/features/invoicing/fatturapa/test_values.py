"""Values as the schema writes them."""

from decimal import Decimal

import pytest

from aistrategyhub.features.invoicing.fatturapa.values import amount, ascii_text, fine_amount, rate, slices, text


@pytest.mark.parametrize(
    ("value", "written"),
    [("0", "0.00"), ("1E+3", "1000.00"), ("2.675", "2.68"), ("-0.001", "0.00"), ("-1.005", "-1.01"), ("1.005", "1.01")],
)
def test_amount(value: str, written: str) -> None:
    assert amount(Decimal(value)) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("1", "1.00"),
        ("1.5", "1.50"),
        ("0.005", "0.005"),
        ("33.33333333", "33.33333333"),
        ("33.333333335", "33.33333334"),
        ("2.50000000", "2.50"),
        ("-0.000000001", "0.00"),
        ("1E+6", "1000000.00"),
    ],
)
def test_fine_amount(value: str, written: str) -> None:
    assert fine_amount(Decimal(value)) == written


def test_rate() -> None:
    assert [rate(Decimal(value)) for value in ("22", "4.0", "0", "12.3")] == ["22.00", "4.00", "0.00", "12.30"]


def test_a_long_text_ends_in_dots() -> None:
    assert text("a" * 10, 10) == "a" * 10
    assert text("a" * 11, 10) == "a" * 7 + "..."
    assert text("€" * 4, 10) == "EUREURE..."


def test_units_lose_their_accents() -> None:
    assert [ascii_text(value, 10) for value in ("m²", "unità", "ß", "giornate uomo")] == [
        "m2",
        "unita",
        "?",
        "giornate u",
    ]


@pytest.mark.parametrize(
    ("value", "pieces"),
    [
        ("", []),
        ("uno due", ["uno due"]),
        ("uno due tre quattro", ["uno due", "tre", "quattro"]),
        ("abcdefghijklmnopqr", ["abcdefgh", "ijklmnop", "qr"]),
        ("uno abcdefghij", ["uno", "abcdefgh", "ij"]),
    ],
)
def test_slices(value: str, pieces: list[str]) -> None:
    assert slices(value, 8) == pieces
