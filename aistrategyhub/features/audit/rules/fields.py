"""What of a change is written down: secrets never, personal values where they can be erased."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from enum import Enum
from typing import Any

MASK = "***"
PERSONAL = "<personal>"

# A paragraph of words reads better than a word per line.
_SECRETS = frozenset(
    """
    password passwd passphrase secret token cookie otp totp pin cvc cvv pan authorization credential credentials
    signature apikey
    """.split()  # noqa: SIM905
)
_SECRET_NAMES = ("api_key", "private_key", "secret_key", "access_key", "signing_key", "recovery_code", "backup_code")
_PERSONAL = frozenset(
    """
    email emails phone mobile street surname iban recipient buyer customer
    """.split()  # noqa: SIM905
)
_PERSONAL_NAMES = (
    "first_name",
    "last_name",
    "full_name",
    "fiscal_code",
    "codice_fiscale",
    "vat_number",
    "billing_address",
    "shipping_address",
    "birth_date",
    "user_agent",
    "ip_address",
)
_ONLY_REFER = ("_id", "_ids", "_count", "_at", "_status", "_type", "_length", "_days")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def plain(value: Any) -> Any:
    """The value as JSON that PostgreSQL gives back exactly as it took it: decimals and moments become text."""
    if value is None or isinstance(value, bool) or (isinstance(value, int) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {_text(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return _text(str(value))


def divided(changes: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The changes with secrets masked and personal values marked, and those values by their path."""
    personal: dict[str, Any] = {}
    return _divide(plain(changes), "", personal), personal


def rejoined(changes: Any, personal: Mapping[str, Any], path: str = "") -> Any:
    """The changes with the personal values that are still kept back in their places."""
    if isinstance(changes, Mapping):
        return {key: rejoined(item, personal, f"{path}/{key}") for key, item in changes.items()}
    if isinstance(changes, list):
        return [rejoined(item, personal, f"{path}/{index}") for index, item in enumerate(changes)]
    return personal.get(path, changes)


def is_secret(name: str) -> bool:
    """Whether what lies under this name is never written down."""
    return _names(name, _SECRETS, _SECRET_NAMES)


def is_personal(name: str) -> bool:
    """Whether what lies under this name is somebody's own."""
    return _names(name, _PERSONAL, _PERSONAL_NAMES)


def _divide(value: Any, path: str, personal: dict[str, Any]) -> Any:
    if isinstance(value, Mapping):
        return {key: _kept(key, item, f"{path}/{key}", personal) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_divide(item, f"{path}/{index}", personal) for index, item in enumerate(value)]
    return value


def _kept(name: str, value: Any, path: str, personal: dict[str, Any]) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if is_secret(name):
        return MASK
    if is_personal(name):
        personal[path] = value
        return PERSONAL
    return _divide(value, path, personal)


def _names(name: str, words: frozenset[str], names: Sequence[str]) -> bool:
    normal = re.sub(r"[^a-z0-9]+", "_", _CAMEL.sub("_", name[:200]).lower()).strip("_")
    if normal.endswith(_ONLY_REFER):
        return False
    return not words.isdisjoint(normal.split("_")) or any(known in normal for known in names)


def _text(text: str) -> str:
    return _UNSTORABLE.sub("\ufffd", text)
