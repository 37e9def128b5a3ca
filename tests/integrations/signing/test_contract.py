"""What every signing key promises, held against keys in files, on a token (SoftHSM) and of the rehearsal."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from aistrategyhub.integrations.signing.files import PrivateKey, key_in_file
from aistrategyhub.integrations.signing.gateway import SigningKey, SigningUnavailable
from aistrategyhub.integrations.signing.rehearsal import NAME, key_of_rehearsal
from aistrategyhub.integrations.signing.tokens import Token, key_on_token
from tests.factories.signing import SIGNER, certificate_of, pem_of, pkcs12_of, rsa_key

SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "135790"

has_token = pytest.mark.skipif(
    not SOFTHSM.exists() or not shutil.which("softhsm2-util"), reason="no SoftHSM on this machine (softhsm2)"
)


def own(key: PrivateKey):
    return certificate_of(key, signed_by=key)


def elliptic() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def pem_key(key: PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def in_pkcs12(folder: Path, key: PrivateKey) -> SigningKey:
    path = folder / "firma.p12"
    path.write_bytes(pkcs12_of(key, own(key)))
    return key_in_file(path, "segreta")


def in_pem(folder: Path, key: PrivateKey) -> SigningKey:
    path = folder / "firma.pem"
    path.write_bytes(pem_key(key) + pem_of(own(key)))
    return key_in_file(path, "")


def beside(folder: Path, key: PrivateKey) -> SigningKey:
    path, other = folder / "firma.key", folder / "firma.cer"
    path.write_bytes(pem_key(key))
    other.write_bytes(own(key).public_bytes(Encoding.DER))
    return key_in_file(path, "", other)


@pytest.fixture
def put_on_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Token]:
    """Puts keys on a software token of this test."""
    import pkcs11
    from pkcs11.util import ec as ec_util
    from pkcs11.util import rsa as rsa_util
    from pkcs11.util import x509 as x509_util

    (tmp_path / "tokens").mkdir()
    config = tmp_path / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {tmp_path}/tokens\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(config))
    made = ["softhsm2-util", "--init-token", "--free", "--label", "firma", "--pin", PIN, "--so-pin", "00000000"]
    subprocess.run(made, check=True, capture_output=True)
    library = pkcs11.lib(str(SOFTHSM))
    library.reinitialize()

    def put(*keys: PrivateKey) -> Token:
        with library.get_token(token_label="firma").open(rw=True, user_pin=PIN) as session:
            for number, key in enumerate(keys, start=1):
                der = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
                is_rsa = isinstance(key, rsa.RSAPrivateKey)
                decode = rsa_util.decode_rsa_private_key if is_rsa else ec_util.decode_ec_private_key
                known = {pkcs11.Attribute.ID: bytes([number]), pkcs11.Attribute.LABEL: f"chiave {number}"}
                session.create_object(decode(der) | known | {pkcs11.Attribute.TOKEN: True})
                certificate = x509_util.decode_x509_certificate(own(key).public_bytes(Encoding.DER))
                session.create_object(certificate | known | {pkcs11.Attribute.TOKEN: True})
        return Token(module=str(SOFTHSM), label="firma", pin=PIN)

    return put


def verify(key: SigningKey, signature: bytes, data: bytes) -> None:
    public = key.certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
    else:
        public.verify(signature, data, ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize("place", [in_pkcs12, in_pem, beside])
@pytest.mark.parametrize("make", [rsa_key, elliptic], ids=["RSA", "EC"])
def test_what_a_key_in_a_file_signs_its_certificate_proves(tmp_path: Path, place, make) -> None:
    key = place(tmp_path, make())
    verify(key, key.sign(b"fattura"), b"fattura")
    assert SIGNER in key.certificate.subject.rfc4514_string()
    assert not key.is_stand_in


@has_token
@pytest.mark.parametrize("make", [rsa_key, elliptic], ids=["RSA", "EC"])
def test_what_a_key_on_a_token_signs_its_certificate_proves(put_on_token, make) -> None:
    key = key_on_token(put_on_token(make()))
    verify(key, key.sign(b"fattura"), b"fattura")
    verify(key, key.sign(b"un'altra"), b"un'altra")
    assert not key.is_stand_in


def test_what_the_rehearsal_signs_vouches_for_nobody() -> None:
    key = key_of_rehearsal()
    verify(key, key.sign(b"fattura"), b"fattura")
    assert key.is_stand_in
    assert NAME in key.certificate.subject.rfc4514_string()
    assert key_of_rehearsal() is key


@has_token
def test_a_token_says_what_is_missing(put_on_token) -> None:
    token = put_on_token(elliptic(), elliptic())
    assert refused(lambda: key_on_token(token)) == "SIGNATURE_PKCS11_KEY"
    one = Token(module=token.module, label=token.label, pin=PIN, key_label="chiave 2")
    verify(key_on_token(one), key_on_token(one).sign(b"x"), b"x")
    for change, variable in (
        ({"label": "un'altra"}, "SIGNATURE_PKCS11_TOKEN"),
        ({"key_label": "nessuna"}, "SIGNATURE_PKCS11_KEY"),
    ):
        wrong = {"module": token.module, "label": token.label, "pin": PIN} | change
        assert refused(lambda wrong=wrong: key_on_token(Token(**wrong))) == variable


@has_token
def test_a_pin_that_was_refused_is_not_tried_again(put_on_token) -> None:
    token = put_on_token(elliptic())
    wrong = key_on_token(Token(module=token.module, label=token.label, pin="000000"))
    tried = []
    for _time in range(5):
        with pytest.raises(SigningUnavailable) as caught:
            wrong.sign(b"x")
        assert caught.value.variable == "SIGNATURE_PKCS11_PIN"
        tried.append("not tried again" in caught.value.reason)
    assert tried == [False, True, True, True, True]
    verify(key_on_token(token), key_on_token(token).sign(b"x"), b"x")


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(SigningUnavailable) as caught:
        act()
    return caught.value.variable


def test_a_file_says_what_is_missing(tmp_path: Path) -> None:
    key, other = elliptic(), elliptic()
    path, certificate = tmp_path / "firma.p12", tmp_path / "altra.cer"
    certificate.write_bytes(pem_of(own(other)))
    assert refused(lambda: key_in_file(path, "")) == "SIGNATURE_KEY_FILE"
    path.write_bytes(pkcs12_of(key, own(key)))
    assert refused(lambda: key_in_file(path, "sbagliata")) == "SIGNATURE_KEY_PASSWORD"
    path.write_bytes(b"nulla di questo")
    assert refused(lambda: key_in_file(path, "")) == "SIGNATURE_KEY_PASSWORD"
    path.write_bytes(pem_key(key))
    assert refused(lambda: key_in_file(path, "una che non serve")) == "SIGNATURE_KEY_PASSWORD"
    assert refused(lambda: key_in_file(path, "", certificate)) == "SIGNATURE_CERTIFICATE_FILE"
    assert refused(lambda: key_in_file(path, "", tmp_path / "assente")) == "SIGNATURE_CERTIFICATE_FILE"
    certificate.write_bytes(b"nulla")
    assert refused(lambda: key_in_file(path, "", certificate)) == "SIGNATURE_CERTIFICATE_FILE"
    path.write_bytes(pem_key(rsa.generate_private_key(65537, 1024)))
    assert refused(lambda: key_in_file(path, "")) == "SIGNATURE_KEY_FILE"
