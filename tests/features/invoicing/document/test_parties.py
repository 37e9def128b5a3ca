"""Buyers as parties of a document."""

from aistrategyhub.features.invoicing.document.model import Recipient
from aistrategyhub.features.invoicing.document.parties import party_of, recipient_of
from aistrategyhub.features.invoicing.document.parts import TaxId
from tests.factories.invoices import company, private_person


def test_a_company_goes_by_its_name_and_not_by_its_contact() -> None:
    party = party_of(company(name="Giulia Bianchi"))
    assert (party.name, party.first_name, party.tax_id) == (
        "Officine Bianchi S.r.l.",
        "",
        TaxId("IT", "12345678903"),
    )


def test_a_professional_goes_by_first_and_last_name() -> None:
    party = party_of(company(company_name="", first_name="Giulia", last_name="Bianchi"))
    assert (party.company_name, party.first_name, party.last_name) == ("", "Giulia", "Bianchi")


def test_a_private_person_has_no_tax_id() -> None:
    party = party_of(private_person())
    assert (party.tax_id, party.fiscal_code, party.name) == (None, "DMCNCL90C15D612N", "Niccolò D’Amico")


def test_a_foreigner_without_vat_number_gets_the_identifier_that_sdi_wants() -> None:
    buyer = private_person(fiscal_code=None, billing_address={"street": "5 Av.", "city": "New York", "country": "US"})
    assert party_of(buyer).tax_id == TaxId("US", "0000000")
    assert recipient_of(buyer) == Recipient("XXXXXXX")


def test_the_pec_follows_the_buyer() -> None:
    buyer = company(sdi_code=None, pec_email="officinebianchi@pec.example")
    assert recipient_of(buyer) == Recipient("0000000", "officinebianchi@pec.example")
