"""From an ordinary FatturaPA file to semantic invoices, one for each of its bodies.

Reading forgives: a value that is not one of its type is left out and told among the faults, an element that stands
in the wrong place is found all the same. What is wrong with them is for the schema to say.
"""

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml.etree import _Element

from aistrategyhub.features.invoicing.document.codes import DocumentType, TaxRegime
from aistrategyhub.features.invoicing.document.model import InvoiceDocument, Party, Recipient, Seller
from aistrategyhub.features.invoicing.document.parts import PostalAddress, TaxId
from aistrategyhub.features.invoicing.fatturapa.binding import Children, Faults, Row, children_of
from aistrategyhub.features.invoicing.fatturapa.body_table import BODY
from aistrategyhub.features.invoicing.fatturapa.builder import TRANSMISSION, ElectronicFile
from aistrategyhub.features.invoicing.fatturapa.parties_table import HEADER

_NOWHERE = PostalAddress(street="", city="", zip="")


def read_file(root: _Element) -> tuple[ElectronicFile, Faults]:
    """The file under this root, and the values in it that could not be read."""
    faults = Faults()
    children = children_of(root)
    header = _inside(children, "FatturaElettronicaHeader")
    sent = _read(TRANSMISSION, _inside(header, "DatiTrasmissione"), faults)
    recipient = Recipient(**{"code": ""} | _under(sent, "recipient"))
    parties = _parties(_read(HEADER, header, faults)) | {"recipient": recipient}
    documents = tuple(
        _document(_read(BODY, children_of(body), faults), parties, faults)
        for body in children.get("FatturaElettronicaBody", ())
    )
    return (
        ElectronicFile(
            version=root.get("versione", ""),
            transmitter=sent.get("transmitter", TaxId("", "")),
            progressive=sent.get("progressive", ""),
            format=sent.get("format", ""),
            recipient=recipient,
            documents=documents,
            issuing_system=root.get("SistemaEmittente", ""),
            contacts=sent.get("contacts"),
        ),
        faults,
    )


def _parties(values: dict[str, Any]) -> dict[str, Any]:
    """Seller, buyer and the three who may stand beside them."""
    seller = _under(values, "seller")
    party = Party(**{"address": _NOWHERE} | _under(seller, "party"))
    own = {name: value for name, value in seller.items() if "." not in name}
    beside = ("seller_representative", "buyer_representative", "intermediary", "written_by")
    return {
        "seller": Seller(party=party, **{"tax_regime": TaxRegime.RF01} | own),
        "buyer": Party(**{"address": _NOWHERE} | _under(values, "buyer")),
        **{name: values[name] for name in beside if name in values},
    }


def _document(values: dict[str, Any], parties: dict[str, Any], faults: Faults) -> InvoiceDocument:
    """A total that is the sum is not kept apart: the document has it already."""
    for name in ("document_type", "number", "issued_on"):
        if name not in values:
            faults.append((name, ""))
    missing = {"document_type": DocumentType.TD01, "number": "", "issued_on": None, "lines": (), "summaries": ()}
    if "stamp_duty" in values:
        values.pop("is_stamped_without_amount", None)
    stated = values.pop("stated_total", None)
    document = InvoiceDocument(**missing | values, **parties, leaves_total_out=stated is None)
    return document if stated is None or _is_total(document, stated) else replace(document, stated_total=stated)


def _is_total(document: InvoiceDocument, stated: Decimal) -> bool:
    """Whether the document comes to this; surcharges upon surcharges come to more than any amount has digits."""
    try:
        return stated == document.total
    except InvalidOperation:
        return False


def _read(rows: tuple[Row, ...], children: Children, faults: Faults) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for row in rows:
        row.read(children, values, faults)
    return values


def _inside(children: Children, name: str) -> Children:
    found = children.get(name)
    return children_of(found[0]) if found else {}


def _under(values: dict[str, Any], prefix: str) -> dict[str, Any]:
    start = f"{prefix}."
    return {name.removeprefix(start): value for name, value in values.items() if name.startswith(start)}
