"""From the semantic invoice to FatturaPA XML, element by element in the order of the schema.

The same document and progressive give the same bytes. Nothing is judged here: `schema.violations` and
`checks.check_document` say whether the result can leave.
"""

from dataclasses import dataclass
from functools import cache

from aistrategyhub.features.invoicing.document.model import InvoiceDocument, Recipient, Seller
from aistrategyhub.features.invoicing.document.parts import TaxId
from aistrategyhub.features.invoicing.fatturapa.binding import (
    Block,
    Part,
    Put,
    Row,
    Value,
    element_writer,
    escaped,
    in_turn,
)
from aistrategyhub.features.invoicing.fatturapa.body_table import BODY
from aistrategyhub.features.invoicing.fatturapa.parties_table import HEADER, TAX_ID
from aistrategyhub.features.invoicing.fatturapa.types import VERBATIM, basic

NAMESPACE = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"
_DSIG = "http://www.w3.org/2000/09/xmldsig#"
_PROLOG = '<?xml version="1.0" encoding="UTF-8"?>\n'
PRIVATE, PUBLIC = "FPR12", "FPA12"


@dataclass(frozen=True, slots=True)
class Contacts:
    """How to reach the transmitter; a file may leave both out and still hold the element."""

    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectronicFile:
    """One file as it travels: who transmits it under which progressive, where to, and its documents.

    All documents of a lot share seller and buyer. `version` is the attribute of the root, which SdI compares with
    `format` (00428).
    """

    version: str
    transmitter: TaxId
    progressive: str
    format: str
    recipient: Recipient
    documents: tuple[InvoiceDocument, ...]
    issuing_system: str = ""
    contacts: Contacts | None = None


TRANSMISSION: tuple[Row, ...] = (
    Part("IdTrasmittente", "transmitter", TAX_ID),
    Value("ProgressivoInvio", "progressive", basic(10)),
    Value("FormatoTrasmissione", "format", VERBATIM),
    Value("CodiceDestinatario", "recipient.code", VERBATIM),
    Part(
        "ContattiTrasmittente",
        "contacts",
        Block(Contacts, (Value("Telefono", "phone", VERBATIM), Value("Email", "email", VERBATIM))),
    ),
    Value("PECDestinatario", "recipient.pec_email", VERBATIM),
)


def build_xml(document: InvoiceDocument, *, transmitter: TaxId, progressive: str) -> bytes:
    """The file of a document: FPA12 to a public office, FPR12 to everybody else.

    `progressive` (up to 10 characters) names this transmission and no other.
    """
    form = PUBLIC if document.recipient.is_public_office else PRIVATE
    return build_file(
        ElectronicFile(
            version=form,
            transmitter=transmitter,
            progressive=progressive,
            format=form,
            recipient=document.recipient,
            documents=(document,),
        )
    )


def build_file(file: ElectronicFile) -> bytes:
    """The XML of a file, in UTF-8. Raises IndexError for a file without documents."""
    transmission, header, body = _writers()
    system = f' SistemaEmittente="{escaped(file.issuing_system)}"' if file.issuing_system else ""
    pieces = [
        _PROLOG,
        f'<p:FatturaElettronica xmlns:p="{NAMESPACE}" xmlns:ds="{_DSIG}" versione="{escaped(file.version)}"{system}>',
        "\n  <FatturaElettronicaHeader>",
    ]
    transmission(file, pieces.append)
    header(file.documents[0], pieces.append)
    pieces.append("\n  </FatturaElettronicaHeader>")
    for document in file.documents:
        body(document, pieces.append)
    pieces.append("\n</p:FatturaElettronica>\n")
    return "".join(pieces).encode()


def transmitter_of(seller: Seller) -> TaxId:
    """The seller who transmits its own documents, by the codice fiscale that SdI knows it by."""
    country = seller.party.tax_id.country if seller.party.tax_id else seller.party.address.country
    number = seller.party.tax_id.number if seller.party.tax_id else ""
    return TaxId(country, seller.party.fiscal_code or number)


@cache
def _writers() -> tuple[Put, Put, Put]:
    return (
        element_writer("DatiTrasmissione", TRANSMISSION, 2),
        in_turn([row.writer(2) for row in HEADER]),
        element_writer("FatturaElettronicaBody", BODY, 1),
    )
