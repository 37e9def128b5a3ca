"""Amounts, rates and natures of a document against the checks of SdI, in one pass over its lines."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from aistrategyhub.core.text import mark
from aistrategyhub.features.invoicing.document.amounts import line_total, tax_on
from aistrategyhub.features.invoicing.document.codes import AdjustmentKind, DocumentType, Natura, VatDue
from aistrategyhub.features.invoicing.document.model import ZERO, InvoiceDocument, Line
from aistrategyhub.features.invoicing.fatturapa.findings import Finding
from aistrategyhub.features.invoicing.fatturapa.values import fine_amount

CENT = Decimal("0.01")
EURO = Decimal("1.00")
_LARGEST = Decimal("99999999999.99")
_ONE = Decimal(1)
_GOODS = "DatiBeniServizi"
_SUMMARY = f"{_GOODS}/DatiRiepilogo"
_GENERAL = "DatiGenerali/DatiGeneraliDocumento"
_FRACTION = mark("L'aliquota {rate} non è una percentuale.")
_RETIRED = mark("La natura {natura} senza codice di dettaglio non è più ammessa.")

_Sums = dict[Decimal, Decimal]


def check_amounts(document: InvoiceDocument) -> Iterator[Finding]:
    """What SdI would refuse in the document's amounts and rates."""
    sums: _Sums = {}
    nature: set[Natura] = set()
    yield from _check_lines(document, sums, nature)
    yield from _check_funds(document, sums, nature)
    yield from _check_summaries(document)
    yield from _check_against_summaries(document, sums, nature)
    for index, adjustment in enumerate(document.adjustments, start=1):
        if adjustment.percent is None and adjustment.amount is None:
            place = f"{_GENERAL}/ScontoMaggiorazione[{index}]"
            yield Finding("00437", place, mark("Lo sconto sul documento non ha né percentuale né importo."))


def _check_lines(document: InvoiceDocument, sums: _Sums, nature: set[Natura]) -> Iterator[Finding]:
    takes_both = document.document_type is DocumentType.TD16
    for index, line in enumerate(document.lines, start=1):
        rate, natura = line.vat_rate, line.natura
        sums[rate] = sums.get(rate, ZERO) + line.total
        price = line.unit_price
        expected = price if line.quantity is None else price * line.quantity
        is_right = _is_total_possible(line) if line.adjustments else -CENT <= line.total - expected <= CENT
        if not is_right:
            yield _wrong_total(index, line)
        if line.adjustments:
            yield from _check_adjustments(index, line)
        if natura is not None:
            nature.add(natura)
            if rate and not takes_both:
                sentence = mark("La riga {number} ha l'IVA: togli la natura.")
                yield Finding("00401", _line(index, "Natura"), sentence, {"number": line.number})
            if natura.is_retired:
                yield Finding("00445", _line(index, "Natura"), _RETIRED, {"natura": natura.value})
        elif not rate:
            sentence = mark("La riga {number} è senza IVA: serve la natura.")
            yield Finding("00400", _line(index, "Natura"), sentence, {"number": line.number})
        if rate and rate < _ONE:
            yield Finding("00424", _line(index, "AliquotaIVA"), _FRACTION, {"rate": rate})
        if line.is_withheld and not document.withholdings:
            sentence = mark("La riga {number} è soggetta a ritenuta, ma il documento non ha i dati della ritenuta.")
            yield Finding("00411", _line(index, "Ritenuta"), sentence, {"number": line.number})


def _wrong_total(index: int, line: Line) -> Finding:
    return Finding(
        "00423",
        _line(index, "PrezzoTotale"),
        mark("Il totale della riga {number} non è prezzo per quantità: {found} invece di {expected}."),
        {"number": line.number, "found": line.total, "expected": _expected(line)},
    )


def _expected(line: Line) -> str:
    """What the total should be; surcharges upon surcharges come to more than any amount has digits."""
    try:
        return fine_amount(line_total(line.unit_price, line.quantity, line.adjustments, places=8))
    except InvalidOperation:
        return f"> {_LARGEST}"


def _is_total_possible(line: Line) -> bool:
    """Whether some reading of the discounts gives the total: in turn or summed, amounts first or percentages first.

    The specification leaves open which is meant, and SdI is known to accept them.
    """
    quantity = _ONE if line.quantity is None else line.quantity
    in_turn, with_percent, summed = line.unit_price, line.unit_price, line.unit_price
    for adjustment in line.adjustments:
        sign = 1 if adjustment.kind is AdjustmentKind.SURCHARGE else -1
        amount, percent = adjustment.amount, adjustment.percent
        has_amount, has_percent = amount is not None, percent is not None
        in_turn += sign * (amount if has_amount else in_turn * (percent or ZERO) / 100)
        with_percent += sign * (with_percent * percent / 100 if has_percent else amount or ZERO)
        summed += sign * (amount if has_amount else line.unit_price * (percent or ZERO) / 100)
    return any(abs(line.total - price * quantity) <= CENT for price in (in_turn, with_percent, summed))


def _check_adjustments(index: int, line: Line) -> Iterator[Finding]:
    for position, adjustment in enumerate(line.adjustments, start=1):
        if adjustment.percent is None and adjustment.amount is None:
            place = _line(index, f"ScontoMaggiorazione[{position}]")
            sentence = mark("Uno sconto della riga {number} non ha né percentuale né importo.")
            yield Finding("00438", place, sentence, {"number": line.number})


def _check_funds(document: InvoiceDocument, sums: _Sums, nature: set[Natura]) -> Iterator[Finding]:
    for index, fund in enumerate(document.funds, start=1):
        place = f"{_GENERAL}/DatiCassaPrevidenziale[{index}]"
        sums[fund.vat_rate] = sums.get(fund.vat_rate, ZERO) + fund.amount
        if fund.natura is not None:
            nature.add(fund.natura)
            if fund.vat_rate:
                yield Finding("00414", f"{place}/Natura", mark("La cassa previdenziale ha l'IVA: togli la natura."))
            if fund.natura.is_retired:
                yield Finding("00445", f"{place}/Natura", _RETIRED, {"natura": fund.natura.value})
        elif not fund.vat_rate:
            yield Finding("00413", f"{place}/Natura", mark("La cassa previdenziale è senza IVA: serve la natura."))
        if ZERO < fund.vat_rate < _ONE:
            yield Finding("00424", f"{place}/AliquotaIVA", _FRACTION, {"rate": fund.vat_rate})
        if fund.is_withheld and not document.withholdings:
            sentence = mark("La cassa previdenziale è soggetta a ritenuta, ma mancano i dati della ritenuta.")
            yield Finding("00415", f"{place}/Ritenuta", sentence)


def _check_summaries(document: InvoiceDocument) -> Iterator[Finding]:
    takes_both = document.document_type is DocumentType.TD16
    for index, summary in enumerate(document.summaries, start=1):
        place = f"{_SUMMARY}[{index}]"
        rate, natura = summary.vat_rate, summary.natura
        expected_tax = tax_on(summary.taxable, rate)
        if abs(summary.tax - expected_tax) > CENT:
            yield Finding(
                "00421",
                f"{place}/Imposta",
                mark("L'imposta al {rate}% è {found} invece di {expected}."),
                {"rate": rate, "found": summary.tax, "expected": expected_tax},
            )
        if natura is None:
            if not rate:
                yield Finding("00429", f"{place}/Natura", mark("Un riepilogo è senza IVA: serve la natura."))
        elif rate and not takes_both:
            yield Finding("00430", f"{place}/Natura", mark("Un riepilogo ha l'IVA: togli la natura."))
        if natura is not None and natura.is_retired:
            yield Finding("00445", f"{place}/Natura", _RETIRED, {"natura": natura.value})
        if natura is not None and natura.is_reverse_charge and summary.due is VatDue.SPLIT_PAYMENT:
            sentence = mark("Inversione contabile e scissione dei pagamenti non stanno nello stesso riepilogo.")
            yield Finding("00420", f"{place}/EsigibilitaIVA", sentence)
        if ZERO < rate < _ONE:
            yield Finding("00424", f"{place}/AliquotaIVA", _FRACTION, {"rate": rate})


def _check_against_summaries(document: InvoiceDocument, sums: _Sums, nature: set[Natura]) -> Iterator[Finding]:
    taxable: _Sums = {}
    roundings: _Sums = {}
    for summary in document.summaries:
        taxable[summary.vat_rate] = taxable.get(summary.vat_rate, ZERO) + summary.taxable
        if summary.rounding is not None:
            roundings[summary.vat_rate] = roundings.get(summary.vat_rate, ZERO) + summary.rounding
    for rate, found in taxable.items():
        expected = sums.get(rate, ZERO) + roundings.get(rate, ZERO)
        if abs(found - expected) > EURO:
            yield Finding(
                "00422",
                f"{_SUMMARY}/ImponibileImporto",
                mark("L'imponibile al {rate}% è {found}, ma le righe fanno {expected}."),
                {"rate": rate, "found": found, "expected": expected},
            )
    for rate in sums:
        if rate not in taxable:
            yield Finding("00419", _SUMMARY, mark("Manca il riepilogo dell'aliquota {rate}%."), {"rate": rate})
            sentence = mark("L'aliquota {rate}% delle righe non è tra quelle dei riepiloghi.")
            yield Finding("00443", f"{_SUMMARY}/AliquotaIVA", sentence, {"rate": rate})
    summarised = {summary.natura for summary in document.summaries}
    for natura in sorted(nature - summarised):
        sentence = mark("Manca il riepilogo della natura {natura}.")
        yield Finding("00444", f"{_SUMMARY}/Natura", sentence, {"natura": natura.value})


def _line(index: int, name: str) -> str:
    return f"{_GOODS}/DettaglioLinee[{index}]/{name}"
