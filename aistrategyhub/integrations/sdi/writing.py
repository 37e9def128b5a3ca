"""Receipts as the rehearsal writes them: valid by the official schemas of both families, signed by a throwaway key."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from xml.sax.saxutils import escape

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from lxml import etree

from aistrategyhub.integrations.sdi.receipts import PRIVATE_NAMESPACE, PUBLIC_NAMESPACE, ReceiptError, ReceiptKind

_DSIG = "http://www.w3.org/2000/09/xmldsig#"
_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
_NAMES = {
    (True, ReceiptKind.DELIVERED): "RicevutaConsegna",
    (True, ReceiptKind.REJECTED): "NotificaScarto",
    (True, ReceiptKind.UNDELIVERED): "NotificaMancataConsegna",
    (True, ReceiptKind.OUTCOME): "NotificaEsito",
    (True, ReceiptKind.EXPIRED): "NotificaDecorrenzaTermini",
    (True, ReceiptKind.ATTESTED): "AttestazioneTrasmissioneFattura",
    (False, ReceiptKind.DELIVERED): "RicevutaConsegna",
    (False, ReceiptKind.REJECTED): "RicevutaScarto",
    (False, ReceiptKind.UNDELIVERED): "RicevutaImpossibilitaRecapito",
}
_LONGEST = {True: 255, False: 1000}
NOTE = "Prova locale: questa ricevuta non viene dal Sistema di Interscambio."


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a receipt of the rehearsal tells."""

    kind: ReceiptKind
    is_public: bool
    identifier: int
    file_name: str
    file_hash: str
    at: datetime
    recipient: str
    number: str = ""
    year: int = 0
    errors: Sequence[ReceiptError] = ()
    is_accepted: bool = True

    @property
    def name(self) -> str:
        """The receipt's own file name: that of the file without extension, the kind, a progressive."""
        return f"{self.file_name.split('.', 1)[0]}_{self.kind}_001.xml"


def write_receipt(facts: Facts) -> bytes:
    """The receipt as SdI would send it, with a signature of its own that vouches for nobody."""
    namespace = PUBLIC_NAMESPACE if facts.is_public else PRIVATE_NAMESPACE
    root = etree.Element(f"{{{namespace}}}{_NAMES[facts.is_public, facts.kind]}", nsmap={"types": namespace})
    root.set("versione", "1.0")
    for name, value in _content(facts):
        _put(root, name, value)
    _sign(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


_Content = Sequence[tuple[str, "str | _Content"]]


def _content(facts: Facts) -> _Content:
    """The elements in the order of the schema."""
    said: list[tuple[str, str | _Content]] = [
        ("IdentificativoSdI", str(facts.identifier)),
        ("NomeFile", facts.file_name),
    ]
    if not facts.is_public:
        said.append(("Hash", facts.file_hash))
    if facts.kind not in (ReceiptKind.OUTCOME, ReceiptKind.EXPIRED):
        said.append(("DataOraRicezione", _stamp(facts.at)))
    said += _OWN[facts.kind](facts)
    said += [("MessageId", str(facts.identifier)), ("Note", NOTE)]
    if facts.kind is ReceiptKind.ATTESTED:
        said.append(("HashFileOriginale", facts.file_hash))
    return said


def _delivered(facts: Facts) -> _Content:
    return [("DataOraConsegna", _stamp(facts.at)), _destination(facts)]


def _rejected(facts: Facts) -> _Content:
    errors = []
    for error in facts.errors:
        one: list[tuple[str, str | _Content]] = [
            ("Codice", error.code),
            ("Descrizione", error.words[: _LONGEST[facts.is_public]]),
        ]
        if not facts.is_public:
            one.append(("Suggerimento", "Correggere i dati e trasmettere di nuovo il documento."))
        errors.append(("Errore", one))
    return [("ListaErrori", errors)]


def _undelivered(facts: Facts) -> _Content:
    words = "Il file non è recapitabile al destinatario."
    available: _Content = [] if facts.is_public else [("DataMessaADisposizione", _day(facts.at).isoformat())]
    return [*available, ("Descrizione", words)]


def _outcome(facts: Facts) -> _Content:
    reference = [("NumeroFattura", facts.number), ("AnnoFattura", str(facts.year))]
    outcome = "EC01" if facts.is_accepted else "EC02"
    words = "Fattura accettata" if facts.is_accepted else "Fattura rifiutata: ordine non riconosciuto"
    said = [("IdentificativoSdI", str(facts.identifier)), ("RiferimentoFattura", reference), ("Esito", outcome)]
    return [("EsitoCommittente", [*said, ("Descrizione", words)])]


def _expired(facts: Facts) -> _Content:
    return [("Descrizione", "Sono trascorsi 15 giorni senza esito del committente.")]


def _attested(facts: Facts) -> _Content:
    return [_destination(facts)]


def _destination(facts: Facts) -> tuple[str, _Content]:
    return "Destinatario", [("Codice", facts.recipient), ("Descrizione", "Destinatario di prova")]


_OWN = {
    ReceiptKind.DELIVERED: _delivered,
    ReceiptKind.REJECTED: _rejected,
    ReceiptKind.UNDELIVERED: _undelivered,
    ReceiptKind.OUTCOME: _outcome,
    ReceiptKind.EXPIRED: _expired,
    ReceiptKind.ATTESTED: _attested,
}


def _put(parent: etree._Element, name: str, value: "str | _Content") -> None:
    element = etree.SubElement(parent, name)
    if isinstance(value, str):
        element.text = value
        return
    if name == "EsitoCommittente":
        element.set("versione", "1.0")
    for inner, content in value:
        _put(element, inner, content)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(moment: datetime) -> date:
    return moment.date()


def _sign(root: etree._Element) -> None:
    """An enveloped signature (W3C XML Signature, ECDSA with SHA-256) with a key made for this process."""
    key = _key()
    digest = base64.b64encode(hashlib.sha256(_canonical(root)).digest()).decode()
    info = etree.fromstring(
        f'<ds:SignedInfo xmlns:ds="{_DSIG}"><ds:CanonicalizationMethod Algorithm="{_C14N}"/>'
        '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"/>'
        f'<ds:Reference URI=""><ds:Transforms><ds:Transform Algorithm="{_DSIG}enveloped-signature"/>'
        f'<ds:Transform Algorithm="{_C14N}"/></ds:Transforms>'
        '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        f"<ds:DigestValue>{escape(digest)}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    )
    r, s = decode_dss_signature(key.sign(_canonical(info), ec.ECDSA(SHA256())))
    signature = etree.SubElement(root, f"{{{_DSIG}}}Signature", nsmap={"ds": _DSIG})
    signature.append(info)
    value = etree.SubElement(signature, f"{{{_DSIG}}}SignatureValue")
    value.text = base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()


def _canonical(element: etree._Element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True)


@cache
def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())
