"""The buyer as data: who can be invoiced, and what each wrong field is told."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aistrategyhub.core.billing import Address, Buyer, BuyerKind, read_buyer
from aistrategyhub.core.errors import InvalidInput

ADDRESS = {"street": "Via Tortona 27", "city": "Milano", "zip": "20144", "province": "MI", "country": "IT"}
COMPANY = {
    "company_name": "Officine Bianchi S.r.l.",
    "email": "acquisti@officinebianchi.it",
    "vat_number": "12345678903",
    "sdi_code": "M5UXCR1",
    "billing_address": ADDRESS,
}
PERSON = {
    "name": "Mario Rossi",
    "email": "mario.rossi@example.com",
    "fiscal_code": "RSSMRA80A01H501U",
    "billing_address": ADDRESS,
}


def company(**changes: Any) -> dict[str, Any]:
    return {**COMPANY, **changes}


def person(**changes: Any) -> dict[str, Any]:
    return {**PERSON, **changes}


def at(**changes: Any) -> dict[str, Any]:
    return {**ADDRESS, **changes}


def refusals(data: Any) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused:
        read_buyer(data)
    assert len({error.field for error in refused.value.fields}) == len(refused.value.fields)
    for error in refused.value.fields:
        assert error.sentence.format(**error.values).endswith(".")
    return {error.field: error.code for error in refused.value.fields}


def test_a_company_is_tidied_up() -> None:
    buyer = read_buyer(
        {
            "company_name": "  Officine   Bianchi S.r.l. ",
            "name": "Giulia Bianchi",
            "email": "Acquisti@OfficineBianchi.it",
            "vat_number": "it 123 456 789 03",
            "fiscal_code": "12345678903",
            "sdi_code": "m5uxcr1",
            "pec_email": None,
            "billing_address": {"street": "Via Tortona 27", "city": "Milano", "zip": " 00144 ", "province": "mi"},
        }
    )
    assert buyer == Buyer(
        company_name="Officine Bianchi S.r.l.",
        first_name="Giulia",
        last_name="Bianchi",
        email="Acquisti@officinebianchi.it",
        vat_number="12345678903",
        fiscal_code="12345678903",
        sdi_code="M5UXCR1",
        pec_email="",
        billing_address=Address(street="Via Tortona 27", city="Milano", zip="00144", province="MI", country="IT"),
    )
    assert (buyer.kind, buyer.legal_name, buyer.person_name) == (
        BuyerKind.COMPANY,
        "Officine Bianchi S.r.l.",
        "Giulia Bianchi",
    )


@pytest.mark.parametrize(
    ("data", "legal_name", "company_name"),
    [
        (
            company(company_name=None, name="Officine Bianchi S.r.l."),
            "Officine Bianchi S.r.l.",
            "Officine Bianchi S.r.l.",
        ),
        (company(company_name=None, name="Meridiana"), "Meridiana", "Meridiana"),
        (company(company_name=None, name="Mario Rossi", fiscal_code="RSSMRA80A01H501U"), "Mario Rossi", ""),
        (company(company_name=None, first_name="Mario", last_name="Rossi"), "Mario Rossi", ""),
        (person(name="Associazione Arcobaleno", fiscal_code="97103880585"), *("Associazione Arcobaleno",) * 2),
    ],
)
def test_who_the_document_is_made_out_to(data: dict[str, Any], legal_name: str, company_name: str) -> None:
    buyer = read_buyer(data)
    assert (buyer.legal_name, buyer.company_name) == (legal_name, company_name)
    assert buyer.is_company


def test_a_buyer_survives_storage_as_json() -> None:
    buyer = read_buyer(COMPANY)
    assert Buyer.model_validate_json(buyer.model_dump_json()) == buyer


@pytest.mark.parametrize(
    ("data", "kind", "sdi_code"),
    [
        (company(), BuyerKind.COMPANY, "M5UXCR1"),
        (company(sdi_code="", pec_email="officinebianchi@pec.it"), BuyerKind.COMPANY, "0000000"),
        (company(sdi_code="0000000", pec_email="officinebianchi@pec.it"), BuyerKind.COMPANY, "0000000"),
        (
            company(sdi_code="0000000", pec_email="officinebianchi@pec.it", fiscal_code="12345678903"),
            "company",
            "0000000",
        ),
        (person(vat_number="12345678903", sdi_code="KRRH6B9"), BuyerKind.COMPANY, "KRRH6B9"),
        (company(vat_number="", sdi_code="", fiscal_code="97103880585"), BuyerKind.COMPANY, "0000000"),
        (person(), BuyerKind.PERSON, "0000000"),
        (person(sdi_code="0000000", vat_number=None, company_name=None, pec_email=""), BuyerKind.PERSON, "0000000"),
        (person(sdi_code="KRRH6B9"), BuyerKind.PERSON, "KRRH6B9"),
        (person(name=None, first_name="Mario", last_name="Rossi"), BuyerKind.PERSON, "0000000"),
        (person(fiscal_code="rss mra 80a01 h501u"), BuyerKind.PERSON, "0000000"),
        (
            company(vat_number="DE136695976", sdi_code="", billing_address=at(country="de", zip="80331", province="")),
            BuyerKind.COMPANY,
            "XXXXXXX",
        ),
        (
            company(vat_number="EL 094259216", sdi_code="XXXXXXX", billing_address=at(country="GR", zip="105 57")),
            BuyerKind.COMPANY,
            "XXXXXXX",
        ),
        (
            company(vat_number="CHE-123.456.788", sdi_code="", billing_address=at(country="CH", province=None)),
            BuyerKind.COMPANY,
            "XXXXXXX",
        ),
        (
            company(vat_number="SM12345", sdi_code="", billing_address=at(country="SM", zip="47890", province=None)),
            BuyerKind.COMPANY,
            "2R4GTO8",
        ),
        (
            person(fiscal_code="", billing_address=at(country="US", zip="", province="California")),
            BuyerKind.PERSON,
            "XXXXXXX",
        ),
    ],
)
def test_buyers_that_can_be_invoiced(data: dict[str, Any], kind: str, sdi_code: str) -> None:
    buyer = read_buyer(data)
    assert (buyer.kind, buyer.sdi_code) == (kind, sdi_code)


@pytest.mark.parametrize(
    ("country", "given", "kept"),
    [
        ("IT", "IT12345678903", "12345678903"),
        ("DE", "DE136695976", "136695976"),
        ("GR", "EL094259216", "094259216"),
        ("GR", "GR094259216", "094259216"),
        ("CH", "CHE123456788", "CHE123456788"),
        ("GB", "GB980780684", "980780684"),
    ],
)
def test_the_vat_number_loses_its_country(country: str, given: str, kept: str) -> None:
    assert read_buyer(company(vat_number=given, billing_address=at(country=country))).vat_number == kept


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (company(vat_number="12345678901"), {"vat_number": "INVALID_VAT_NUMBER"}),
        (company(vat_number="1234567890"), {"vat_number": "INVALID_VAT_NUMBER"}),
        (company(vat_number="00000000000"), {"vat_number": "INVALID_VAT_NUMBER"}),
        (company(vat_number="١٢٣٤٥٦٧٨٩٠٣"), {"vat_number": "INVALID_VAT_NUMBER"}),
        (company(vat_number="DE136695976"), {"vat_number": "INVALID_VAT_NUMBER"}),
        (company(vat_number=""), {"vat_number": "REQUIRED"}),
        (company(vat_number="", fiscal_code="12345678903"), {"vat_number": "REQUIRED"}),
        (company(vat_number=12345678903), {"vat_number": "INVALID_TYPE"}),
        (company(sdi_code=None), {"sdi_code": "RECIPIENT_REQUIRED"}),
        (company(sdi_code="0000000"), {"sdi_code": "RECIPIENT_REQUIRED"}),
        (company(sdi_code="UFRHTY"), {"sdi_code": "PUBLIC_OFFICE"}),
        (company(sdi_code="M5UXCR"), {"sdi_code": "PUBLIC_OFFICE"}),
        (company(sdi_code="M5UXCR12"), {"sdi_code": "INVALID_SDI_CODE"}),
        (company(sdi_code="M5UXCRÀ"), {"sdi_code": "INVALID_SDI_CODE"}),
        (company(sdi_code="XXXXXXX"), {"sdi_code": "FOREIGN_SDI_CODE"}),
        (company(sdi_code="", pec_email="officine"), {"pec_email": "INVALID_EMAIL"}),
        (company(pec_email="a@b.it"), {"pec_email": "INVALID_EMAIL"}),
        (company(pec_email="sdi01@PEC.fatturapa.it"), {"pec_email": "SDI_MAILBOX"}),
        (company(fiscal_code="RSSMRA80A01H501X"), {"fiscal_code": "INVALID_FISCAL_CODE"}),
        (company(company_name="B" * 81), {"company_name": "TOO_LONG"}),
        (company(company_name="…" * 30), {"company_name": "TOO_LONG"}),
        (company(company_name="株式会社"), {"company_name": "NOT_LATIN"}),
        (company(company_name="Bianchi 🍕"), {"company_name": "NOT_LATIN"}),
        (company(company_name="Bian\x07chi"), {"company_name": "INVALID_CHARACTERS"}),
        (company(company_name="Bianchi\nS.r.l."), {"company_name": "INVALID_CHARACTERS"}),
        (company(company_name=["Bianchi"]), {"company_name": "INVALID_TYPE"}),
        (company(company_name=""), {"company_name": "REQUIRED"}),
        (company(company_name="", sdi_code=""), {"company_name": "REQUIRED", "sdi_code": "RECIPIENT_REQUIRED"}),
        (person(name="Mario"), {"name": "REQUIRED"}),
        (person(name=""), {"name": "REQUIRED"}),
        (person(name=None, first_name="Mario"), {"name": "REQUIRED"}),
        (person(name=7), {"name": "INVALID_TYPE"}),
        (person(name="M" * 61 + " Rossi"), {"name": "TOO_LONG"}),
        (person(fiscal_code=None), {"fiscal_code": "REQUIRED"}),
        (person(fiscal_code="RSSMRA80A01H501X"), {"fiscal_code": "INVALID_FISCAL_CODE"}),
        (person(fiscal_code="RSSMRA80A41H501U"), {"fiscal_code": "INVALID_FISCAL_CODE"}),
        (person(fiscal_code="12345678903"), {"fiscal_code": "INVALID_FISCAL_CODE"}),
        (person(email=""), {"email": "REQUIRED"}),
        (person(email="mario.rossi"), {"email": "INVALID_EMAIL"}),
        (person(email="mario@"), {"email": "INVALID_EMAIL"}),
        (person(email="mario@rossi.it, anna@rossi.it"), {"email": "INVALID_EMAIL"}),
        (person(email={"to": "mario@rossi.it"}), {"email": "INVALID_TYPE"}),
        (person(phone="02 123456"), {"phone": "UNKNOWN_FIELD"}),
        (person(billing_address=None), {"billing_address": "REQUIRED"}),
        (person(billing_address="Via Tortona 27, Milano"), {"billing_address": "INVALID_TYPE"}),
        (person(billing_address=at(zip="144")), {"billing_address.zip": "INVALID_ZIP"}),
        (person(billing_address=at(zip=20144)), {"billing_address.zip": "INVALID_TYPE"}),
        (person(billing_address=at(zip="2014A")), {"billing_address.zip": "INVALID_ZIP"}),
        (person(billing_address=at(zip="٢٠١٤٤")), {"billing_address.zip": "NOT_LATIN"}),
        (person(billing_address=at(province="XX")), {"billing_address.province": "INVALID_PROVINCE"}),
        (person(billing_address=at(province="Milano")), {"billing_address.province": "INVALID_PROVINCE"}),
        (person(billing_address=at(province="")), {"billing_address.province": "REQUIRED"}),
        (person(billing_address=at(country="Italia")), {"billing_address.country": "INVALID_COUNTRY"}),
        (person(billing_address=at(country="ZZ")), {"billing_address.country": "INVALID_COUNTRY"}),
        (person(billing_address=at(street="V" * 61)), {"billing_address.street": "TOO_LONG"}),
        (person(billing_address=at(city="")), {"billing_address.city": "REQUIRED"}),
        (person(billing_address=at(floor="3")), {"billing_address.floor": "UNKNOWN_FIELD"}),
        (
            company(vat_number="DE136695977", billing_address=at(country="DE")),
            {"vat_number": "INVALID_VAT_NUMBER"},
        ),
        (company(vat_number="", billing_address=at(country="US")), {"vat_number": "REQUIRED"}),
        (
            {},
            {
                "billing_address": "REQUIRED",
                "email": "REQUIRED",
                "fiscal_code": "REQUIRED",
                "name": "REQUIRED",
            },
        ),
    ],
)
def test_each_wrong_field_is_told(data: Any, expected: dict[str, str]) -> None:
    assert refusals(data) == expected


@pytest.mark.parametrize("data", [None, "Mario Rossi", 7, [PERSON], True])
def test_a_body_that_is_no_object_is_refused(data: Any) -> None:
    assert refusals(data)["buyer"] == "INVALID_TYPE"


def test_the_sentence_of_a_wrong_partita_iva() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_buyer(company(vat_number="12345678901"))
    assert refused.value.fields[0].sentence == "La partita IVA non è valida: controlla le 11 cifre."


def test_typographic_spelling_is_kept() -> None:
    buyer = read_buyer(person(name="Zoë D’Šimić", fiscal_code="RSSMRA80A01H501U"))
    assert (buyer.first_name, buyer.last_name) == ("Zoë", "D’Šimić")


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
_unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
_fields = [*COMPANY, *PERSON, "pec_email", "first_name", "last_name", "altro"]


def outcome(data: Any) -> Buyer | list[str]:
    """The buyer, or the names of the fields that were refused."""
    try:
        return read_buyer(data)
    except InvalidInput as refused:
        return [error.field for error in refused.fields]


@_unhurried
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(_fields, _json)))
def test_whatever_arrives_is_read_or_refused(data: dict[str, Any]) -> None:
    assert outcome(data)


@_unhurried
@given(_json)
def test_any_address_is_read_or_refused(address: Any) -> None:
    result = outcome(person(billing_address=address))
    assert isinstance(result, Buyer) or all(field.startswith("billing_address") for field in result)
