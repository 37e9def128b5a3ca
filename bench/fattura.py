"""How many electronic invoices one core composes, checks and writes, beside a38 and the bare builder."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from time import perf_counter

from aistrategyhub.core import clock
from aistrategyhub.features.invoicing.document.codes import TaxRegime
from aistrategyhub.features.invoicing.document.model import InvoiceDocument, Party, Seller
from aistrategyhub.features.invoicing.document.parts import PostalAddress, TaxId
from aistrategyhub.features.invoicing.document.presets import BuyerKind, Item, Sale, compose
from aistrategyhub.features.invoicing.fatturapa.builder import build_xml, transmitter_of
from aistrategyhub.features.invoicing.fatturapa.cades import seal
from aistrategyhub.features.invoicing.fatturapa.checks import check_document
from aistrategyhub.features.invoicing.fatturapa.schema import violations
from aistrategyhub.features.invoicing.fatturapa.verdicts import judge
from aistrategyhub.features.invoicing.pdf import render_invoice_pdf
from aistrategyhub.infra.problems import Problem
from aistrategyhub.integrations.signing.rehearsal import key_of_rehearsal
from bench.figures import Figure, Section
from bench.invoices import one_core
from bench.lab import Lab

_HOW = (
    "One invoice of ten lines, over and over, in one process held to one core, without database and disk. In full:"
    " composed by its preset, checked against every rule a file alone decides, built, checked against the official"
    " schema and serialised. The bare builder writes the same document and nothing else. a38 0.1.8 makes its model"
    " of the same values, runs its own checks (it has no schema) and serialises with lxml."
)
_NAME = "IT09876540155_00001.xml"
_ADDRESS = PostalAddress(street="Via Tortona 27", city="Milano", zip="20144", province="MI")


def measure(lab: Lab) -> Section:
    """Invoices and files per second."""
    if find_spec("a38") is None:
        raise Problem(
            "a38, which our figures stand beside, is not installed.",
            "pip install --no-deps --require-hashes -r requirements/bench.txt",
        )
    seconds = lab.times(5, 1)
    document = compose(_SALE)
    xml, key = _build(document), key_of_rehearsal()
    signed = seal(xml, key, clock.now())
    with one_core():
        ours = _rate(_in_full, seconds)
        theirs = _rate(_by_a38(xml), seconds)
        figures = [
            Figure("Invoices in full", ours, "per second", at_least=5000),
            Figure("The same by a38", theirs, "per second"),
            Figure("Times a38", ours / theirs, "", at_least=10),
            Figure(
                "Checked, built and validated, composed before", _rate(lambda: _vouch(document), seconds), "per second"
            ),
            Figure("The bare builder", _rate(lambda: _build(document), seconds), "per second"),
            Figure("Files judged (hub fattura check)", _rate(lambda: _judge(xml), seconds), "per second"),
            Figure("Files signed (CAdES-BES)", _rate(lambda: seal(xml, key, clock.now()), seconds), "per second"),
            Figure("Signed files judged", _rate(lambda: _judge(signed, f"{_NAME}.p7m"), seconds), "per second"),
            Figure(
                "PDF", _rate(lambda: render_invoice_pdf(document, locale="it", is_paid=True), seconds), "per second"
            ),
        ]
    return Section("fattura", "Electronic invoices", _HOW, figures)


def _rate(make: Callable[[], object], seconds: float) -> float:
    """How often per second; the first time, which loads schema and fonts, is not counted."""
    make()
    done, began = 0, perf_counter()
    while (passed := perf_counter() - began) < seconds:
        make()
        done += 1
    return done / passed


def _in_full() -> None:
    _vouch(compose(_SALE))


def _vouch(document: InvoiceDocument) -> None:
    assert not [*check_document(document), *violations(_build(document))]


def _build(document: InvoiceDocument) -> bytes:
    return build_xml(document, transmitter=transmitter_of(document.seller), progressive="00001")


def _judge(content: bytes, name: str = _NAME) -> None:
    assert judge(name, content).is_accepted


def _by_a38(xml: bytes) -> Callable[[], bytes]:
    """The same invoice through a38: model from plain values, its checks, its XML."""
    import xml.etree.ElementTree as ElementTree

    from a38.fattura import FatturaPrivati12
    from a38.validation import Validation
    from lxml import etree

    read = FatturaPrivati12()
    read.from_etree(ElementTree.fromstring(xml))
    values = read.to_jsonable()

    def make() -> bytes:
        invoice, validation = FatturaPrivati12(**values), Validation()
        invoice.validate(validation)
        assert not validation.errors
        return etree.tostring(invoice.build_etree(lxml=True), encoding="UTF-8")

    return make


_SALE = Sale(
    seller=Seller(
        party=Party(
            company_name="Meridiana Compliance S.r.l.",
            tax_id=TaxId("IT", "09876540155"),
            fiscal_code="09876540155",
            address=_ADDRESS,
        ),
        tax_regime=TaxRegime.RF01,
    ),
    buyer=Party(company_name="Officine Bianchi S.r.l.", tax_id=TaxId("IT", "12345678903"), address=_ADDRESS),
    kind=BuyerKind.COMPANY,
    recipient_code="M5UXCR1",
    number="2026/00001",
    issued_on=date(2026, 11, 21),
    items=tuple(
        Item(
            description=f"Valutazione di impatto sui diritti fondamentali, parte {number}",
            unit_price=Decimal("100.50") + number,
            quantity=Decimal(number),
            unit="ore",
        )
        for number in range(1, 11)
    ),
)
