"""The checks of SdI beyond the schema that a file alone decides, over the semantic document. One pass, no network."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import localcontext

from aistrategyhub.core import clock
from aistrategyhub.core.text import mark
from aistrategyhub.features.invoicing.document.codes import DocumentType, ReferenceKind
from aistrategyhub.features.invoicing.document.model import InvoiceDocument
from aistrategyhub.features.invoicing.fatturapa.amount_checks import check_amounts
from aistrategyhub.features.invoicing.fatturapa.builder import ElectronicFile
from aistrategyhub.features.invoicing.fatturapa.findings import Finding
from aistrategyhub.features.invoicing.fatturapa.subject_checks import (
    check_countries,
    check_digits,
    check_recipient,
    check_transmission,
    check_types,
)

_GENERAL = "DatiGenerali/DatiGeneraliDocumento"
# The largest price times the largest quantity, to the last decimal.
_DIGITS = 60
REPEATED = mark("Il numero {number} è due volte nello stesso file.")


def check_file(file: ElectronicFile, *, today: date | None = None) -> list[Finding]:
    """What SdI would refuse in a file, lots with several bodies included; empty when it may leave."""
    day = today or clock.today_in_rome()
    found = list(check_transmission(file))
    if file.documents:
        found += _check_parties(file, file.documents[0])
    with localcontext(prec=_DIGITS):
        for index, document in enumerate(file.documents, start=1):
            found += (_in_body(index, finding) for finding in _check_body(document, day))
    if len(file.documents) > 1:
        found += _check_numbers(file.documents)
    return found


def check_document(document: InvoiceDocument, *, today: date | None = None) -> list[Finding]:
    """What SdI would refuse in a document, whoever transmits it; empty when it may leave."""
    with localcontext(prec=_DIGITS):
        found = list(_check_body(document, today or clock.today_in_rome()))
    found += check_recipient(document.recipient, document.buyer)
    found += check_countries(document.seller.party, document.buyer)
    return found


def _check_parties(file: ElectronicFile, document: InvoiceDocument) -> Iterator[Finding]:
    yield from check_recipient(file.recipient, document.buyer)
    yield from check_digits(file.transmitter, document)
    yield from check_countries(document.seller.party, document.buyer)


def _check_body(document: InvoiceDocument, today: date) -> Iterator[Finding]:
    yield from check_amounts(document)
    yield from check_types(document, _GENERAL)
    yield from check_general(document.number, document.issued_on, today)
    for index, reference in enumerate(document.references, start=1):
        is_invoice = reference.kind is ReferenceKind.INVOICE
        if is_invoice and reference.issued_on and reference.issued_on > document.issued_on:
            sentence = mark("Il documento è del {day}, la fattura collegata {number} del {linked}: è dopo.")
            values = {"day": document.issued_on, "number": reference.number, "linked": reference.issued_on}
            position = sum(earlier.kind is ReferenceKind.INVOICE for earlier in document.references[:index])
            yield Finding("00418", f"DatiGenerali/DatiFattureCollegate[{position}]/Data", sentence, values)


def check_general(number: str, issued_on: date, today: date) -> Iterator[Finding]:
    """Number and date."""
    if issued_on > today:
        sentence = mark("La data {day} è nel futuro.")
        yield Finding("00403", f"{_GENERAL}/Data", sentence, {"day": issued_on})
    if not any("0" <= letter <= "9" for letter in number):
        yield Finding("00425", f"{_GENERAL}/Numero", mark("Il numero del documento non ha cifre."))


def _check_numbers(documents: Sequence[InvoiceDocument]) -> Iterator[Finding]:
    """The same number twice in a year, unless one of the two is a credit note; under art. 73, twice on a day.

    What the buyer writes is numbered by the buyer.
    """
    seen: dict[tuple[object, bool, str], list[bool]] = {}
    for index, document in enumerate(documents, start=1):
        when = document.issued_on if document.is_art73 else document.issued_on.year
        is_credit = document.document_type is DocumentType.TD04
        before = seen.setdefault((when, document.document_type.is_issued_by_buyer, document.number), [])
        if before and (len(before) > 1 or before[0] is is_credit):
            place = f"FatturaElettronicaBody[{index}]/{_GENERAL}/Numero"
            yield Finding("00409", place, REPEATED, {"number": document.number})
        before.append(is_credit)


def _in_body(index: int, finding: Finding) -> Finding:
    if finding.place.startswith("FatturaElettronicaHeader"):
        return finding
    place = f"FatturaElettronicaBody[{index}]/{finding.place}"
    return Finding(finding.code, place, finding.sentence, finding.values)
