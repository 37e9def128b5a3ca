"""Keys that sign, with certificates of an authority of our own."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

from aistrategyhub.core import clock
from aistrategyhub.integrations.signing.files import KeyInFile, PrivateKey

SIGNER = "Giulia Ferrante"


def certificate_of(
    key: PrivateKey,
    *,
    signed_by: PrivateKey,
    name: str = SIGNER,
    issuer: str = "Prova CA",
    begins: int = -60,
    ends: int = 365,
    usages: Sequence[str] | None = ("digital_signature", "content_commitment"),
) -> x509.Certificate:
    """A certificate good from `begins` to `ends`, in days from now, for `usages`; None says nothing of them."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(clock.now() + timedelta(days=begins))
        .not_valid_after(clock.now() + timedelta(days=ends))
    )
    if usages is not None:
        builder = builder.add_extension(_usage(usages), critical=True)
    return builder.sign(signed_by, hashes.SHA256())


def signing_key(kind: str = "ec", **about: Any) -> KeyInFile:
    """A key of elliptic curves, or of RSA, with its certificate and that of the authority."""
    key = rsa_key() if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())
    return KeyInFile(key, certificate_of(key, signed_by=_authority(), **about), [authority()])


def pkcs12_of(key: PrivateKey, certificate: x509.Certificate, password: str = "segreta") -> bytes:
    """A `.p12` as providers hand them out."""
    protection = BestAvailableEncryption(password.encode())
    return pkcs12.serialize_key_and_certificates(b"firma", key, certificate, [authority()], protection)


def pem_of(certificate: x509.Certificate) -> bytes:
    """The certificate as text."""
    return certificate.public_bytes(Encoding.PEM)


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    """One key for all tests: making it is slow."""
    return rsa.generate_private_key(65537, 2048)


@cache
def authority() -> x509.Certificate:
    """The certificate of whoever issues all others."""
    name = _named("Prova CA")
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(_authority().public_key())
    builder = builder.serial_number(1).not_valid_before(clock.now() - timedelta(days=3650))
    builder = builder.not_valid_after(clock.now() + timedelta(days=3650))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return builder.sign(_authority(), hashes.SHA256())


@cache
def _authority() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(names: Sequence[str]) -> x509.KeyUsage:
    known = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    said = {name: name in names for name in (*known, "key_cert_sign", "crl_sign")}
    return x509.KeyUsage(**said, encipher_only=False, decipher_only=False)
