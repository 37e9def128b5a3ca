"""A signing key in a file: PKCS #12 (`.p12`, `.pfx`), or PEM with the certificate in it or beside it."""

from collections.abc import Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key, pkcs12

from aistrategyhub.integrations.signing.gateway import SigningUnavailable

FILE, PASSWORD, CERTIFICATE = "SIGNATURE_KEY_FILE", "SIGNATURE_KEY_PASSWORD", "SIGNATURE_CERTIFICATE_FILE"
_SMALLEST_RSA = 2048

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class KeyInFile:
    """A key in the memory of this process."""

    is_stand_in = False

    def __init__(self, key: PrivateKey, certificate: x509.Certificate, chain: Sequence[x509.Certificate] = ()) -> None:
        self.certificate, self.chain = certificate, chain
        self._key = key

    def sign(self, data: bytes) -> bytes:
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


def key_in_file(path: Path, password: str, certificate_path: Path | None = None) -> KeyInFile:
    """The key of a file with its certificate, and those of the authorities that are beside it. Raises
    SigningUnavailable."""
    content = _content(path, FILE)
    key, certificates = _open(content, password.encode() or None)
    if certificate_path:
        certificates = [*_certificates(_content(certificate_path, CERTIFICATE), CERTIFICATE), *certificates]
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise SigningUnavailable(FILE, "SdI takes keys of RSA and of elliptic curves only")
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < _SMALLEST_RSA:
        raise SigningUnavailable(FILE, f"an RSA key needs {_SMALLEST_RSA} bits, this one has {key.key_size}")
    public = _public_bytes(key.public_key())
    own = next((one for one in certificates if _public_bytes(one.public_key()) == public), None)
    if own is None:
        raise SigningUnavailable(CERTIFICATE, "no certificate belongs to the key")
    return KeyInFile(key, own, [one for one in certificates if one != own])


def _content(path: Path, variable: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SigningUnavailable(variable, error.strerror or "cannot be read") from None


def _open(content: bytes, password: bytes | None) -> tuple[object, list[x509.Certificate]]:
    try:
        if b"-----BEGIN" in content:
            key = load_pem_private_key(content, password)
            return key, _certificates(content, FILE) if b"BEGIN CERTIFICATE" in content else []
        key, certificate, others = pkcs12.load_key_and_certificates(content, password)
    except TypeError:
        raise SigningUnavailable(PASSWORD, "is missing, or the key needs none") from None
    except ValueError:
        raise SigningUnavailable(PASSWORD, "is wrong, or the file is neither PKCS #12 nor PEM") from None
    return key, [one for one in (certificate, *others) if one]


def _certificates(content: bytes, variable: str) -> list[x509.Certificate]:
    try:
        if b"-----BEGIN" in content:
            return x509.load_pem_x509_certificates(content)
        return [x509.load_der_x509_certificate(content)]
    except ValueError:
        raise SigningUnavailable(variable, "holds no certificate") from None


def _public_bytes(key: object) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
