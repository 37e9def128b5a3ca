"""XAdES-BES (ETSI TS 101 903), enveloped: a document with its signature as its last element."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from aistrategyhub.features.invoicing.fatturapa.xml_signatures import (
    DSIG,
    ENVELOPED,
    ETSI,
    EXCLUSIVE,
    SHA256,
    SIGNATURE,
)
from aistrategyhub.integrations.signing.gateway import SigningKey

_SIGNED_PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"


def sign_xml(xml: bytes, key: SigningKey, at: datetime) -> bytes:
    """The document with a signature of the whole of it as its last element, signed at that moment.

    Raises SigningUnavailable.
    """
    root = etree.fromstring(xml, etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False))
    content = etree.tostring(root.getroottree(), method="c14n", exclusive=True, with_comments=False)
    signature = etree.SubElement(root, SIGNATURE, Id="Firma", nsmap={"ds": DSIG})
    info = _build(signature, _ds("SignedInfo"))
    value = _build(signature, _ds("SignatureValue"))
    _put_certificates(signature, key)
    properties = _put_properties(signature, key.certificate, at)
    _build(info, _ds("CanonicalizationMethod"), Algorithm=EXCLUSIVE)
    is_rsa = isinstance(key.certificate.public_key(), rsa.RSAPublicKey)
    method = f"http://www.w3.org/2001/04/xmldsig-more#{'rsa' if is_rsa else 'ecdsa'}-sha256"
    _build(info, _ds("SignatureMethod"), Algorithm=method)
    _put_reference(info, "", content, (ENVELOPED, EXCLUSIVE))
    signed = etree.tostring(properties, method="c14n", exclusive=True)
    _put_reference(info, "#" + properties.get("Id"), signed, (EXCLUSIVE,), Type=_SIGNED_PROPERTIES)
    made = key.sign(etree.tostring(info, method="c14n", exclusive=True))
    value.text = _base64(made if is_rsa else _plain_pair(made, key.certificate.public_key()))
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")


def _put_reference(info: etree._Element, uri: str, content: bytes, transforms: Sequence[str], **more: str) -> None:
    reference = _build(info, _ds("Reference"), **more, URI=uri)
    applied = _build(reference, _ds("Transforms"))
    for algorithm in transforms:
        _build(applied, _ds("Transform"), Algorithm=algorithm)
    _put_digest(reference, content)


def _put_digest(parent: etree._Element, content: bytes) -> None:
    _build(parent, _ds("DigestMethod"), Algorithm=SHA256)
    _build(parent, _ds("DigestValue")).text = _base64(hashlib.sha256(content).digest())


def _put_certificates(signature: etree._Element, key: SigningKey) -> None:
    data = _build(_build(signature, _ds("KeyInfo")), _ds("X509Data"))
    for certificate in (key.certificate, *key.chain):
        _build(data, _ds("X509Certificate")).text = _base64(certificate.public_bytes(Encoding.DER))


def _put_properties(signature: etree._Element, certificate: x509.Certificate, at: datetime) -> etree._Element:
    """When it was signed, and by which certificate and no other of the same key."""
    about = etree.SubElement(
        _build(signature, _ds("Object")),
        _xades("QualifyingProperties"),
        Target="#" + signature.get("Id"),
        nsmap={"xades": ETSI},
    )
    properties = _build(about, _xades("SignedProperties"), Id=signature.get("Id") + "-Proprieta")
    said = _build(properties, _xades("SignedSignatureProperties"))
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    _build(said, _xades("SigningTime")).text = moment
    own = _build(_build(said, _xades("SigningCertificate")), _xades("Cert"))
    _put_digest(_build(own, _xades("CertDigest")), certificate.public_bytes(Encoding.DER))
    issuer = _build(own, _xades("IssuerSerial"))
    _build(issuer, _ds("X509IssuerName")).text = certificate.issuer.rfc4514_string()
    _build(issuer, _ds("X509SerialNumber")).text = str(certificate.serial_number)
    return properties


def _plain_pair(signature: bytes, key: ec.EllipticCurvePublicKey) -> bytes:
    """Both numbers beside one another, as XML Signature writes them."""
    size = (key.curve.key_size + 7) // 8
    return b"".join(number.to_bytes(size) for number in decode_dss_signature(signature))


def _build(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, name, attributes)


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _ds(name: str) -> str:
    return f"{{{DSIG}}}{name}"


def _xades(name: str) -> str:
    return f"{{{ETSI}}}{name}"
