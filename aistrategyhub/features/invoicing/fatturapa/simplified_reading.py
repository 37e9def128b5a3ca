"""A simplified invoice as the semantic document: its prices hold the VAT, which is told apart here.

A line says its tax or its rate. What the seller leaves unsaid of a buyer known by their codes alone stays empty.
"""

from collections import defaultdict
from decimal import Decimal

from aistrategyhub.core.money import round_half_up
from aistrategyhub.features.invoicing.document.codes import DocumentType, Natura, ReferenceKind, TaxRegime
from aistrategyhub.features.invoicing.document.model import (
    ZERO,
    InvoiceDocument,
    Line,
    Party,
    Reference,
    Seller,
    VatSummary,
)
from aistrategyhub.features.invoicing.document.parts import Identity, PostalAddress
from aistrategyhub.features.invoicing.fatturapa.simplified import SimplifiedDocument, SimplifiedFile, SimplifiedLine

_HUNDRED = Decimal(100)


def documents_of(file: SimplifiedFile) -> tuple[InvoiceDocument, ...]:
    """The documents of a simplified file that has the form of the schema. Raises ValueError for another."""
    return tuple(_document(file, document) for document in file.documents)


def _document(file: SimplifiedFile, document: SimplifiedDocument) -> InvoiceDocument:
    lines = tuple(_line(number, line) for number, line in enumerate(document.lines, start=1))
    references = (Reference(kind=ReferenceKind.INVOICE, number=document.corrects),) if document.corrects else ()
    return InvoiceDocument(
        document_type=DocumentType(document.document_type),
        number=document.number,
        issued_on=document.issued_on,
        seller=Seller(party=_party(file.seller, file.seat), tax_regime=file.regime or TaxRegime.RF01),
        buyer=_party(file.buyer, PostalAddress(street="", city="", zip="", province="", country="IT")),
        recipient=file.recipient,
        lines=lines,
        summaries=_summaries(document.lines, lines),
        references=references,
        stated_total=sum((line.amount for line in document.lines), ZERO),
    )


def _party(who: Identity, address: PostalAddress) -> Party:
    return Party(
        company_name=who.company_name,
        first_name=who.first_name,
        last_name=who.last_name,
        tax_id=who.tax_id,
        fiscal_code=who.fiscal_code,
        address=address,
    )


def _line(number: int, line: SimplifiedLine) -> Line:
    net = line.amount - _tax(line)
    return Line(
        number=number,
        description=line.description,
        unit_price=net,
        total=net,
        vat_rate=_rate(line),
        natura=line.natura,
    )


def _tax(line: SimplifiedLine) -> Decimal:
    """The VAT inside a price: as it is said, or what the rate makes of it."""
    if line.tax is not None:
        return line.tax
    rate = line.vat_rate or ZERO
    return round_half_up(line.amount * rate / (_HUNDRED + rate))


def _rate(line: SimplifiedLine) -> Decimal:
    """The rate as it is said, or the whole one that the tax comes nearest to."""
    if line.vat_rate is not None:
        return line.vat_rate
    net = line.amount - (line.tax or ZERO)
    return (_HUNDRED * (line.tax or ZERO) / net).quantize(Decimal(1)) if net else ZERO


def _summaries(said: tuple[SimplifiedLine, ...], lines: tuple[Line, ...]) -> tuple[VatSummary, ...]:
    sums: dict[tuple[Decimal, Natura | None], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for simple, line in zip(said, lines, strict=True):
        kept = sums[line.vat_rate, line.natura]
        kept[0] += line.total
        kept[1] += _tax(simple)
    return tuple(
        VatSummary(vat_rate=rate, taxable=taxable, tax=tax, natura=natura)
        for (rate, natura), (taxable, tax) in sums.items()
    )
