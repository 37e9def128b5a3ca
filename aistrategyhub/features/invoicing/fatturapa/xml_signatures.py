"""XAdES signatures (ETSI TS 101 903) as they are read, inside the XML that they sign.

Every reference is checked, one of them has to be of the whole document (URI "" or that of its root, as SdI asks), and
only what is signed is believed. No transform is run that could do more than leave signatures out.
"""

import base64
import copy
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from lxml import etree

from aistrategyhub.features.invoicing.fatturapa.signatures import (
    ALTERED,
    NOT_OF_FILE,
    UNKNOWN_TRANSFORM,
    WEAK,
    XADES,
    Signature,
    judged,
    read_certificate,
)

DSIG = "http://www.w3.org/2000/09/xmldsig#"
ETSI = "http://uri.etsi.org/01903/v1.3.2#"
SIGNATURE = f"{{{DSIG}}}Signature"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = f"{DSIG}enveloped-signature"
_XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"
_FILTER = "http://www.w3.org/2002/06/xmldsig-filter2"
# The two ways in which programs write "all but the signatures".
_ALL_BUT_SIGNATURES = {
    _FILTER: re.compile(r"(?:/descendant(?:-or-self)?::|//)(?P<prefix>\w+):Signature"),
    _XPATH: re.compile(r"not\(ancestor-or-self::(?P<prefix>\w+):Signature\)"),
}
_CANONICAL = {INCLUSIVE, EXCLUSIVE, "http://www.w3.org/2006/12/xml-c14n11"}
_WITH_COMMENTS = "#WithComments"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
_DIGESTS: dict[str, hashes.HashAlgorithm] = {
    SHA256: hashes.SHA256(),
    "http://www.w3.org/2001/04/xmldsig-more#sha384": hashes.SHA384(),
    "http://www.w3.org/2001/04/xmlenc#sha512": hashes.SHA512(),
}
_BY_NAME = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
_METHOD = re.compile(r"http://www\.w3\.org/2001/04/xmldsig-more#(?P<kind>rsa|ecdsa)-sha(?P<size>256|384|512)")
_PSS_METHOD = re.compile(r"http://www\.w3\.org/2007/05/xmldsig-more#sha(?P<size>256|384|512)-rsa-MGF1")
_NAMES = {"ds": DSIG, "xades": ETSI}
_MOST_REFERENCES = 20


class _Broken(Exception):
    """The signature does not verify; its message is why, as an Italian message id."""


class _Unsure(Exception):
    """It is made in a way that is not understood here."""


@dataclass(slots=True)
class _Read:
    """What one signature says, as far as it has been read."""

    certificate: x509.Certificate | None = None
    signed_at: datetime | None = None
    broken: str = ""
    unsure: str = ""


def read_xml_signatures(root: etree._Element, now: datetime) -> list[Signature]:
    """The signatures in a document that was parsed whole, each with what SdI would hold against it."""
    return [_judged(element, now) for element in root.findall(SIGNATURE)]


def _judged(signature: etree._Element, now: datetime) -> Signature:
    said = _Read()
    try:
        _verify(signature, said)
    except _Broken as reason:
        said.broken = str(reason)
    except _Unsure:
        said.unsure = UNKNOWN_TRANSFORM
    except (ValueError, TypeError, LookupError, AttributeError, etree.LxmlError):
        said.broken = ALTERED
    return judged(XADES, said.certificate, said.signed_at, now, broken=said.broken, unsure=said.unsure)


def _verify(signature: etree._Element, said: _Read) -> None:
    """Raises _Broken and _Unsure, and what bad values raise; `said` holds what was read until then."""
    certificates = _certificates(signature)
    said.certificate = next(iter(certificates), None)
    properties = signature.find("ds:Object/xades:QualifyingProperties/xades:SignedProperties", _NAMES)
    if properties is not None:
        said.signed_at = _signing_time(properties)
    info = _child(signature, "SignedInfo")
    said.certificate = _signer(signature, info, certificates)
    covered = [_check_reference(reference, signature) for reference in _references(info)]
    root = signature.getroottree().getroot()
    if not any(target is root for target in covered):
        raise _Broken(NOT_OF_FILE)
    if properties is None or not any(target is properties for target in covered):
        said.signed_at = None
    else:
        _check_vouched(properties, said.certificate)


def _signer(signature: etree._Element, info: etree._Element, certificates: list[x509.Certificate]) -> x509.Certificate:
    """The certificate whose key signed what is to be signed."""
    signed = canonical(info, _child(info, "CanonicalizationMethod"))
    verifies = _method(_child(info, "SignatureMethod").get("Algorithm", ""))
    value = base64.b64decode(_text(_child(signature, "SignatureValue")))
    for certificate in certificates:
        if verifies(certificate, value, signed):
            return certificate
    raise _Broken(ALTERED)


_Verifies = Callable[[x509.Certificate, bytes, bytes], bool]


def _method(algorithm: str) -> _Verifies:
    if found := _METHOD.fullmatch(algorithm):
        kind, digest = found["kind"], _BY_NAME[found["size"]]
    elif found := _PSS_METHOD.fullmatch(algorithm):
        kind, digest = "pss", _BY_NAME[found["size"]]
    else:
        raise _Broken(WEAK)

    def verifies(certificate: x509.Certificate, value: bytes, signed: bytes) -> bool:
        key = certificate.public_key()
        try:
            if kind == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
                half = len(value) // 2
                pair = encode_dss_signature(int.from_bytes(value[:half]), int.from_bytes(value[half:]))
                key.verify(pair, signed, ec.ECDSA(digest))
            elif kind != "ecdsa" and isinstance(key, rsa.RSAPublicKey):
                pss = padding.PSS(padding.MGF1(digest), padding.PSS.AUTO)
                key.verify(value, signed, pss if kind == "pss" else padding.PKCS1v15(), digest)
            else:
                return False
        except (InvalidSignature, UnsupportedAlgorithm):
            return False
        return True

    return verifies


def _references(info: etree._Element) -> list[etree._Element]:
    found = info.findall("ds:Reference", _NAMES)
    if not found or len(found) > _MOST_REFERENCES:
        raise _Broken(ALTERED)
    return found


def _check_reference(reference: etree._Element, signature: etree._Element) -> etree._Element:
    """The element that a reference is of, once its digest is right."""
    digest = _DIGESTS.get(_child(reference, "DigestMethod").get("Algorithm", ""))
    if digest is None:
        raise _Broken(WEAK)
    target = _target(reference.get("URI"), signature.getroottree().getroot())
    content = _transformed(reference, target, signature)
    if hashlib.new(digest.name, content).digest() != base64.b64decode(_text(_child(reference, "DigestValue"))):
        raise _Broken(ALTERED)
    return target


def _target(uri: str | None, root: etree._Element) -> etree._Element:
    if uri == "":
        return root
    if not uri or not uri.startswith("#") or uri.startswith("#xpointer"):
        raise _Unsure
    found = root.xpath("//*[@Id=$id or @ID=$id or @id=$id]", id=uri[1:])
    # Two elements by one name are how a signature is made to vouch for what its signer never saw.
    if len(found) != 1:
        raise _Broken(ALTERED)
    return found[0]


def _transformed(reference: etree._Element, target: etree._Element, signature: etree._Element) -> bytes:
    """The bytes of a target as its transforms make them."""
    own, others, method = False, False, None
    for transform in reference.findall("ds:Transforms/ds:Transform", _NAMES):
        algorithm = transform.get("Algorithm", "")
        if method is not None:
            raise _Unsure
        if algorithm == ENVELOPED:
            own = True
        elif algorithm in _ALL_BUT_SIGNATURES:
            _understand(transform, algorithm)
            others = True
        elif algorithm.removesuffix(_WITH_COMMENTS) in _CANONICAL or algorithm == f"{EXCLUSIVE}WithComments":
            method = transform
        else:
            raise _Unsure
    if own or others:
        target = _without_signatures(target, None if others else signature)
    # "" is the document with what stands around its root; neither it nor "#id" has comments (XML Signature 4.4.3.3).
    node = target if reference.get("URI") else target.getroottree()
    return canonical(node, method, keeps_comments=False)


def _understand(transform: etree._Element, algorithm: str) -> None:
    """Raises _Unsure unless the expression leaves the signatures out and nothing else."""
    name = f"{{{_FILTER if algorithm == _FILTER else DSIG}}}XPath"
    expressions = transform.findall(name)
    if len(expressions) != 1 or expressions[0].get("Filter", "subtract") != "subtract":
        raise _Unsure
    found = _ALL_BUT_SIGNATURES[algorithm].fullmatch("".join(_text(expressions[0]).split()))
    if not found or expressions[0].nsmap.get(found["prefix"]) != DSIG:
        raise _Unsure


def _without_signatures(target: etree._Element, only: etree._Element | None) -> etree._Element:
    """A copy of the document, from this element on, without one signature or without all."""
    tree = target.getroottree()
    twin = copy.deepcopy(tree)
    found = twin.find(tree.getelementpath(target))
    gone = [twin.find(tree.getelementpath(only))] if only is not None else list(twin.getroot().iter(SIGNATURE))
    for element in gone:
        _take_out(element)
    return found


def _take_out(element: etree._Element) -> None:
    """Its text after it stays, which belongs to its parent."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        raise _Unsure
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)


def canonical(
    node: etree._Element | etree._ElementTree, method: etree._Element | None, *, keeps_comments: bool = True
) -> bytes:
    """The bytes that are signed of a node, by a canonicalisation method of the W3C; 1.0 where none is named."""
    algorithm = method.get("Algorithm", "") if method is not None else INCLUSIVE
    prefixes = None
    is_exclusive = algorithm.startswith(EXCLUSIVE)
    if method is not None and is_exclusive:
        named = method.find(f"{{{EXCLUSIVE}}}InclusiveNamespaces")
        prefixes = named.get("PrefixList", "").split() if named is not None else None
    elif algorithm.removesuffix(_WITH_COMMENTS) not in _CANONICAL:
        raise _Unsure
    return etree.tostring(
        node,
        method="c14n",
        exclusive=is_exclusive,
        with_comments=keeps_comments and algorithm.endswith("WithComments"),
        inclusive_ns_prefixes=prefixes,
    )


def _certificates(signature: etree._Element) -> list[x509.Certificate]:
    found = signature.iterfind("ds:KeyInfo/ds:X509Data/ds:X509Certificate", _NAMES)
    return [read_certificate(base64.b64decode(_text(one))) for one in found]


def _check_vouched(properties: etree._Element, certificate: x509.Certificate) -> None:
    """The signer signs which certificate is theirs: another one of the same key is not."""
    vouched = list(_vouched(properties))
    if vouched and not any(kind and certificate.fingerprint(kind) == digest for kind, digest in vouched):
        raise _Broken(ALTERED)


def _vouched(properties: etree._Element) -> Iterator[tuple[hashes.HashAlgorithm | None, bytes]]:
    for name in ("SigningCertificate", "SigningCertificateV2"):
        for said in properties.iterfind(
            f"xades:SignedSignatureProperties/xades:{name}/xades:Cert/xades:CertDigest", _NAMES
        ):
            kind = _DIGESTS.get(_child(said, "DigestMethod").get("Algorithm", ""))
            yield kind, base64.b64decode(_text(_child(said, "DigestValue")))


def _signing_time(properties: etree._Element) -> datetime | None:
    said = properties.find("xades:SignedSignatureProperties/xades:SigningTime", _NAMES)
    if said is None:
        return None
    moment = datetime.fromisoformat(_text(said).strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _child(element: etree._Element, name: str) -> etree._Element:
    found = element.find(f"ds:{name}", _NAMES)
    if found is None:
        raise _Broken(ALTERED)
    return found


def _text(element: etree._Element) -> str:
    return element.text or ""
