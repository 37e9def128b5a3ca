"""Receipts of SdI, of both families: to public offices (MessaggiTypes 1.1) and to everybody else (MessaggiFattura 1.0).

What comes from outside is read without entities, network or surprise in size; a signature is kept and not judged, for
the channel answers for who sent it.
"""

import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from io import BytesIO
from zipfile import BadZipFile, ZipFile
from zoneinfo import ZoneInfo

from lxml import etree

PUBLIC_NAMESPACE = "http://www.fatturapa.gov.it/sdi/messaggi/v1.0"
PRIVATE_NAMESPACE = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fattura/messaggi/v1.0"
LARGEST_RECEIPT = 1_000_000
LARGEST_ARCHIVE = 10_000_000
_MOST_MEMBERS = 10
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_ROME = ZoneInfo("Europe/Rome")
_LONGEST_NAME, _LONGEST_WORDS = 60, 2000


class ReceiptKind(StrEnum):
    """The two letters in a receipt's name."""

    DELIVERED = "RC"
    REJECTED = "NS"
    UNDELIVERED = "MC"
    OUTCOME = "NE"
    EXPIRED = "DT"
    ATTESTED = "AT"
    BUYER_OUTCOME = "EC"
    OUTCOME_REFUSED = "SE"
    METADATA = "MT"


_ROOTS = {
    (PUBLIC_NAMESPACE, "RicevutaConsegna"): ReceiptKind.DELIVERED,
    (PUBLIC_NAMESPACE, "NotificaScarto"): ReceiptKind.REJECTED,
    (PUBLIC_NAMESPACE, "NotificaMancataConsegna"): ReceiptKind.UNDELIVERED,
    (PUBLIC_NAMESPACE, "NotificaEsito"): ReceiptKind.OUTCOME,
    (PUBLIC_NAMESPACE, "NotificaDecorrenzaTermini"): ReceiptKind.EXPIRED,
    (PUBLIC_NAMESPACE, "AttestazioneTrasmissioneFattura"): ReceiptKind.ATTESTED,
    (PUBLIC_NAMESPACE, "NotificaEsitoCommittente"): ReceiptKind.BUYER_OUTCOME,
    (PUBLIC_NAMESPACE, "ScartoEsitoCommittente"): ReceiptKind.OUTCOME_REFUSED,
    (PUBLIC_NAMESPACE, "MetadatiInvioFile"): ReceiptKind.METADATA,
    (PRIVATE_NAMESPACE, "RicevutaConsegna"): ReceiptKind.DELIVERED,
    (PRIVATE_NAMESPACE, "RicevutaScarto"): ReceiptKind.REJECTED,
    (PRIVATE_NAMESPACE, "RicevutaImpossibilitaRecapito"): ReceiptKind.UNDELIVERED,
    (PRIVATE_NAMESPACE, "FileMetadati"): ReceiptKind.METADATA,
}


class UnreadableReceipt(ValueError):
    """This is no receipt of SdI, or none that may be read; the text says why, in English."""


@dataclass(frozen=True, slots=True)
class ReceiptError:
    """Why SdI rejected the file."""

    code: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a receipt says. `file_name` is the file it is about; `is_accepted` the word of a public office (NE)."""

    kind: ReceiptKind
    is_public: bool
    identifier: str
    file_name: str = ""
    file_hash: str = ""
    received_at: datetime | None = None
    delivered_at: datetime | None = None
    errors: tuple[ReceiptError, ...] = ()
    is_accepted: bool | None = None
    words: str = ""


def read_receipt(data: bytes) -> Receipt:
    """What these bytes say: a receipt, or an archive with an attestation and its invoice. Raises UnreadableReceipt."""
    return _read(_parse(_unpacked(data) if data[:2] == b"PK" else data))


def _unpacked(data: bytes) -> bytes:
    """The receipt among the members of an archive. No more is unpacked than a receipt may be large."""
    if len(data) > LARGEST_ARCHIVE:
        raise UnreadableReceipt("the archive is too large")
    try:
        with ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > _MOST_MEMBERS:
                raise UnreadableReceipt("the archive has too many members")
            for member in members:
                with archive.open(member) as stream:
                    content = stream.read(LARGEST_RECEIPT + 1)
                if len(content) <= LARGEST_RECEIPT and _is_receipt(content):
                    return content
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error) as error:
        if isinstance(error, UnreadableReceipt):
            raise
        raise UnreadableReceipt(f"the archive cannot be opened: {error}") from None
    raise UnreadableReceipt("the archive holds no receipt")


def _is_receipt(content: bytes) -> bool:
    try:
        return _kind_of(_parse(content)) is not None
    except UnreadableReceipt:
        return False


def _parse(data: bytes) -> etree._Element:
    if len(data) > LARGEST_RECEIPT:
        raise UnreadableReceipt("a receipt is not larger than 1 MB")
    if _DOCTYPE.search(data) or _DOCTYPE.search(data.replace(b"\0", b"")):
        raise UnreadableReceipt("a document type declaration is not allowed")
    parser = etree.XMLParser(
        no_network=True, load_dtd=False, resolve_entities=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data.lstrip(b"\xef\xbb\xbf \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise UnreadableReceipt(f"not well-formed XML: {error}") from None
    if root.getroottree().docinfo.doctype:
        raise UnreadableReceipt("a document type declaration is not allowed")
    return root


def _kind_of(root: etree._Element) -> ReceiptKind | None:
    name = etree.QName(root)
    return _ROOTS.get((name.namespace or "", name.localname))


def _read(root: etree._Element) -> Receipt:
    kind = _kind_of(root)
    if kind is None:
        raise UnreadableReceipt("no receipt of SdI begins like this")
    identifier = _text(root, "IdentificativoSdI")
    if not identifier:
        raise UnreadableReceipt("IdentificativoSdI is missing")
    outcome = _text(root, "EsitoCommittente/Esito")
    if kind is ReceiptKind.OUTCOME and outcome not in ("EC01", "EC02"):
        raise UnreadableReceipt("the outcome is neither EC01 nor EC02")
    return Receipt(
        kind=kind,
        is_public=etree.QName(root).namespace == PUBLIC_NAMESPACE,
        identifier=identifier[:36],
        file_name=_text(root, "NomeFile")[:_LONGEST_NAME],
        file_hash=_text(root, "Hash") or _text(root, "HashFileOriginale"),
        received_at=_moment(root, "DataOraRicezione"),
        delivered_at=_moment(root, "DataOraConsegna"),
        errors=tuple(
            ReceiptError(_text(error, "Codice")[:5], _text(error, "Descrizione")[:_LONGEST_WORDS])
            for error in root.iterfind("ListaErrori/Errore")
        ),
        is_accepted=outcome == "EC01" if kind is ReceiptKind.OUTCOME else None,
        words=(_text(root, "EsitoCommittente/Descrizione") or _text(root, "Descrizione"))[:_LONGEST_WORDS],
    )


def _text(element: etree._Element, path: str) -> str:
    return (element.findtext(path) or "").strip().replace("\0", "")


def _moment(root: etree._Element, path: str) -> datetime | None:
    """SdI writes the hour of Rome where it names no other."""
    text = _text(root, path)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UnreadableReceipt(f"{path} is no moment") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=_ROME)).astimezone(UTC)
