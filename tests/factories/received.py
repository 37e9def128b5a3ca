"""What suppliers bill to the firm of the tests."""

from dataclasses import replace
from typing import Any

from aistrategyhub.features.invoicing.document.codes import TaxRegime
from aistrategyhub.features.invoicing.document.model import InvoiceDocument, Party, Recipient, Seller
from aistrategyhub.features.invoicing.document.parts import PostalAddress, TaxId
from aistrategyhub.features.invoicing.fatturapa.builder import build_xml
from tests.factories.invoices import MERIDIANA, invoice

STATIONER = Seller(
    party=Party(
        company_name="Cartoleria Verdi S.n.c.",
        tax_id=TaxId("IT", "12345678903"),
        address=PostalAddress(street="Via Po 1", city="Torino", zip="10123", province="TO"),
    ),
    tax_regime=TaxRegime.RF01,
)


def billed(number: str = "45/A", **changes: Any) -> bytes:
    """The file of a document of 1,220 euro that a supplier made out to the firm."""
    return build_xml(supplied(number, **changes), transmitter=TaxId("IT", "12345678903"), progressive="00001")


def supplied(
    number: str, *, seller: Seller = STATIONER, vat_number: str = "09876540155", **changes: Any
) -> InvoiceDocument:
    """What it says; the firm is known by `vat_number`."""
    firm = replace(MERIDIANA.party, tax_id=TaxId("IT", vat_number), fiscal_code=vat_number)
    document = invoice(**changes)
    return replace(document, number=number, seller=seller, buyer=firm, recipient=Recipient("M5UXCR1"))


def metadata(file_name: str, identifier: str = "7654321") -> bytes:
    """What SdI says of a file that it brings."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<ns2:FileMetadati xmlns:ns2="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fattura/messaggi/v1.0" versione="1.0">
<IdentificativoSdI>{identifier}</IdentificativoSdI><NomeFile>{file_name}</NomeFile>
<CodiceDestinatario>M5UXCR1</CodiceDestinatario><Formato>FPR12</Formato><TentativiInvio>1</TentativiInvio>
<MessageId>1</MessageId></ns2:FileMetadati>""".encode()
