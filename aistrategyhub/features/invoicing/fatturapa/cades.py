"""CAdES-BES (ETSI TS 101 733): the file in an envelope with its signature and the signer's certificate."""

import hashlib
from datetime import UTC, datetime

from asn1crypto import cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from aistrategyhub.integrations.signing.gateway import SigningKey

_SHA256 = {"algorithm": "sha256"}


def seal(content: bytes, key: SigningKey, at: datetime) -> bytes:
    """The `.p7m` of a file in DER, signed at that moment. Raises SigningUnavailable."""
    certificate = _translated(key.certificate)
    attributes = cms.CMSAttributes(
        [
            _attribute("content_type", "data"),
            _attribute("message_digest", hashlib.sha256(content).digest()),
            _attribute("signing_time", cms.Time({"utc_time": core.UTCTime(at.astimezone(UTC))})),
            _attribute("signing_certificate_v2", _proof_of(certificate)),
        ]
    )
    is_rsa = isinstance(key.certificate.public_key(), rsa.RSAPublicKey)
    signer = {
        "version": "v1",
        "sid": {"issuer_and_serial_number": _serial_of(certificate)},
        "digest_algorithm": _SHA256,
        "signed_attrs": attributes,
        "signature_algorithm": {"algorithm": "rsassa_pkcs1v15" if is_rsa else "sha256_ecdsa"},
        "signature": key.sign(attributes.dump()),
    }
    envelope = {
        "version": "v1",
        "digest_algorithms": [_SHA256],
        "encap_content_info": {"content_type": "data", "content": content},
        "certificates": [certificate, *(_translated(one) for one in key.chain)],
        "signer_infos": [signer],
    }
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(envelope)}).dump()


def _attribute(name: str, value: object) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": name, "values": [value]})


def _proof_of(certificate: asn1.Certificate) -> tsp.SigningCertificateV2:
    """Ties the signature to this certificate and no other of the same key (RFC 5035)."""
    issuer = {
        "issuer": [asn1.GeneralName("directory_name", certificate.issuer)],
        "serial_number": certificate.serial_number,
    }
    known = {"cert_hash": hashlib.sha256(certificate.dump()).digest(), "issuer_serial": issuer}
    return tsp.SigningCertificateV2({"certs": [tsp.ESSCertIDv2(known)]})


def _serial_of(certificate: asn1.Certificate) -> cms.IssuerAndSerialNumber:
    return cms.IssuerAndSerialNumber({"issuer": certificate.issuer, "serial_number": certificate.serial_number})


def _translated(certificate: object) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
