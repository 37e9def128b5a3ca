"""CAdES envelopes (`.p7m`) as they are read: the file inside, and whether the signatures are of it."""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

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
from aistrategyhub.features.invoicing.fatturapa.signatures import (
    ALTERED,
    CADES,
    WEAK,
    Signature,
    judged,
    read_certificate,
)

_CERTIFICATES, _SIGNED_ATTRIBUTES, _EXPLICIT = 0xA0, 0xA0, 0xA0
_CONTENT_TYPE_SIGNED = bytes.fromhex("2a864886f70d010702")
_MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")
_SIGNING_TIME = bytes.fromhex("2a864886f70d010905")
_SIGNING_CERTIFICATE_V2 = bytes.fromhex("2a864886f70d010910022f")
_RSA_PSS = bytes.fromhex("2a864886f70d01010a")
_HASHES: dict[bytes, hashes.HashAlgorithm] = {
    bytes.fromhex("608648016503040201"): hashes.SHA256(),
    bytes.fromhex("608648016503040202"): hashes.SHA384(),
    bytes.fromhex("608648016503040203"): hashes.SHA512(),
}
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]+")
_ARMOUR = re.compile(rb"-----(BEGIN|END) [A-Z0-9 ]+-----")


class NotAnEnvelope(ValueError):
    """These bytes are no signed envelope with a file inside."""


@dataclass(frozen=True, slots=True)
class Signer:
    """What one signer of an envelope declares. `serial` is None for one named by key and not by certificate, `vouched`
    is the digest of their certificate where they sign it too (CAdES)."""

    digest: hashes.HashAlgorithm | None
    signed: bytes
    stated_digest: bytes
    signed_at: datetime | None
    signature: bytes
    is_pss: bool
    serial: int | None
    vouched: tuple[hashes.HashAlgorithm | None, bytes] | None


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


def read_signatures(envelope: Envelope, now: datetime) -> list[Signature]:
    """Each signature of an envelope, with what SdI would hold against it as far as the file alone tells."""
    return [_judged(envelope, signer, now) for signer in envelope.signers]


def _judged(envelope: Envelope, signer: Signer, now: datetime) -> Signature:
    known = [one for one in envelope.certificates if signer.serial in (None, one.serial_number)]
    if signer.digest is None:
        return judged(CADES, next(iter(known), None), signer.signed_at, now, broken=WEAK)
    certificate = _certificate_of(envelope, signer, known)
    if certificate is None:
        return judged(CADES, next(iter(known), None), signer.signed_at, now, broken=ALTERED)
    return judged(CADES, certificate, signer.signed_at, now)


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
        with suppress(ValueError):
            if child.tag == SEQUENCE:
                found.append(read_certificate(child.encoded))
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
        vouched=_vouched(found[_SIGNING_CERTIFICATE_V2]) if _SIGNING_CERTIFICATE_V2 in found else None,
    )


def _vouched(node: Node) -> tuple[hashes.HashAlgorithm | None, bytes]:
    """The first certificate of a signing-certificate-v2, whose digest is of SHA-256 unless it says otherwise
    (RFC 5035)."""
    kind, *rest = node.children()[0].children()[0].children()
    if kind.tag == OCTETS:
        return hashes.SHA256(), kind.octets()
    return _HASHES.get(kind.children()[0].body), rest[0].octets()


def _attributes(node: Node) -> dict[bytes, Node]:
    pairs = (child.children() for child in node.children())
    return {name.body: values.children()[0] for name, values, *_rest in pairs}


def _moment(node: Node) -> datetime:
    written = node.body.decode("ascii").removesuffix("Z")
    form = {UTC_TIME: "%y%m%d%H%M%S", GENERALIZED_TIME: "%Y%m%d%H%M%S"}.get(node.tag)
    if form is None:
        raise NotBer("no moment")
    return datetime.strptime(written.partition(".")[0], form).replace(tzinfo=UTC)


def _certificate_of(envelope: Envelope, signer: Signer, known: Sequence[x509.Certificate]) -> x509.Certificate | None:
    """The certificate whose key signed this file, None when there is none; SdI takes SHA-256 and stronger only."""
    digest = signer.digest
    if signer.signed and hashlib.new(digest.name, envelope.content).digest() != signer.stated_digest:
        return None
    signed = signer.signed or envelope.content
    return next((one for one in known if _is_meant(one, signer) and _is_signed_by(one, signer, signed, digest)), None)


def _is_meant(certificate: x509.Certificate, signer: Signer) -> bool:
    """Whether it is the certificate that the signer vouches for, where they name one."""
    if signer.vouched is None:
        return True
    kind, digest = signer.vouched
    return kind is not None and certificate.fingerprint(kind) == digest


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
