"""The yearly limit of electronic services to private people in other member states, and the end of split payment."""

from datetime import date
from decimal import Decimal

import pytest

from aistrategyhub.core.text import speaking
from aistrategyhub.features.vat.rules import split_notice, threshold_notice


@pytest.mark.parametrize(
    ("this_year", "last_year", "told"),
    [
        ("0", "0", ""),
        ("7999.99", "10000.00", ""),
        ("8000.00", "0", "sono a 8.000,00"),
        ("10000.00", "0", "sono a 10.000,00"),
        ("10000.01", "0", "arrivati a 10.000,01"),
        ("0", "10000.01", "sono stati 10.000,01"),
        ("20000.00", "10000.01", "sono stati 10.000,01"),
    ],
)
def test_it_speaks_up_from_four_fifths_on_and_in_the_year_after(this_year: str, last_year: str, told: str) -> None:
    sentence = threshold_notice(Decimal(this_year), Decimal(last_year), is_registered=False)
    assert told in sentence
    assert bool(sentence) is bool(told)


def test_it_speaks_english_too() -> None:
    with speaking("en"):
        assert "€10,000.01" in threshold_notice(Decimal("10000.01"), Decimal(0), is_registered=False)


def test_a_firm_that_is_registered_needs_no_warning() -> None:
    assert threshold_notice(Decimal(20_000), Decimal(20_000), is_registered=True) == ""


@pytest.mark.parametrize(
    ("today", "sells", "told"),
    [
        (date(2026, 4, 30), True, ""),
        (date(2026, 5, 1), True, "autorizzata fino al 30 giugno 2026"),
        (date(2026, 6, 30), True, "autorizzata fino al 30 giugno 2026"),
        (date(2026, 7, 1), True, "finita il 30 giugno 2026 (Una decisione)"),
        (date(2026, 7, 1), False, ""),
    ],
)
def test_whoever_sells_to_offices_is_told_before_and_after_the_split_ends(today: date, sells: bool, told: str) -> None:
    sentence = split_notice(date(2026, 6, 30), "Una decisione", sells_to_offices=sells, today=today)
    assert told in sentence
    assert bool(sentence) is bool(told)
