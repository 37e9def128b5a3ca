"""Links that carry their own right: a row id and a signature that only this installation can make."""

import base64
import hashlib
import hmac
from uuid import UUID

from aistrategyhub.infra.settings import get_settings

_SIGNATURE_BYTES = 16


def sign_id(purpose: str, row_id: UUID) -> str:
    """An opaque key for a URL: whoever holds it may do what `purpose` says with this row, for ever."""
    packed = row_id.bytes + _signature(purpose, row_id)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_signed_id(purpose: str, key: str) -> UUID | None:
    """The row that a key stands for, or None when it was not made here for this purpose."""
    try:
        packed = base64.urlsafe_b64decode(key.encode("ascii", "strict") + b"=" * (-len(key) % 4))
    except ValueError:
        return None
    if len(packed) != 16 + _SIGNATURE_BYTES:
        return None
    row_id = UUID(bytes=packed[:16])
    return row_id if hmac.compare_digest(packed[16:], _signature(purpose, row_id)) else None


def _signature(purpose: str, row_id: UUID) -> bytes:
    secret = get_settings().secret_key
    if secret is None:
        raise RuntimeError("SECRET_KEY is not set: start through `hub`, which keeps one in DATA_DIR")
    message = purpose.encode() + b"\0" + row_id.bytes
    return hmac.new(secret.get_secret_value().encode(), message, hashlib.sha256).digest()[:_SIGNATURE_BYTES]
