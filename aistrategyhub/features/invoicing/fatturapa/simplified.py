"""Simplified invoices (FSM10, schema 1.0.2): read and checked, received from suppliers, never issued here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lxml.etree import _Element

from aistrategyhub.core.text import mark
from aistrategyhub.features.invoicing.document.codes import Natura, TaxRegime
from aistrategyhub.features.invoicing.document.model import ZERO, Recipient
from aistrategyhub.features.invoicing.document.parts import Identity, PostalAddress, TaxId
from aistrategyhub.features.invoicing.fatturapa.binding import Block, Faults, Group, Part, Parts, Value, children_of
from aistrategyhub.features.invoicing.fatturapa.checks import REPEATED, check_general
from aistrategyhub.features.invoicing.fatturapa.findings import Finding
from aistrategyhub.features.invoicing.fatturapa.parties_table import ADDRESS, TAX_ID, names
from aistrategyhub.features.invoicing.fatturapa.subject_checks import (
    check_countries,
    check_identity,
    check_recipient,
    check_transmitter,
    is_sample,
)
from aistrategyhub.features.invoicing.fatturapa.types import AMOUNT, DAY, RATE, VERBATIM, basic, latin, one_of

FORMAT = "FSM10"
_MOST = Decimal("400.00")
_WITHOUT_LIMIT = frozenset({TaxRegime.RF19, TaxRegime.RF20})
_HEADER = "FatturaElettronicaHeader"
_NOWHERE = PostalAddress(street="", city="", zip="", province="", country="IT")
_NATURE_SENTENCE = mark("La riga {number} è senza IVA: serve la natura.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SimplifiedLine:
    """What was sold, VAT included: either the tax or the rate is said."""

    description: str = ""
    amount: Decimal = ZERO
    tax: Decimal | None = None
    vat_rate: Decimal | None = None
    natura: Natura | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SimplifiedDocument:
    """One document of a simplified file; `corrects` is the number of the invoice it puts right."""

    number: str = ""
    document_type: str = ""
    issued_on: date
    lines: tuple[SimplifiedLine, ...] = ()
    corrects: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimplifiedFile:
    """A simplified file."""

    version: str
    format: str
    transmitter: TaxId
    recipient: Recipient
    seller: Identity
    regime: TaxRegime | None
    seat: PostalAddress
    buyer: Identity
    documents: tuple[SimplifiedDocument, ...]


_LINE = Block(
    SimplifiedLine,
    (
        Value("Descrizione", "description", latin(1000)),
        Value("Importo", "amount", AMOUNT),
        Group("DatiIVA", (Value("Imposta", "tax", AMOUNT), Value("Aliquota", "vat_rate", RATE))),
        Value("Natura", "natura", one_of(Natura)),
    ),
)
_BODY = Block(
    SimplifiedDocument,
    (
        Group(
            "DatiGenerali",
            (
                Group(
                    "DatiGeneraliDocumento",
                    (
                        Value("TipoDocumento", "document_type", VERBATIM),
                        Value("Data", "issued_on", DAY),
                        Value("Numero", "number", basic(20)),
                    ),
                ),
                Group("DatiFatturaRettificata", (Value("NumeroFR", "corrects", basic(20)),)),
            ),
        ),
        Parts("DatiBeniServizi", "lines", _LINE),
    ),
    {"issued_on": date(1970, 1, 1)},
)
_TRANSMISSION = Block(
    dict,
    (
        Part("IdTrasmittente", "transmitter", TAX_ID),
        Value("FormatoTrasmissione", "format", VERBATIM),
        Value("CodiceDestinatario", "code", VERBATIM),
        Value("PECDestinatario", "pec_email", VERBATIM),
    ),
    {"transmitter": TaxId("", ""), "format": "", "code": "", "pec_email": ""},
)
_CODES = (Part("IdFiscaleIVA", "tax_id", TAX_ID), Value("CodiceFiscale", "fiscal_code", VERBATIM))
_SELLER = Block(
    dict, (*_CODES, *names(), Part("Sede", "seat", ADDRESS), Value("RegimeFiscale", "regime", one_of(TaxRegime)))
)
_BUYER = Block(Identity, (Group("IdentificativiFiscali", _CODES), Group("AltriDatiIdentificativi", names())))
_HEADER_TABLE = Block(
    dict,
    (
        Part("DatiTrasmissione", "sent", _TRANSMISSION),
        Part("CedentePrestatore", "seller", _SELLER),
        Part("CessionarioCommittente", "buyer", _BUYER),
    ),
    {"seller": {}, "buyer": Identity()},
)


def read_simplified(root: _Element) -> tuple[SimplifiedFile, Faults]:
    """The simplified file under this root, and the values in it that could not be read."""
    faults = Faults()
    children = children_of(root)
    header = {"sent": dict(_TRANSMISSION.missing)}
    for element in children.get(_HEADER, ())[:1]:
        header |= _HEADER_TABLE.read(element, faults)
    sent, seller = header.get("sent", {}), dict(header.get("seller", {}))
    regime, seat = seller.pop("regime", None), seller.pop("seat", _NOWHERE)
    return (
        SimplifiedFile(
            version=root.get("versione", ""),
            format=sent["format"],
            transmitter=sent["transmitter"],
            recipient=Recipient(sent["code"], sent["pec_email"]),
            seller=Identity(**seller),
            regime=regime,
            seat=seat,
            buyer=header.get("buyer", Identity()),
            documents=tuple(_BODY.read(body, faults) for body in children.get("FatturaElettronicaBody", ())),
        ),
        faults,
    )


def check_simplified(file: SimplifiedFile, today: date) -> list[Finding]:
    """What SdI would refuse in a simplified file."""
    found = list(_check_header(file))
    seen: set[tuple[int, str]] = set()
    for index, document in enumerate(file.documents, start=1):
        body = f"FatturaElettronicaBody[{index}]"
        findings = [*_check_document(document, file.regime), *check_general(document.number, document.issued_on, today)]
        found += (Finding(one.code, f"{body}/{one.place}", one.sentence, one.values) for one in findings)
        key = (document.issued_on.year, document.number)
        if key in seen:
            place = f"{body}/DatiGenerali/DatiGeneraliDocumento/Numero"
            found.append(Finding("00409", place, REPEATED, {"number": document.number}))
        seen.add(key)
    return found


def _check_header(file: SimplifiedFile) -> Iterator[Finding]:
    if file.version != file.format:
        sentence = mark("La radice dice {version}, il formato di trasmissione {format}.")
        values = {"version": file.version, "format": file.format}
        yield Finding("00428", f"{_HEADER}/DatiTrasmissione/FormatoTrasmissione", sentence, values)
    yield from check_recipient(file.recipient, file.buyer)
    yield from check_countries(file.seller, file.buyer)
    if not is_sample(file.transmitter, file.seller, file.buyer):
        yield from check_transmitter(file.transmitter)
        yield from check_identity(file.seller, f"{_HEADER}/CedentePrestatore", "00301", "00302")
        place = f"{_HEADER}/CessionarioCommittente/IdentificativiFiscali"
        yield from check_identity(file.buyer, place, "00305", "00306")


def _check_document(document: SimplifiedDocument, regime: TaxRegime | None) -> Iterator[Finding]:
    total = sum((line.amount for line in document.lines), ZERO)
    if total > _MOST and regime not in _WITHOUT_LIMIT and not document.corrects:
        sentence = mark("La fattura semplificata è di {total} euro, oltre i 400 ammessi.")
        yield Finding("00460", "DatiBeniServizi/Importo", sentence, {"total": total})
    for index, line in enumerate(document.lines, start=1):
        place = f"DatiBeniServizi[{index}]"
        if line.vat_rate is not None and not line.vat_rate and line.natura is None:
            yield Finding("00400", f"{place}/Natura", _NATURE_SENTENCE, {"number": index})
        if line.vat_rate and line.natura is not None:
            sentence = mark("La riga {number} ha l'IVA: togli la natura.")
            yield Finding("00401", f"{place}/Natura", sentence, {"number": index})
        if line.natura is not None and line.natura.is_retired:
            sentence = mark("La natura {natura} senza codice di dettaglio non è più ammessa.")
            yield Finding("00445", f"{place}/Natura", sentence, {"natura": line.natura.value})
        if line.vat_rate is not None and ZERO < line.vat_rate < 1:
            sentence = mark("L'aliquota {rate} non è una percentuale.")
            yield Finding("00424", f"{place}/DatiIVA/Aliquota", sentence, {"rate": line.vat_rate})
