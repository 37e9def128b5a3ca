"""CAdES envelopes (`.p7m`): the file inside, and whether the signature is of it."""

import base64
import binascii
import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from aistrategyhub.core.text import mark
from aistrategyhub.features.invoicing.fatturapa.ber import (
    GENERALIZED_TIME,
    OCTETS,
    SEQUENCE,
    SET,
    UTC_TIME,
    Node,
    NotBer,
    read,
)
from aistrategyhub.features.invoicing.fatturapa.findings import Finding

_CERTIFICATES, _SIGNED_ATTRIBUTES, _EXPLICIT = 0xA0, 0xA0, 0xA0
_CONTENT_TYPE_SIGNED = bytes.fromhex("2a864886f70d010702")
_MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")
_SIGNING_TIME = bytes.fromhex("2a864886f70d010905")
_RSA_PSS = bytes.fromhex("2a864886f70d01010a")
_HASHES: dict[bytes, hashes.HashAlgorithm] = {
    bytes.fromhex("608648016503040201"): hashes.SHA256(),
    bytes.fromhex("608648016503040202"): hashes.SHA384(),
    bytes.fromhex("608648016503040203"): hashes.SHA512(),
}
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]+")
_ARMOUR = re.compile(rb"-----(BEGIN|END) [A-Z0-9 ]+-----")
_PLACE = "firma"


class NotAnEnvelope(ValueError):
    """These bytes are no signed envelope with a file inside."""


@dataclass(frozen=True, slots=True)
class Signer:
    """What one signer of an envelope declares. `serial` is None for one named by key and not by certificate."""

    digest: hashes.HashAlgorithm | None
    signed: bytes
    stated_digest: bytes
    signed_at: datetime | None
    signature: bytes
    is_pss: bool
    serial: int | None


@dataclass(frozen=True, slots=True)
class Envelope:
    """The file inside, the certificates beside it, and who signed."""

    content: bytes
    certificates: tuple[x509.Certificate, ...]
    signers: tuple[Signer, ...]


def open_envelope(data: bytes) -> Envelope:
    """The envelope in DER or BER, plain or in base64. Raises NotAnEnvelope."""
    try:
        return _open(_plain(data))
    except (NotBer, ValueError, IndexError) as error:
        raise NotAnEnvelope(str(error)) from error


def check_envelope(envelope: Envelope, now: datetime) -> list[Finding]:
    """What the signatures do wrong, as far as the file alone tells: whom to trust is for SdI to say."""
    found: list[Finding] = []
    if not envelope.signers:
        found.append(Finding("00102", _PLACE, mark("La busta non contiene nessuna firma.")))
    for signer in envelope.signers:
        certificate = _certificate_of(envelope, signer)
        if certificate is None:
            found.append(Finding("00102", _PLACE, mark("La firma non corrisponde al file: è stato modificato.")))
        if signer.signed_at is None:
            found.append(Finding("00103", _PLACE, mark("La firma non dice quando è stata apposta.")))
        elif signer.signed_at > now:
            sentence = mark("La firma porta la data {moment}, che è nel futuro.")
            found.append(Finding("00105", _PLACE, sentence, {"moment": signer.signed_at}))
        if certificate and certificate.not_valid_after_utc < (signer.signed_at or now):
            sentence = mark("Il certificato era già scaduto il {moment}.")
            found.append(Finding("00100", _PLACE, sentence, {"moment": certificate.not_valid_after_utc}))
    return found


def _plain(data: bytes) -> bytes:
    text = _ARMOUR.sub(b"", data.removeprefix(b"\xef\xbb\xbf")).strip()
    if not _BASE64.fullmatch(text):
        return data
    try:
        return base64.b64decode(b"".join(text.split()), validate=True)
    except binascii.Error as error:
        raise NotAnEnvelope(str(error)) from error


def _open(data: bytes) -> Envelope:
    kind, explicit = _expect(read(data), SEQUENCE).children()[:2]
    if kind.body != _CONTENT_TYPE_SIGNED:
        raise NotBer("not signed data")
    _version, _digests, inside, *rest = explicit.children()[0].children()
    wrapped = inside.children()
    if len(wrapped) < 2:
        raise NotBer("the signature is detached")
    certificates = [node for node in rest if node.tag == _CERTIFICATES]
    signers = [node for node in rest if node.tag == SET]
    return Envelope(
        content=wrapped[1].children()[0].octets(),
        certificates=tuple(_certificates(certificates[0]) if certificates else ()),
        signers=tuple(_signer(node) for node in signers[-1].children()) if signers else (),
    )


def _certificates(node: Node) -> list[x509.Certificate]:
    """Those that can be read: a broken one leaves its signature without a certificate."""
    found = []
    for child in node.children():
        with suppress(ValueError, x509.InvalidVersion):
            if child.tag == SEQUENCE:
                found.append(x509.load_der_x509_certificate(child.encoded))
    return found


def _signer(node: Node) -> Signer:
    _version, who, digest, *rest = node.children()
    attributes = rest.pop(0) if rest[0].tag == _SIGNED_ATTRIBUTES else None
    found = _attributes(attributes) if attributes else {}
    stated = found.get(_MESSAGE_DIGEST)
    serial = who.children()[1].body if who.tag == SEQUENCE else None
    return Signer(
        digest=_HASHES.get(digest.children()[0].body),
        signed=b"\x31" + attributes.encoded[1:] if attributes else b"",
        stated_digest=stated.octets() if stated else b"",
        signed_at=_moment(found[_SIGNING_TIME]) if _SIGNING_TIME in found else None,
        signature=rest[1].octets() if rest[1].tag & ~0x20 == OCTETS else b"",
        is_pss=rest[0].children()[0].body == _RSA_PSS,
        serial=int.from_bytes(serial, signed=True) if serial is not None else None,
    )


def _attributes(node: Node) -> dict[bytes, Node]:
    pairs = (child.children() for child in node.children())
    return {name.body: values.children()[0] for name, values, *_rest in pairs}


def _moment(node: Node) -> datetime:
    written = node.body.decode("ascii").removesuffix("Z")
    form = {UTC_TIME: "%y%m%d%H%M%S", GENERALIZED_TIME: "%Y%m%d%H%M%S"}.get(node.tag)
    if form is None:
        raise NotBer("no moment")
    return datetime.strptime(written.partition(".")[0], form).replace(tzinfo=UTC)


def _certificate_of(envelope: Envelope, signer: Signer) -> x509.Certificate | None:
    """The certificate whose key signed this file, None when there is none; SdI takes SHA-256 and stronger only."""
    digest = signer.digest
    if digest is None:
        return None
    if signer.signed and hashlib.new(digest.name, envelope.content).digest() != signer.stated_digest:
        return None
    signed = signer.signed or envelope.content
    known = (one for one in envelope.certificates if signer.serial in (None, one.serial_number))
    return next((one for one in known if _is_signed_by(one, signer, signed, digest)), None)


def _is_signed_by(certificate: x509.Certificate, signer: Signer, signed: bytes, digest: hashes.HashAlgorithm) -> bool:
    try:
        key = certificate.public_key()
        if isinstance(key, rsa.RSAPublicKey):
            pss = padding.PSS(padding.MGF1(digest), padding.PSS.AUTO)
            key.verify(signer.signature, signed, pss if signer.is_pss else padding.PKCS1v15(), digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signer.signature, signed, ec.ECDSA(digest))
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True


def _expect(node: Node, tag: int) -> Node:
    if node.tag != tag:
        raise NotBer(f"{node.tag:#x} instead of {tag:#x}")
    return node
