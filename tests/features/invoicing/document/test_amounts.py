"""Amounts of a document, as tables of literals."""

from decimal import Decimal

import pytest
from pydantic import TypeAdapter

from aistrategyhub.features.invoicing.document.amounts import line_total, summarise, tax_on
from aistrategyhub.features.invoicing.document.codes import AdjustmentKind, Natura, VatDue
from aistrategyhub.features.invoicing.document.model import InvoiceDocument
from aistrategyhub.features.invoicing.document.parts import Adjustment
from tests.factories.invoices import invoice, line

DISCOUNT, SURCHARGE = AdjustmentKind.DISCOUNT, AdjustmentKind.SURCHARGE


@pytest.mark.parametrize(
    ("price", "quantity", "adjustments", "total"),
    [
        ("1000.00", "1", (), "1000.00"),
        ("1000.00", None, (), "1000.00"),
        ("33.3333", "3", (), "100.00"),
        ("0.005", "1", (), "0.01"),
        ("0.015", "1", (), "0.02"),
        ("-0.005", "1", (), "-0.01"),
        ("19.99", "2.5", (), "49.98"),
        ("100.00", "3", (Adjustment(DISCOUNT, percent=Decimal(10)),), "270.00"),
        ("100.00", "3", (Adjustment(DISCOUNT, amount=Decimal(10)),), "270.00"),
        (
            "100.00",
            "1",
            (Adjustment(DISCOUNT, percent=Decimal(10)), Adjustment(DISCOUNT, percent=Decimal(10))),
            "81.00",
        ),
        ("100.00", "2", (Adjustment(SURCHARGE, percent=Decimal("2.5")),), "205.00"),
        ("99.99", "1", (Adjustment(DISCOUNT, percent=Decimal(100)),), "0.00"),
    ],
)
def test_the_total_of_a_line(price: str, quantity: str | None, adjustments: tuple[Adjustment, ...], total: str) -> None:
    amount = None if quantity is None else Decimal(quantity)
    assert line_total(Decimal(price), amount, adjustments) == Decimal(total)


@pytest.mark.parametrize(
    ("taxable", "rate", "tax"),
    [
        ("1000.00", "22", "220.00"),
        ("0.02", "22", "0.00"),
        ("0.03", "22", "0.01"),
        ("10.25", "10", "1.03"),
        ("10.25", "22", "2.26"),
        ("12.50", "4", "0.50"),
        ("99.99", "22", "22.00"),
        ("-10.25", "10", "-1.03"),
        ("500.00", "0", "0.00"),
    ],
)
def test_the_tax_is_rounded_half_up(taxable: str, rate: str, tax: str) -> None:
    assert tax_on(Decimal(taxable), Decimal(rate)) == Decimal(tax)


def test_three_lines_round_once_on_their_sum() -> None:
    """Three lines of 0.03 owe 0.02 of VAT, not three times 0.01."""
    document = invoice([line(number, "0.03") for number in (1, 2, 3)])
    assert [(s.taxable, s.tax, s.due) for s in document.summaries] == [
        (Decimal("0.09"), Decimal("0.02"), VatDue.IMMEDIATE)
    ]
    assert document.total == Decimal("0.11")


def test_each_rate_and_natura_has_its_summary_in_order_of_appearance() -> None:
    lines = [
        line(1, "200.00"),
        line(2, "50.00", rate="10"),
        line(3, "80.00", rate="0", natura=Natura.N4, legal_reference="Esente art. 10 DPR 633/72"),
        line(4, "20.00", rate="0", natura=Natura.N1, legal_reference="Escluso art. 15 DPR 633/72"),
        line(5, "100.00"),
    ]
    assert [(s.vat_rate, s.natura, s.taxable, s.tax, s.due) for s in summarise(lines)] == [
        (Decimal(22), None, Decimal("300.00"), Decimal("66.00"), VatDue.IMMEDIATE),
        (Decimal(10), None, Decimal("50.00"), Decimal("5.00"), VatDue.IMMEDIATE),
        (Decimal(0), Natura.N4, Decimal("80.00"), Decimal("0.00"), None),
        (Decimal(0), Natura.N1, Decimal("20.00"), Decimal("0.00"), None),
    ]


def test_rates_that_are_equal_numbers_share_a_summary() -> None:
    assert len(summarise([line(1, rate="22"), line(2, rate="22.00")])) == 1


def test_rounding_moves_only_the_total() -> None:
    document = invoice([line(1, "100.00")], rounding=Decimal("-0.01"))
    assert (document.net_total, document.vat_total, document.total) == (
        Decimal("100.00"),
        Decimal("22.00"),
        Decimal("121.99"),
    )


def test_a_document_survives_storage_as_json() -> None:
    document = invoice([line(1), line(2, "80.00", rate="0", natura=Natura.N4)], causale="Ordine ORD-2026-00001")
    stored = TypeAdapter(InvoiceDocument).dump_json(document)
    assert TypeAdapter(InvoiceDocument).validate_json(stored) == document
