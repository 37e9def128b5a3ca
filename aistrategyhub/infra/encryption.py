"""Secrets at rest: sealed with AES-256-GCM and bound to their place, so that one copied elsewhere does not open."""

import base64
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from aistrategyhub.infra.settings import get_settings

_NONCE_BYTES = 12
_DERIVED_KEY = "s1"


class SealBroken(RuntimeError):
    """A sealed text was altered, belongs elsewhere, or its key is gone."""


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


def _newest_key() -> tuple[str, bytes]:
    return next(iter(_keys().items()))


def _keys() -> dict[str, bytes]:
    """Keys by their id, the one that seals first."""
    secret = get_settings().secret_key
    if secret is None:
        raise RuntimeError("SECRET_KEY is not set: start through `hub`, which keeps one in DATA_DIR")
    return {_DERIVED_KEY: derive_key(secret.get_secret_value(), "sealed fields")}


@cache
def derive_key(secret: str, purpose: str) -> bytes:
    """256 bits for one purpose out of the installation's secret (HKDF-SHA256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode())
