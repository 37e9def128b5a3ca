"""A signing key on a token (PKCS #11): a card, a USB key or a hardware module, which never gives it away."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pkcs11.exceptions import PinIncorrect, PinInvalid, PinLenRange, PinLocked, PKCS11Error

from aistrategyhub.integrations.signing.gateway import SigningUnavailable

MODULE, TOKEN, KEY, PIN = (
    "SIGNATURE_PKCS11_MODULE",
    "SIGNATURE_PKCS11_TOKEN",
    "SIGNATURE_PKCS11_KEY",
    "SIGNATURE_PKCS11_PIN",
)
_PIN_FAULTS = (PinIncorrect, PinInvalid, PinLenRange, PinLocked)
# Modules of cards are not made for several threads.
_TURN = Lock()
# A card locks itself after three wrong PINs: one that it refused is not said again by this process.
_REFUSED: set["Token"] = set()


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """How a token is reached: the vendor's library, its label and that of the certificate where there are several, and
    the PIN."""

    module: str
    label: str = ""
    key_label: str = ""
    pin: str = ""


class KeyOnToken:
    """A key that signs on its token; each signature opens a session of its own and says the PIN."""

    is_stand_in = False

    def __init__(self, token: Token, certificate: x509.Certificate, key_id: bytes) -> None:
        self.certificate = certificate
        self.chain: Sequence[x509.Certificate] = ()
        self._token, self._id = token, key_id

    def sign(self, data: bytes) -> bytes:
        with _session(self._token, pin=self._token.pin) as session:
            key = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, id=self._id)
            if isinstance(self.certificate.public_key(), rsa.RSAPublicKey):
                return key.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS)
            plain = key.sign(hashlib.sha256(data).digest(), mechanism=pkcs11.Mechanism.ECDSA)
        half = len(plain) // 2
        return encode_dss_signature(int.from_bytes(plain[:half]), int.from_bytes(plain[half:]))


def key_on_token(token: Token) -> KeyOnToken:
    """The token's key by the label of its certificate, or the only one; asks for no PIN. Raises SigningUnavailable.

    A key and its certificate share their id (PKCS #11 4.6.3), and certificates are for everybody to read.
    """
    wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE}
    if token.key_label:
        wanted[pkcs11.Attribute.LABEL] = token.key_label
    with _session(token) as session:
        found = [
            (x509.load_der_x509_certificate(one[pkcs11.Attribute.VALUE]), one[pkcs11.Attribute.ID])
            for one in list(session.get_objects(wanted))
        ]
    if len(found) != 1:
        reason = f"is needed: the token has {len(found)} certificates" if found else "names no certificate"
        raise SigningUnavailable(KEY, reason)
    return KeyOnToken(token, *found[0])


@contextmanager
def _session(token: Token, *, pin: str = "") -> Iterator[pkcs11.Session]:
    with _TURN:
        if pin and token in _REFUSED:
            raise SigningUnavailable(PIN, "was refused: it is not tried again until it is another")
        try:
            inserted = pkcs11.lib(token.module).get_token(token_label=token.label or None)
            with inserted.open(user_pin=pin or None) as session:
                yield session
        except _PIN_FAULTS as error:
            _REFUSED.add(token)
            raise SigningUnavailable(PIN, f"is wrong, or the token is locked ({type(error).__name__})") from None
        except PKCS11Error as error:
            raise SigningUnavailable(TOKEN, f"{type(error).__name__} {error}".strip()) from None
        except (RuntimeError, OSError) as error:
            raise SigningUnavailable(MODULE, str(error)) from None
