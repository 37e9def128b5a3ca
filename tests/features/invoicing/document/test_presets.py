"""Presets: what each kind of seller and buyer makes of the same work, and that SdI would take all of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aistrategyhub.features.invoicing.document.codes import (
    AdjustmentKind,
    DocumentType,
    Natura,
    ReferenceKind,
    TaxRegime,
    VatDue,
)
from aistrategyhub.features.invoicing.document.model import InvoiceDocument, Party, Reference
from aistrategyhub.features.invoicing.document.parts import Adjustment, PostalAddress, TaxId
from aistrategyhub.features.invoicing.document.presets import (
    BuyerKind,
    Declaration,
    Exemption,
    Item,
    Profession,
    Sale,
    compose,
    kind_of,
)
from aistrategyhub.features.invoicing.fatturapa.builder import build_file, build_xml, transmitter_of
from aistrategyhub.features.invoicing.fatturapa.verdicts import judge
from tests.factories.invoices import MERIDIANA

ROME = PostalAddress(street="Via del Corso 1", city="Roma", zip="00186", province="RM")
COMPANY = Party(company_name="Officine Bianchi S.r.l.", tax_id=TaxId("IT", "12345678903"), address=ROME)
PERSON = Party(first_name="Niccolò", last_name="D’Amico", fiscal_code="DMCNCL90C15D612N", address=ROME)
BODY = Party(company_name="Comune di Roma", fiscal_code="02438750586", address=ROME)
GERMAN = Party(
    company_name="Müller & Söhne GmbH",
    tax_id=TaxId("DE", "136695976"),
    address=PostalAddress(street="Sendlinger Straße 8", city="München", zip="80331", country="DE"),
)
SWISS = Party(
    company_name="Alpen AG",
    tax_id=TaxId("CH", "116281710"),
    address=PostalAddress(street="Bahnhofstrasse 1", city="Zürich", zip="8001", country="CH"),
)
AMERICAN = Party(
    first_name="Ann",
    last_name="Lee",
    address=PostalAddress(street="1 Main St", city="Boston", zip="02108", country="US"),
)
SAMMARINESE = Party(
    company_name="Titano S.r.l.",
    tax_id=TaxId("SM", "12345"),
    address=PostalAddress(street="Via Piana 1", city="San Marino", zip="47890", country="SM"),
)
BUYERS = {
    BuyerKind.COMPANY: (COMPANY, "M5UXCR1"),
    BuyerKind.PERSON: (PERSON, ""),
    BuyerKind.PUBLIC_BODY: (BODY, "UFLHM1"),
    BuyerKind.EU_FIRM: (GERMAN, ""),
    BuyerKind.ABROAD: (SWISS, ""),
    BuyerKind.SAN_MARINO: (SAMMARINESE, ""),
}
DAY = date(2026, 11, 21)
WORKS = Exemption(Natura.N6_3, "Inversione contabile, art. 17 c. 6 lett. a) DPR 633/1972")


def sale(
    kind: BuyerKind = BuyerKind.COMPANY, *items: Item, regime: TaxRegime = TaxRegime.RF01, **changes: object
) -> Sale:
    buyer, code = BUYERS[kind]
    fields = {
        "seller": replace(MERIDIANA, tax_regime=regime),
        "buyer": buyer,
        "kind": kind,
        "items": items or (Item(description="Parere", unit_price=Decimal("1000.00")),),
        "number": "2026/00001",
        "issued_on": DAY,
        "recipient_code": code,
    }
    return Sale(**fields | changes)


def goods() -> Item:
    return Item(description="Manuale", unit_price=Decimal("1000.00"), is_goods=True)


def xml_of(document: InvoiceDocument) -> bytes:
    return build_xml(document, transmitter=transmitter_of(document.seller), progressive="00001")


def assert_accepted(document: InvoiceDocument) -> None:
    xml = xml_of(document)
    verdict = judge("IT09876540155_00001.xml", xml)
    assert verdict.is_accepted, verdict.errors
    assert verdict.content is not None
    assert build_file(verdict.content) == xml


@pytest.mark.parametrize(
    ("composed", "natura", "vat", "payable", "stamp"),
    [
        (sale(), None, "220.00", "1220.00", None),
        (sale(BuyerKind.PERSON), None, "220.00", "1220.00", None),
        (sale(BuyerKind.PUBLIC_BODY), None, "220.00", "1000.00", None),
        (sale(BuyerKind.EU_FIRM), "N2.1", "0.00", "1000.00", "2.00"),
        (sale(BuyerKind.EU_FIRM, goods()), "N3.2", "0.00", "1000.00", None),
        (sale(BuyerKind.ABROAD), "N2.1", "0.00", "1000.00", "2.00"),
        (sale(BuyerKind.ABROAD, goods()), "N3.1", "0.00", "1000.00", None),
        (sale(BuyerKind.ABROAD, buyer=AMERICAN), None, "220.00", "1220.00", None),
        (sale(BuyerKind.SAN_MARINO, goods()), "N3.3", "0.00", "1000.00", None),
        (sale(regime=TaxRegime.RF19), "N2.2", "0.00", "1000.00", "2.00"),
        (sale(regime=TaxRegime.RF20), "N2.2", "0.00", "1000.00", "2.00"),
        (sale(BuyerKind.PUBLIC_BODY, regime=TaxRegime.RF19), "N2.2", "0.00", "1000.00", "2.00"),
        (sale(profession=Profession()), None, "228.80", "1060.80", None),
        (sale(profession=Profession(fund="TC01", is_fund_withheld=False)), None, "228.80", "1068.80", None),
        (sale(BuyerKind.PERSON, profession=Profession()), None, "228.80", "1268.80", None),
        (sale(BuyerKind.PUBLIC_BODY, profession=Profession()), None, "228.80", "1060.80", None),
        (sale(profession=Profession(), regime=TaxRegime.RF19), "N2.2", "0.00", "1040.00", "2.00"),
        (sale(declaration=Declaration("08060120341234567-000001", DAY)), "N3.5", "0.00", "1000.00", "2.00"),
        (
            sale(BuyerKind.COMPANY, Item(description="Posa", unit_price=Decimal("1000.00"), exemption=WORKS)),
            "N6.3",
            "0.00",
            "1000.00",
            None,
        ),
    ],
)
def test_presets(composed: Sale, natura: str | None, vat: str, payable: str, stamp: str | None) -> None:
    document = compose(composed)
    assert document.lines[0].natura == natura
    assert document.vat_total == Decimal(vat)
    assert document.payments[0].instalments[0].amount == document.payable == Decimal(payable)
    assert document.stamp_duty == (stamp and Decimal(stamp))
    assert bool(document.summaries[0].legal_reference) is (natura is not None)
    assert_accepted(document)


def test_where_each_is_sent() -> None:
    codes = {kind: compose(sale(kind)).recipient.code for kind in BUYERS}
    assert codes == {
        BuyerKind.COMPANY: "M5UXCR1",
        BuyerKind.PERSON: "0000000",
        BuyerKind.PUBLIC_BODY: "UFLHM1",
        BuyerKind.EU_FIRM: "XXXXXXX",
        BuyerKind.ABROAD: "XXXXXXX",
        BuyerKind.SAN_MARINO: "2R4GTO8",
    }
    assert {kind_of(buyer, code) for buyer, code in BUYERS.values()} == set(BUYERS)
    assert b'versione="FPA12"' in xml_of(compose(sale(BuyerKind.PUBLIC_BODY)))


def test_a_public_tender_is_named_and_its_vat_is_split() -> None:
    tender = Reference(kind=ReferenceKind.CONTRACT, number="12/2026", cup="J51B21003870006", cig="Z3F3456789")
    document = compose(sale(BuyerKind.PUBLIC_BODY, references=(tender,)))
    assert document.summaries[0].due is VatDue.SPLIT_PAYMENT
    assert b"<CodiceCIG>Z3F3456789</CodiceCIG>" in xml_of(document)
    assert_accepted(document)


items = st.lists(
    st.builds(
        Item,
        description=st.text(min_size=1, max_size=300).filter(str.strip).map(lambda text: f"Voce {text}"),
        unit_price=st.decimals(Decimal("-9999"), Decimal("99999"), places=8),
        quantity=st.none() | st.decimals(Decimal("0.01"), Decimal(999), places=5),
        vat_rate=st.sampled_from([Decimal(22), Decimal(10), Decimal(5), Decimal(4)]),
        adjustments=st.lists(
            st.builds(
                Adjustment,
                st.sampled_from(AdjustmentKind),
                st.decimals(Decimal(0), Decimal(99), places=2),
            )
            | st.builds(
                Adjustment, st.sampled_from(AdjustmentKind), st.none(), st.decimals(Decimal(0), Decimal(99), places=8)
            ),
            max_size=2,
        ).map(tuple),
        exemption=st.none() | st.just(WORKS),
        is_goods=st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    kind=st.sampled_from(sorted(BUYERS)),
    sold=items,
    regime=st.sampled_from([TaxRegime.RF01, TaxRegime.RF19, TaxRegime.RF20]),
    profession=st.sampled_from([None, Profession(), Profession(fund="TC04", is_fund_withheld=False)]),
    declaration=st.sampled_from([None, Declaration("08060120341234567-000001", DAY)]),
    document_type=st.sampled_from([None, DocumentType.TD02, DocumentType.TD04, DocumentType.TD05, DocumentType.TD24]),
)
def test_whatever_is_composed_passes_schema_and_checks_and_is_read_back(
    kind, sold, regime, profession, declaration, document_type
) -> None:
    document = compose(
        sale(
            kind,
            *sold,
            regime=regime,
            profession=profession,
            declaration=declaration,
            document_type=document_type,
        )
    )
    assert_accepted(document)
