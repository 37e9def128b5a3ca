"""Amounts, as tables: those of docs/pricing-and-vat.md first."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aistrategyhub.core.money import round_half_up
from aistrategyhub.features.vat.rules import add_up, share_vat, vat_rows, vat_sums
from aistrategyhub.features.vat.schemas import Ground, Nature, PricedLine, Treatment

D = Decimal


def _lines(*lines: tuple[str, str, str]) -> list[PricedLine]:
    return [PricedLine(D(quantity), D(price), Treatment(Ground.ITALY, D(rate))) for quantity, price, rate in lines]


@pytest.mark.parametrize(
    ("lines", "vats", "subtotal", "tax", "total"),
    [
        ([("1", "100.00", "22")] * 5, ["22.00"] * 5, "500.00", "110.00", "610.00"),
        ([("1", "0.33", "22")] * 3, ["0.08", "0.07", "0.07"], "0.99", "0.22", "1.21"),
        (
            [("1", "1450.00", "22"), ("1", "33.33", "10"), ("1", "66.67", "10")],
            ["319.00", "3.33", "6.67"],
            "1550.00",
            "329.00",
            "1879.00",
        ),
        ([("1", "0.00", "22")], ["0.00"], "0.00", "0.00", "0.00"),
        ([("3", "33.335", "22")], ["22.00"], "100.01", "22.00", "122.01"),
        ([("1", "1000.00", "22")], ["220.00"], "1000.00", "220.00", "1220.00"),
        ([("1", "0.05", "10"), ("1", "0.05", "10")], ["0.00", "0.01"], "0.10", "0.01", "0.11"),
        ([("1", "0.02", "22")] * 4, ["0.01", "0.01", "0.00", "0.00"], "0.08", "0.02", "0.10"),
    ],
)
def test_amounts_of_a_sale(lines, vats, subtotal, tax, total):
    amounts = add_up(_lines(*lines))
    assert [line.vat for line in amounts.lines] == [D(vat) for vat in vats]
    assert (amounts.subtotal, amounts.tax_amount, amounts.total) == (D(subtotal), D(tax), D(total))


@given(
    nets=st.lists(st.decimals(min_value=0, max_value=100_000, places=2), min_size=1, max_size=40),
    rate=st.sampled_from([D(4), D(10), D(22)]),
)
def test_shares_add_up_to_the_vat_of_the_sum_and_none_is_wronged_by_a_cent_or_more(nets, rate):
    shares = share_vat(nets, rate)
    assert sum(shares) == round_half_up(sum(nets, D(0)) * rate / 100)
    for net, share in zip(nets, shares, strict=True):
        assert abs(share - net * rate / 100) < D("0.015")


def test_lines_without_vat_are_reckoned_apart_from_those_with_it():
    abroad = Treatment(Ground.FIRM_OUTSIDE, D(0), Nature.NOT_SUBJECT_ABROAD, "a law")
    amounts = add_up([*_lines(("1", "10.00", "22")), PricedLine(D(3), D("0.33"), abroad)])
    assert [(line.net, line.vat, line.gross) for line in amounts.lines] == [
        (D("10.00"), D("2.20"), D("12.20")),
        (D("0.99"), D("0.00"), D("0.99")),
    ]
    assert (amounts.subtotal, amounts.tax_amount, amounts.total) == (D("10.99"), D("2.20"), D("13.19"))


def test_vat_that_a_public_office_pays_to_the_treasury_is_shown_and_costs_nothing():
    split = Treatment(Ground.PUBLIC_OFFICE, D(22), law="a law")
    amounts = add_up([PricedLine(D(1), D("0.33"), split)] * 3)
    assert [(line.net, line.vat, line.gross) for line in amounts.lines] == [(D("0.33"), D("0.00"), D("0.33"))] * 3
    assert (amounts.tax_amount, amounts.total) == (D("0.00"), D("0.99"))
    assert vat_sums(amounts.lines) == [(split, D("0.99"), D("0.22"))]
    (row,) = vat_rows(amounts.lines, "EUR")
    assert "Erario" in row.rate_label
    assert row.vat_label.startswith("0,22")
