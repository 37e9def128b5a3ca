"""What a firm says of itself, field by field."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.backoffice.rules import read_firm
from tests.factories.firm import firm_data

TODAY = date(2026, 11, 21)


def _wrong(**changes: Any) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused:
        read_firm(firm_data(**changes), today=TODAY, needs_domain=True)
    return {error.field: error.code for error in refused.value.fields}


def test_a_right_firm_is_tidied_up() -> None:
    draft = read_firm(
        firm_data(
            vat_number="IT 12345678903",
            domains=["WWW.Studio-Ferri.example", "www.studio-ferri.example"],
            share_capital="10000.00",
            sole_shareholder=True,
            next_invoice_number="2026/42",
            iban="it60 x054 2811 1010 0000 0123 456",
        ),
        today=TODAY,
        needs_domain=True,
    )
    assert draft.seller.vat_number == draft.seller.fiscal_code == "12345678903"
    assert draft.seller.regime_fiscale == "RF01"
    assert draft.seller.share_capital == Decimal("10000.00")
    assert draft.seller.iban == "IT60X0542811101000000123456"
    assert draft.domains == ("www.studio-ferri.example",)
    assert draft.next_invoice == (2026, 42)
    assert draft.admin_email == "anna@studio-ferri.example"
    assert draft.identity.site_name == "Studio Ferri S.r.l."


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"company_name": " "}, {"company_name": "REQUIRED"}),
        ({"company_name": "Кооператив"}, {"company_name": "NOT_LATIN"}),
        ({"vat_number": "12345678901"}, {"vat_number": "INVALID_VAT_NUMBER"}),
        ({"vat_number": None}, {"vat_number": "REQUIRED"}),
        ({"fiscal_code": "RSSMRA80A01H501X"}, {"fiscal_code": "INVALID_FISCAL_CODE"}),
        ({"regime_fiscale": "forfettario"}, {"regime_fiscale": "TOO_LONG"}),
        ({"regime_fiscale": "RF21"}, {"regime_fiscale": "INVALID_REGIME"}),
        ({"regime_fiscale": "RF19"}, {"regime_fiscale": "REGIME_NOT_SERVED"}),
        ({"address": None}, {"address": "REQUIRED"}),
        ({"address": "Via Roma 1"}, {"address": "INVALID_TYPE"}),
        (
            {"address": {"street": "Via Roma 1", "city": "Padova", "zip": "3512", "province": "PD"}},
            {"address.zip": "INVALID_ZIP"},
        ),
        (
            {"address": {"street": "Rue 1", "city": "Lyon", "zip": "69001", "country": "FR"}},
            {"address.country": "NOT_ITALIAN"},
        ),
        ({"email": "studio"}, {"email": "INVALID_EMAIL"}),
        ({"pec_email": None}, {"pec_email": "REQUIRED"}),
        ({"phone": ""}, {"phone": "REQUIRED"}),
        ({"iban": "IT60X0542811101000000123457"}, {"iban": "INVALID_IBAN"}),
        ({"rea_office": "PD"}, {"rea_number": "REQUIRED"}),
        ({"rea_office": "XX", "rea_number": "12-3"}, {"rea_office": "INVALID_PROVINCE", "rea_number": "INVALID_REA"}),
        ({"share_capital": "diecimila"}, {"share_capital": "INVALID_CAPITAL"}),
        ({"share_capital": "10000", "paid_in_capital": "10001"}, {"paid_in_capital": "MORE_THAN_CAPITAL"}),
        ({"share_capital": None, "paid_in_capital": "1"}, {"paid_in_capital": "MORE_THAN_CAPITAL"}),
        ({"share_capital": "NaN"}, {"share_capital": "INVALID_CAPITAL"}),
        ({"share_capital": "10.001"}, {"share_capital": "INVALID_CAPITAL"}),
        ({"share_capital": "-1"}, {"share_capital": "INVALID_CAPITAL"}),
        ({"sole_shareholder": "sì"}, {"sole_shareholder": "INVALID_TYPE"}),
        ({"domains": []}, {"domains": "REQUIRED"}),
        ({"domains": "www.studio.example"}, {"domains": "INVALID_TYPE"}),
        ({"domains": ["https://www.studio.example/"]}, {"domains": "INVALID_DOMAIN"}),
        ({"domains": ["studio"]}, {"domains": "INVALID_DOMAIN"}),
        ({"admin": None}, {"admin.email": "REQUIRED"}),
        ({"admin": {"email": "anna@"}}, {"admin.email": "INVALID_EMAIL"}),
        ({"admin": {"email": "a@b.example", "role": "owner"}}, {"admin.role": "UNKNOWN_FIELD"}),
        ({"next_invoice_number": "42"}, {"next_invoice_number": "INVALID_NUMBER"}),
        ({"next_invoice_number": "2026/0"}, {"next_invoice_number": "INVALID_NUMBER"}),
        ({"next_invoice_number": "2025/00042"}, {"next_invoice_number": "WRONG_YEAR"}),
        ({"partita_iva": "1"}, {"partita_iva": "UNKNOWN_FIELD"}),
    ],
)
def test_each_wrong_field_has_its_own_error(changes: dict[str, Any], wrong: dict[str, str]) -> None:
    assert _wrong(**changes) == wrong


def test_all_wrong_fields_are_told_at_once() -> None:
    assert _wrong(vat_number="1", email="", domains=["a b"]).keys() == {"vat_number", "email", "domains"}


def test_something_that_is_no_object_is_refused() -> None:
    with pytest.raises(InvalidInput):
        read_firm([], today=TODAY, needs_domain=False)  # type: ignore[arg-type]


def test_on_ones_own_machine_no_domain_is_needed() -> None:
    assert read_firm(firm_data(domains=[]), today=TODAY, needs_domain=False).domains == ()
