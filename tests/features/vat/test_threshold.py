"""The yearly limit of electronic services to private people in other member states, from literals."""

from decimal import Decimal

import pytest

from aistrategyhub.core.text import speaking
from aistrategyhub.features.vat.rules import threshold_notice


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
    sentence = threshold_notice(Decimal(this_year), Decimal(last_year))
    assert told in sentence
    assert bool(sentence) is bool(told)


def test_it_speaks_english_too() -> None:
    with speaking("en"):
        assert "€10,000.01" in threshold_notice(Decimal("10000.01"), Decimal(0))
