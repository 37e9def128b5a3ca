"""Documents as FatturaPA files: golden, valid against the official schema, and exact for any lines.

After a wanted change of the output, `python -m tests.features.invoicing.fatturapa.test_builder` writes the golden
files anew, to be read before they are committed.
"""

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from aistrategyhub.features.invoicing.document.codes import (
    AdjustmentKind,
    DocumentType,
    Natura,
    PaymentMethod,
    PaymentTerms,
    ReferenceKind,
)
from aistrategyhub.features.invoicing.document.model import (
    Instalment,
    InvoiceDocument,
    Payment,
    Reference,
)
from aistrategyhub.features.invoicing.document.parts import Adjustment, TaxId
from aistrategyhub.features.invoicing.fatturapa.builder import build_xml, transmitter_of
from aistrategyhub.features.invoicing.fatturapa.checks import check_document
from aistrategyhub.features.invoicing.fatturapa.schema import violations
from tests.factories.invoices import MERIDIANA, company, invoice, line, private_person

GOLDEN = Path(__file__).parents[3] / "golden" / "fatturapa"

DOCUMENTS: dict[str, InvoiceDocument] = {
    "company_with_sdi_code": invoice(causale="Ordine ORD-2026-00001 del 21/11/2026"),
    "company_with_pec": invoice(buyer=company(sdi_code=None, pec_email="officinebianchi@pec.example")),
    "private_person": invoice(
        [line(1, "122.00", description="Corso “AI literacy” – 2ª edizione, 3 ore")], buyer=private_person()
    ),
    "two_rates": invoice(
        [
            line(1, "1500.00", description="Analisi NIS2: perimetro, ruoli, scadenze"),
            line(2, "24.90", quantity="10", rate="4", description="Manuale operativo (libro)", unit="pz"),
        ]
    ),
    "three_lines_with_rounding": invoice(
        [
            line(1, "33.3333", quantity="3", description="Sessione di revisione"),
            line(2, "0.005", quantity="7", description="Messaggi elaborati"),
            line(
                3,
                "99.99",
                quantity="1.5",
                unit="ore",
                description="Affiancamento",
                adjustments=(Adjustment(AdjustmentKind.DISCOUNT, percent=Decimal("12.5")),),
                period_start=date(2026, 11, 1),
                period_end=date(2026, 11, 20),
            ),
        ],
        rounding=Decimal("-0.01"),
    ),
    "accents_and_typography": invoice(
        buyer=company(
            company_name="Società Agricola L’Élite & Figli S.à r.l. – “Čeh”",
            billing_address={"street": "Località Là-Bas 1/A", "city": "Forlì", "zip": "00012", "province": "FC"},
        )
    ),
    "foreign_company": invoice(
        [
            line(
                1,
                rate="0",
                natura=Natura.N2_1,
                legal_reference="Inversione contabile: operazione non soggetta ex art. 7-ter DPR 633/72",
            )
        ],
        buyer=company(
            company_name="Müller & Söhne GmbH",
            vat_number="DE136695976",
            sdi_code=None,
            billing_address={"street": "Sendlinger Straße 8", "city": "München", "zip": "80331", "country": "DE"},
        ),
    ),
    "credit_note": invoice(
        [line(1, "250.00", description="Storno parziale della fattura 2026/00001")],
        document_type=DocumentType.TD04,
        number="2026/00002",
        references=(Reference(kind=ReferenceKind.INVOICE, number="2026/00001", issued_on=date(2026, 11, 21)),),
        payments=(
            Payment(
                PaymentTerms.INSTALMENTS,
                (
                    Instalment(
                        method=PaymentMethod.MP05,
                        amount=Decimal("305.00"),
                        due_date=date(2026, 12, 31),
                        iban="IT60 X054 2811 1010 0000 0123 456",
                        payee="Meridiana Compliance S.r.l.",
                    ),
                ),
            ),
        ),
    ),
}


def xml_of(document: InvoiceDocument) -> bytes:
    return build_xml(document, transmitter=transmitter_of(document.seller), progressive="0000A")


def texts(xml: bytes, name: str) -> list[str]:
    return [element.text or "" for element in etree.fromstring(xml).iter(name)]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_golden_documents(name: str) -> None:
    xml = xml_of(DOCUMENTS[name])
    assert xml.decode() == (GOLDEN / f"{name}.xml").read_text("utf-8")
    assert violations(xml) == []
    assert check_document(DOCUMENTS[name]) == []


def test_every_golden_file_has_its_document() -> None:
    assert {path.stem for path in GOLDEN.glob("*.xml")} == set(DOCUMENTS)


def test_the_pec_is_written_only_when_there_is_no_code() -> None:
    xml = xml_of(invoice(buyer=company(pec_email="officinebianchi@pec.example")))
    assert (texts(xml, "CodiceDestinatario"), texts(xml, "PECDestinatario")) == (["M5UXCR1"], [])


def test_a_long_reason_is_cut_between_words() -> None:
    reason = "Attività svolta presso la Vostra sede " * 12
    pieces = texts(xml_of(invoice(causale=reason)), "Causale")
    assert all(len(piece) <= 200 for piece in pieces)
    assert " ".join(pieces) == reason.strip()


@pytest.mark.parametrize(
    ("phone", "written"),
    [("+39 02 5555 0127", ["0255550127"]), ("02/5555.0127", ["02/5555.0127"]), ("1", []), ("+44 20 7946 0958 000", [])],
)
def test_the_phone_fits_the_schema(phone: str, written: list[str]) -> None:
    xml = xml_of(invoice(seller=replace(MERIDIANA, phone=phone)))
    assert texts(xml, "Telefono") == written
    assert violations(xml) == []


def test_a_seller_may_be_a_bare_minimum() -> None:
    seller = replace(MERIDIANA, register=None, phone="", email="", party=replace(MERIDIANA.party, fiscal_code=""))
    assert transmitter_of(seller) == TaxId("IT", "09876540155")
    assert violations(xml_of(invoice(seller=seller))) == []


printable = st.text(min_size=1, max_size=1200).filter(str.strip)
lines = st.lists(
    st.tuples(
        st.decimals(Decimal("-99999"), Decimal("99999"), places=4),
        st.none() | st.decimals(Decimal("0.01"), Decimal("999"), places=3),
        st.sampled_from([("22", None), ("10", None), ("4", None), ("0", Natura.N4), ("0", Natura.N2_1)]),
        st.lists(st.decimals(Decimal(0), Decimal(100), places=2), max_size=2),
        printable,
    ),
    min_size=1,
    max_size=12,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines)
def test_any_lines_make_a_valid_file_whose_summaries_add_up(drawn: list) -> None:
    document = invoice(
        [
            line(
                number,
                str(price),
                quantity=None if quantity is None else str(quantity),
                rate=rate,
                natura=natura,
                adjustments=tuple(Adjustment(AdjustmentKind.DISCOUNT, percent=percent) for percent in discounts),
                description=f"Voce {description}",
            )
            for number, (price, quantity, (rate, natura), discounts, description) in enumerate(drawn, start=1)
        ]
    )
    xml = xml_of(document)
    assert violations(xml) == []
    assert check_document(document) == []
    assert xml == xml_of(document)
    check_arithmetic_of_the_file(etree.fromstring(xml))


def check_arithmetic_of_the_file(root: etree._Element) -> None:
    """The sums again, from what the file says alone."""
    cent = Decimal("0.01")
    expected: dict[tuple[str | None, str | None], Decimal] = {}
    for row in root.iter("DettaglioLinee"):
        key = (row.findtext("AliquotaIVA"), row.findtext("Natura"))
        expected[key] = expected.get(key, Decimal(0)) + Decimal(row.findtext("PrezzoTotale") or "")
    total = Decimal(0)
    for row in root.iter("DatiRiepilogo"):
        taxable, tax = Decimal(row.findtext("ImponibileImporto") or ""), Decimal(row.findtext("Imposta") or "")
        rate = Decimal(row.findtext("AliquotaIVA") or "")
        assert taxable == expected.pop((row.findtext("AliquotaIVA"), row.findtext("Natura")))
        assert tax == (taxable * rate / 100).quantize(cent, ROUND_HALF_UP)
        total += taxable + tax
    assert not expected
    assert Decimal(root.findtext(".//ImportoTotaleDocumento") or "") == total


if __name__ == "__main__":
    for golden_name, golden_document in DOCUMENTS.items():
        (GOLDEN / f"{golden_name}.xml").write_bytes(xml_of(golden_document))
