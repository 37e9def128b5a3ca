"""The checks of SdI beyond the schema that concern the amounts we compute. Each finding carries SdI's code."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from aistrategyhub.core.text import mark
from aistrategyhub.features.invoicing.document.amounts import line_total, tax_on
from aistrategyhub.features.invoicing.document.model import ZERO, InvoiceDocument

CENT = Decimal("0.01")
EURO = Decimal("1.00")


@dataclass(frozen=True, slots=True)
class Finding:
    """Why SdI would refuse the document: its code, the place, and an Italian message id with its values."""

    code: str
    place: str
    sentence: str
    values: dict[str, Any] = field(default_factory=dict)


def check_document(document: InvoiceDocument) -> list[Finding]:
    """What SdI would refuse in the document's amounts and rates; empty when it may leave."""
    return [
        *_check_lines(document),
        *_check_summaries(document),
        *_check_rates_are_summarised(document),
        *_check_number(document),
    ]


def _check_lines(document: InvoiceDocument) -> Iterator[Finding]:
    for index, line in enumerate(document.lines, start=1):
        place = f"DatiBeniServizi/DettaglioLinee[{index}]"
        expected = line_total(line.unit_price, line.quantity, line.adjustments, places=8)
        if abs(line.total - expected) > CENT:
            yield Finding(
                "00423",
                f"{place}/PrezzoTotale",
                mark("Il totale della riga {number} non è prezzo per quantità: {found} invece di {expected}."),
                {"number": line.number, "found": line.total, "expected": expected},
            )
        if not line.vat_rate and not line.natura:
            yield Finding(
                "00400",
                f"{place}/Natura",
                mark("La riga {number} è senza IVA: serve la natura."),
                {"number": line.number},
            )
        if line.vat_rate and line.natura:
            yield Finding(
                "00401", f"{place}/Natura", mark("La riga {number} ha l'IVA: togli la natura."), {"number": line.number}
            )


def _check_summaries(document: InvoiceDocument) -> Iterator[Finding]:
    for index, summary in enumerate(document.summaries, start=1):
        place = f"DatiBeniServizi/DatiRiepilogo[{index}]"
        expected_tax = tax_on(summary.taxable, summary.vat_rate)
        if abs(summary.tax - expected_tax) > CENT:
            yield Finding(
                "00421",
                f"{place}/Imposta",
                mark("L'imposta al {rate}% è {found} invece di {expected}."),
                {"rate": summary.vat_rate, "found": summary.tax, "expected": expected_tax},
            )
        if not summary.vat_rate and not summary.natura:
            yield Finding("00429", f"{place}/Natura", mark("Un riepilogo è senza IVA: serve la natura."))
        if summary.vat_rate and summary.natura:
            yield Finding("00430", f"{place}/Natura", mark("Un riepilogo ha l'IVA: togli la natura."))
    yield from _check_taxable(document)


def _check_taxable(document: InvoiceDocument) -> Iterator[Finding]:
    for rate in dict.fromkeys(summary.vat_rate for summary in document.summaries):
        summaries = [summary for summary in document.summaries if summary.vat_rate == rate]
        taxable = sum((summary.taxable for summary in summaries), ZERO)
        rounding = sum((summary.rounding or ZERO for summary in summaries), ZERO)
        expected = sum((line.total for line in document.lines if line.vat_rate == rate), ZERO) + rounding
        if abs(taxable - expected) > EURO:
            yield Finding(
                "00422",
                "DatiBeniServizi/DatiRiepilogo/ImponibileImporto",
                mark("L'imponibile al {rate}% è {found}, ma le righe fanno {expected}."),
                {"rate": rate, "found": taxable, "expected": expected},
            )


def _check_rates_are_summarised(document: InvoiceDocument) -> Iterator[Finding]:
    rates = {summary.vat_rate for summary in document.summaries}
    nature = {summary.natura for summary in document.summaries}
    for rate in dict.fromkeys(line.vat_rate for line in document.lines):
        if rate not in rates:
            yield Finding(
                "00419",
                "DatiBeniServizi/DatiRiepilogo",
                mark("Manca il riepilogo dell'aliquota {rate}%."),
                {"rate": rate},
            )
    for natura in dict.fromkeys(line.natura for line in document.lines if line.natura):
        if natura not in nature:
            yield Finding(
                "00444",
                "DatiBeniServizi/DatiRiepilogo/Natura",
                mark("Manca il riepilogo della natura {natura}."),
                {"natura": natura.value},
            )


def _check_number(document: InvoiceDocument) -> Iterator[Finding]:
    if not any(letter.isascii() and letter.isdigit() for letter in document.number):
        yield Finding(
            "00425", "DatiGenerali/DatiGeneraliDocumento/Numero", mark("Il numero del documento non ha cifre.")
        )
