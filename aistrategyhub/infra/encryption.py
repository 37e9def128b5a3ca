"""Secrets at rest: sealed with AES-256-GCM and bound to their place, so that one copied elsewhere does not open.

The keys are those of FIELD_KEYS, the newest first, and after them one derived from SECRET_KEY. New seals are made
with the first; `infra.resealing` moves what older keys sealed to it.
"""

import base64
import hashlib
import hmac
import os
from functools import cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from aistrategyhub.infra.settings import get_settings, read_field_keys

_NONCE_BYTES = 12
_DERIVED_KEY = "s1"


class SealBroken(RuntimeError):
    """A sealed text was altered, belongs elsewhere, or its key is gone."""


def place_of(table: str, column: str, row_id: UUID) -> str:
    """What a column's seal is bound to. A model marks such a column with `info={"sealed": True}`."""
    return f"{table}.{column}:{row_id}"


def seal(plaintext: str, *, place: str) -> str:
    """The text sealed for one place (`users.mfa_secret:<row id>`): `<key id>.<base64url of nonce and ciphertext>`."""
    key_id, key = _newest_key()
    nonce = os.urandom(_NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, plaintext.encode(), place.encode())
    return f"{key_id}.{base64.urlsafe_b64encode(sealed).decode()}"


def unseal(sealed: str, *, place: str) -> str:
    """The text that was sealed for this place. Raises SealBroken."""
    key_id, _separator, encoded = sealed.partition(".")
    try:
        raw = base64.urlsafe_b64decode(encoded)
        return AESGCM(_keys()[key_id]).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode()).decode()
    except (KeyError, ValueError, InvalidTag) as error:
        raise SealBroken(f"what is sealed for {place} cannot be opened with key {key_id}") from error


def sign(words: str) -> str:
    """A seal over words that stand open beside it (HMAC-SHA256): `<key id>.<base64url>`."""
    key_id, key = _newest_key()
    return f"{key_id}.{base64.urlsafe_b64encode(_mac(key, words)).decode()}"


def is_signed(signature: str, words: str) -> bool:
    """Whether the seal was made over these words with a key of this installation."""
    key_id, _separator, encoded = signature.partition(".")
    key = _keys().get(key_id)
    if key is None or not encoded.isascii():
        return False
    return hmac.compare_digest(base64.urlsafe_b64encode(_mac(key, words)).decode(), encoded)


def newest_key_id() -> str:
    """The id of the key that new seals are made with."""
    return _newest_key()[0]


def _mac(key: bytes, words: str) -> bytes:
    return hmac.new(_derived(key, "signatures"), words.encode(), hashlib.sha256).digest()


def _newest_key() -> tuple[str, bytes]:
    return next(iter(_keys().items()))


def _keys() -> dict[str, bytes]:
    """Keys by their id, the one that seals first."""
    settings = get_settings()
    if settings.secret_key is None:
        raise RuntimeError("SECRET_KEY is not set: start through `hub`, which keeps one in DATA_DIR")
    given = read_field_keys(settings.field_keys.get_secret_value()) if settings.field_keys else {}
    return given | {_DERIVED_KEY: derive_key(settings.secret_key.get_secret_value(), "sealed fields")}


@cache
def derive_key(secret: str, purpose: str) -> bytes:
    """256 bits for one purpose out of the installation's secret (HKDF-SHA256, RFC 5869)."""
    return _derived(secret.encode(), purpose)


@cache
def _derived(secret: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret)
