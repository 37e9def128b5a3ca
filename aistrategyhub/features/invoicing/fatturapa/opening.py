"""From the bytes of a file as people have them to its XML tree: envelopes, encodings, hostile content.

Nothing is fetched and no entity is expanded; what cannot be read is told in one sentence.
"""

import codecs
import re
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.features.invoicing.fatturapa.envelope import NotAnEnvelope, open_envelope, read_signatures
from aistrategyhub.features.invoicing.fatturapa.findings import Finding
from aistrategyhub.features.invoicing.fatturapa.signatures import PLACE, Signature
from aistrategyhub.features.invoicing.fatturapa.xml_signatures import SIGNATURE, read_xml_signatures

# Beyond what any channel of SdI but FTP takes: larger files are not even read.
LARGEST = 30_000_000
_MOST_ENVELOPES = 3
_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}\bencoding\s*=")
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


class Unreadable(DomainError):
    """The file cannot be read at all; the sentence says why, and `sdi_code` what SdI answers where it has a code."""

    sdi_code = ""
    code = "UNREADABLE_FILE"
    sentence = mark("Il file non si può leggere: {reason}")


class EmptyFile(Unreadable):
    code = "EMPTY_FILE"
    sdi_code = "00106"
    sentence = mark("Il file è vuoto.")


class TooLargeToRead(Unreadable):
    code = "FILE_TOO_LARGE"
    sentence = mark("Il file supera i 30 MB: nessuna fattura è così grande, non viene letto.")


class NotAnInvoice(Unreadable):
    code = "NOT_AN_INVOICE"
    sentence = mark("Il file non è una fattura elettronica né una busta firmata che ne contiene una.")


class MalformedXml(Unreadable):
    code = "MALFORMED_XML"
    sentence = mark("Il file non è XML ben formato: riga {line}, {reason}.")


class DeclaresEntities(Unreadable):
    code = "DECLARES_ENTITIES"
    sentence = mark("Il file dichiara un DOCTYPE o delle entità: una fattura non ne ha, non viene letto.")


@dataclass(frozen=True, slots=True)
class Opened:
    """The root of the XML, and the signatures around and in it, the outermost first."""

    root: etree._Element
    signatures: tuple[Signature, ...] = ()
    has_empty_envelope: bool = False

    @property
    def signature_findings(self) -> tuple[Finding, ...]:
        """What SdI would hold against the signatures."""
        empty = Finding("00102", PLACE, mark("La busta non contiene nessuna firma."))
        found = [finding for signature in self.signatures for finding in signature.findings]
        return (empty, *found) if self.has_empty_envelope else tuple(found)


def open_file(data: bytes, now: datetime) -> Opened:
    """The XML in these bytes. Raises Unreadable."""
    found: list[Signature] = []
    is_empty = False
    for _layer in range(_MOST_ENVELOPES + 1):
        if len(data) > LARGEST:
            raise TooLargeToRead
        if not data.strip(b"\0 \t\r\n"):
            raise EmptyFile
        if _looks_like_xml(data):
            root = parse(data)
            if root.find(SIGNATURE) is not None:
                found += read_xml_signatures(parse(data, is_whole=True), now)
            return Opened(root, tuple(found), is_empty)
        try:
            envelope = open_envelope(data)
        except NotAnEnvelope:
            raise NotAnInvoice from None
        found += read_signatures(envelope, now)
        is_empty = is_empty or not envelope.signers
        data = envelope.content
    raise NotAnInvoice


def parse(data: bytes, *, is_whole: bool = False) -> etree._Element:
    """The root of an XML file; without a declared encoding it is UTF-8, or else Windows-1252. Raises Unreadable.

    With `is_whole` what a signature covers stays in it, comments and processing instructions included.
    """
    text = data if data.startswith(_BOMS) else data.removeprefix(codecs.BOM_UTF8).lstrip()
    if _DOCTYPE.search(text) or _DOCTYPE.search(text.replace(b"\0", b"")[:4096]):
        raise DeclaresEntities
    try:
        root = etree.fromstring(text, _parser(is_whole))
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        root = _parse_as_windows(text, error, is_whole)
    if root.getroottree().docinfo.doctype:
        raise DeclaresEntities
    return root


def _parse_as_windows(text: bytes, error: Exception, is_whole: bool) -> etree._Element:
    if not text.startswith(_BOMS) and not _DECLARED.match(text):
        try:
            text.decode("utf-8")
        except UnicodeDecodeError:
            try:
                return etree.fromstring(text.decode("cp1252").encode(), _parser(is_whole))
            except (etree.XMLSyntaxError, UnicodeDecodeError) as other:
                error = other
    line = getattr(error, "lineno", None) or 1
    raise MalformedXml(line=line, reason=getattr(error, "msg", None) or str(error)) from None


def _looks_like_xml(data: bytes) -> bool:
    return data.startswith(_BOMS) or data.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<"


def _parser(is_whole: bool) -> etree.XMLParser:
    return etree.XMLParser(
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        resolve_entities=False,
        huge_tree=False,
        remove_comments=not is_whole,
        remove_pis=not is_whole,
    )
