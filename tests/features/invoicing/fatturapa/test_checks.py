"""Each check, against a document with one planted defect."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from aistrategyhub.features.invoicing.document.codes import AdjustmentKind, Natura
from aistrategyhub.features.invoicing.document.model import InvoiceDocument
from aistrategyhub.features.invoicing.document.parts import Adjustment
from aistrategyhub.features.invoicing.fatturapa.checks import check_document
from tests.factories.invoices import invoice, line

Change = Callable[[InvoiceDocument], InvoiceDocument]


def with_summary(**changes: object) -> Change:
    return lambda document: replace(document, summaries=(replace(document.summaries[0], **changes),))


def with_line(**changes: object) -> Change:
    return lambda document: replace(document, lines=(replace(document.lines[0], **changes),))


def found(document: InvoiceDocument) -> list[str]:
    findings = check_document(document)
    for finding in findings:
        assert "{" not in finding.sentence.format(**finding.values)
        assert finding.place
    return [finding.code for finding in findings]


@pytest.mark.parametrize(
    "document",
    [
        invoice(),
        invoice([line(1, "33.3333", quantity="3"), line(2, "0.005"), line(3, "19.99", rate="10")]),
        invoice([line(1, "100.00", adjustments=(Adjustment(AdjustmentKind.DISCOUNT, percent=Decimal("12.5")),))]),
        invoice([line(1, "80.00", rate="0", natura=Natura.N4), line(2, "10.00", rate="0", natura=Natura.N1)]),
    ],
)
def test_what_we_compute_is_right(document: InvoiceDocument) -> None:
    assert found(document) == []


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (with_summary(tax=Decimal("220.01")), []),
        (with_summary(tax=Decimal("220.02")), ["00421"]),
        (with_summary(tax=Decimal("219.98")), ["00421"]),
        (with_summary(taxable=Decimal("1001.00"), tax=Decimal("220.22")), []),
        (with_summary(taxable=Decimal("1001.01"), tax=Decimal("220.22")), ["00422"]),
        (with_summary(taxable=Decimal("1002.00"), tax=Decimal("220.44"), rounding=Decimal("2.00")), []),
        (with_line(total=Decimal("1000.01")), []),
        (with_line(total=Decimal("1000.02")), ["00423"]),
        (with_line(total=Decimal("1000.02"), quantity=None), ["00423"]),
        (with_summary(vat_rate=Decimal(10), tax=Decimal("100.00")), ["00422", "00419", "00443"]),
        (with_summary(natura=Natura.N4), ["00430"]),
        (with_line(natura=Natura.N4), ["00401", "00444"]),
        (lambda document: replace(document, number="BOZZA"), ["00425"]),
    ],
)
def test_a_planted_defect_is_found(change: Change, codes: list[str]) -> None:
    assert found(change(invoice())) == codes


def test_a_line_without_vat_needs_its_natura() -> None:
    assert found(invoice([line(1, rate="0")])) == ["00400", "00429"]
