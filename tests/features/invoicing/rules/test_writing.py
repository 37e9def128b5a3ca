"""A document written by hand: what is read of it, and what is wrong with it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from aistrategyhub.features.invoicing.document.codes import DocumentType, Natura, PaymentMethod
from aistrategyhub.features.invoicing.document.presets import BuyerKind, Profession, compose
from aistrategyhub.features.invoicing.rules.writing import MOST_LINES, Firm, WrittenSale, read_written
from tests.factories.invoices import MERIDIANA
from tests.factories.written import TYPED, typed_row

TODAY = date(2026, 11, 22)
FIRM = Firm(seller=MERIDIANA, iban="IT60X0542811101000000123456")


def read(firm: Firm = FIRM, **changes: Any) -> WrittenSale:
    return read_written(TYPED | changes, firm, today=TODAY)


def test_a_whole_document() -> None:
    written = read(due_day="31/12/2026", causale="Consulenza di ottobre")
    assert written.errors == {}
    sale = written.sale
    assert sale is not None
    assert (sale.kind, sale.document_type) == (BuyerKind.COMPANY, DocumentType.TD01)
    assert (sale.settlement.method, sale.settlement.due_date) == (PaymentMethod.MP05, date(2026, 12, 31))
    assert sale.settlement.iban == FIRM.iban
    document = compose(sale)
    assert (document.net_total, document.vat_total, document.total) == (
        Decimal("1450.00"),
        Decimal("319.00"),
        Decimal("1769.00"),
    )


@pytest.mark.parametrize(
    ("typed", "net"),
    [
        ("1450", "1450"),
        ("1.450", "1450"),
        ("1.450,50", "1450.50"),
        ("1450.50", "1450.50"),
        ("0,12345678", "0.12345678"),
        ("-200", "-200"),
        ("€ 10", "10"),
    ],
)
def test_prices_as_people_write_them(typed: str, net: str) -> None:
    written = read(lines=[typed_row(), typed_row("l2", price=typed)])
    assert written.errors == {}
    assert written.net == 1450 + Decimal(net)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"description": " "}, "description"),
        ({"description": "発票"}, "description"),
        ({"description": "a\x00b"}, "description"),
        ({"description": "x" * 1001}, "description"),
        ({"quantity": "0"}, "quantity"),
        ({"quantity": "-1"}, "quantity"),
        ({"quantity": "tre"}, "quantity"),
        ({"quantity": ""}, "quantity"),
        ({"price": ""}, "price"),
        ({"price": "NaN"}, "price"),
        ({"price": "1e9"}, "price"),
        ({"price": "0,123456789"}, "price"),
        ({"price": "99.000.000", "quantity": "1.000"}, "price"),
        ({"discount": "101"}, "discount"),
        ({"vat": "21"}, "vat"),
        ({"vat": "N2"}, "vat"),
        ({"vat": ""}, "vat"),
        ({"vat": "N4", "law": "x" * 101}, "law"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_beside_it(row: dict[str, str], field: str) -> None:
    written = read(lines=[typed_row(), typed_row("l2", **row)])
    assert list(written.errors) == [f"lines.1.{field}"]
    assert written.sale is None
    assert written.net >= 1450


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"lines": []}, "lines"),
        ({"lines": "x"}, "lines"),
        ({"lines": [typed_row(f"l{n}") for n in range(MOST_LINES + 1)]}, "lines"),
        ({"kind": "TD27"}, "kind"),
        ({"kind": "TD04"}, "kind"),
        ({"method": "MP99"}, "method"),
        ({"due_day": "31/02/2027"}, "due_day"),
        ({"due_day": "21/11/2026"}, "due_day"),
        ({"causale": "x" * 401}, "causale"),
        ({"cig": "Z123"}, "reference_number"),
        ({"reference_number": "7", "reference_day": "ieri"}, "reference_day"),
        ({"reference_number": "7", "reference_kind": "Altro"}, "reference_kind"),
        ({"buyer": TYPED["buyer"] | {"email": "x"}}, "buyer.email"),
        ({"buyer": TYPED["buyer"] | {"vat_number": "12345678901"}}, "buyer.vat_number"),
        ({"buyer": TYPED["buyer"] | {"billing_address.zip": "1015"}}, "buyer.billing_address.zip"),
        ({"buyer": TYPED["buyer"] | {"sdi_code": "ABC"}}, "buyer.sdi_code"),
    ],
)
def test_what_is_wrong_with_the_rest(changes: dict[str, Any], field: str) -> None:
    assert list(read(**changes).errors) == [field]


def test_nothing_typed_is_told_field_by_field() -> None:
    errors = read_written({}, FIRM, today=TODAY).errors
    assert {"lines", "buyer.email", "buyer.billing_address.street"} <= set(errors)


def test_a_line_without_vat_names_its_law() -> None:
    written = read(lines=[typed_row(vat="N4"), typed_row("l2", vat="N6.3", law="art. 17, lettera a")])
    assert written.sale is not None
    first, second = compose(written.sale).lines
    assert (first.natura, first.legal_reference) == (Natura.N4, "Esente, art. 10 DPR 633/1972")
    assert (second.natura, second.legal_reference) == (Natura.N6_3, "art. 17, lettera a")


def test_a_public_office_splits_the_vat() -> None:
    office = {
        "kind": "company",
        "company_name": "Comune di Torino",
        "vat_number": "",
        "fiscal_code": "80000000002",
        "sdi_code": "UFABCD",
    }
    written = read(buyer=TYPED["buyer"] | office, reference_number="12/2026", cig="Z1234567AB", cup="J11H26000010001")
    assert written.errors == {}
    assert written.sale is not None
    assert written.sale.kind is BuyerKind.PUBLIC_BODY
    document = compose(written.sale)
    assert (document.recipient.code, document.split_vat) == ("UFABCD", Decimal("319.00"))
    assert document.payable == Decimal("1450.00")
    assert (document.references[0].cig, document.references[0].cup) == ("Z1234567AB", "J11H26000010001")


def test_without_the_unions_authorisation_a_public_office_pays_the_vat_to_the_firm() -> None:
    office = {"kind": "company", "company_name": "Comune", "vat_number": "", "fiscal_code": "80000000002"}
    changes = {"buyer": TYPED["buyer"] | office | {"sdi_code": "UFABCD"}}
    for until, split in ((TODAY, "319.00"), (TODAY - timedelta(days=1), "0.00")):
        written = read(Firm(seller=MERIDIANA, split_until=until), **changes)
        assert written.sale is not None
        assert compose(written.sale).split_vat == Decimal(split)


def test_fees_of_a_professional() -> None:
    firm = Firm(seller=MERIDIANA, profession=Profession())
    written = read(firm, kind="TD06", has_fees=True)
    assert written.sale is not None
    document = compose(written.sale)
    assert [fund.amount for fund in document.funds] == [Decimal("58.00")]
    assert [one.amount for one in document.withholdings] == [Decimal("301.60")]
    assert document.total == Decimal("1839.76")
    bare = compose(read(firm, kind="TD06").sale)
    assert (bare.funds, bare.withholdings) == ((), ())
    without = Firm(seller=MERIDIANA, profession=Profession(withholding=""))
    assert compose(read(without, kind="TD06", has_fees=True).sale).withholdings == ()
