"""Takes secrets and personal data out of what is about to be written down. Pure.

Two nets: a value under a key that names a secret disappears whole, and in any text what looks like an e-mail address,
a tax code, a card, a token or a password is replaced. What is neither plain data nor text is named by its type only.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from pathlib import PurePath
from typing import Any
from uuid import UUID

MASK = "***"

_LONGEST_INPUT = 8_000
_LONGEST_TEXT = 2_000
_MOST_ITEMS = 50
_DEEPEST = 6

# A paragraph of words reads better than a word per line.
_SECRET_WORDS = frozenset(
    """
    password passwd pwd passphrase secret token jwt bearer auth authorization cookie cookies credential credentials
    apikey sid csrf signature dsn card pan cvc cvv iban otp totp pin
    email emails pec phone telephone mobile surname street ip buyer customer recipient
    """.split()  # noqa: SIM905
)
_SECRET_NAMES = """
    api_key secret_key private_key access_key signing_key encryption_key order_key backup_codes
    fiscal_code codice_fiscale tax_code vat_number partita_iva first_name last_name full_name company_name
    billing_address shipping_address user_agent birth_date remote_addr
    """.split()  # noqa: SIM905
_HARMLESS_ENDINGS = ("_id", "_ids", "_count", "_at", "_status", "_type")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

# What this accepts cannot hold anything worth masking: most messages, names, paths and ids end here. Digits only few
# together and in short words, which no code, card or number of somebody is.
_HARMLESS = re.compile(
    r"(?!.*(?:(?i:bearer|basic) |eyJ|_test_|_live_|_secret_|whsec_|sk-|\d{4}|\d[a-zA-Z\d]{8}|[a-zA-Z\d]{8}\d))"
    r"[a-zA-Z0-9_ ,.;/(){}'-]{0,80}"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)


@lru_cache(maxsize=2_000)
def is_secret_name(name: str) -> bool:
    """Whether what lies under this key is a secret or somebody's data: `client_secret`, `accessToken`, `buyer`; but
    not what only refers to it: `buyer_id`, `token_count`."""
    normal = re.sub(r"[^a-z0-9]+", "_", _CAMEL.sub("_", name[:200]).lower()).strip("_")
    if normal.endswith(_HARMLESS_ENDINGS):
        return False
    return not _SECRET_WORDS.isdisjoint(normal.split("_")) or any(known in normal for known in _SECRET_NAMES)


def mask(value: Any, name: str = "", depth: int = 0) -> Any:
    """The value as plain data that may be written down; `name` is the key it lies under."""
    if value is None or isinstance(value, bool):
        return value
    if name and is_secret_name(name):
        return MASK
    if isinstance(value, str) and not isinstance(value, Enum):
        return mask_text(value)
    if isinstance(value, int | float) and not isinstance(value, Enum):
        return _mask_number(value)
    if depth >= _DEEPEST:
        return f"<{type(value).__name__}>"
    if isinstance(value, Mapping):
        return {mask_text(str(key)): mask(item, str(key), depth + 1) for key, item in _first(value.items())}
    if isinstance(value, list | tuple | set | frozenset):
        return [mask(item, depth=depth + 1) for item in _first(value)]
    return _mask_object(value)


def mask_text(text: str) -> str:
    """The text without what looks like a secret or somebody's data, at most 2,000 characters of it."""
    if _HARMLESS.fullmatch(text):
        return text
    return shortened(mask_long_text(text[:_LONGEST_INPUT]), _LONGEST_TEXT)


def mask_long_text(text: str) -> str:
    """The same with its whole length."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def shortened(text: str, longest: int) -> str:
    """The text, or its beginning and how much is missing."""
    return text if len(text) <= longest else f"{text[:longest]}... ({len(text) - longest} more)"


def _mask_number(value: float) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if abs(value) < 10**10:
        return value
    masked = mask_text(str(value))
    return value if masked == str(value) else masked


def _mask_object(value: Any) -> str:
    if isinstance(value, UUID | Decimal | date | time | timedelta):
        return str(value)
    if isinstance(value, Enum):
        return mask_text(str(value.value))
    if isinstance(value, PurePath):
        return mask_text(str(value))
    if isinstance(value, bytes | bytearray | memoryview):
        return f"<{len(value)} bytes>"
    if isinstance(value, BaseException):
        return mask_text(f"{type(value).__name__}: {value}")
    if isinstance(value, type) or callable(value):
        return getattr(value, "__qualname__", type(value).__name__)
    return f"<{type(value).__name__}>"


def _first(items: Iterable[Any]) -> list[Any]:
    return [item for _, item in zip(range(_MOST_ITEMS), items, strict=False)]


def _digits(text: str) -> list[int]:
    return [int(digit) for digit in text if digit in "0123456789"]


def _passes_luhn(digits: list[int]) -> bool:
    """The check digit of payment cards, and of the partita IVA."""
    doubled = [sum(divmod(digit * 2, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _mask_if_luhn(label: str) -> Callable[[re.Match[str]], str]:
    return lambda found: label if _passes_luhn(_digits(found.group())) else found.group()


# Every repetition is bounded, so a hostile line costs no more than its length.
_PATTERNS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    # The query of a request line, as servers and clients log it.
    (
        re.compile(r"\b((?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|WebSocket) /?[^\s?\"']{0,2000})\?[^\s\"']{0,4000}"),
        r"\1",
    ),
    # name:password@ of an address.
    (re.compile(r"://[^\s/@:\"']{0,200}:[^\s/@\"']{1,200}@"), f"://{MASK}@"),
    (re.compile(r"(?i)\b(bearer|basic)\s{1,5}[a-z0-9._~+/=-]{6,2000}"), rf"\1 {MASK}"),
    (re.compile(r"\beyJ[\w-]{4,2000}\.[\w-]{2,2000}(?:\.[\w-]{0,2000})?"), "[jwt]"),
    (re.compile(r"\b(sk|pk|rk)_(test|live)_\w{1,200}"), rf"\1_\2_{MASK}"),
    (re.compile(r"\bwhsec_\w{1,200}"), f"whsec_{MASK}"),
    (re.compile(r"\b((?:pi|seti|src|cs)_)\w{1,100}_secret_\w{1,100}"), rf"\1{MASK}"),
    (re.compile(r"\bsk-[A-Za-z0-9_-]{16,200}"), f"sk-{MASK}"),
    (re.compile(r"\bAKIA[0-9A-Z]{16}\b"), f"AKIA{MASK}"),
    (re.compile(r"((?:__Host-|__Secure-)[\w-]{1,60}=)[^;,\s\"']{1,4000}"), rf"\1{MASK}"),
    # name=value, "name": "value", name: value.
    (
        re.compile(
            r"(?i)\b([\w-]{0,30}(?:password|passwd|secret|token|authorization|cookie|api[_-]?key|csrf|cvc|cvv|otp|sid))"
            r"(\\?[\"']?\s{0,5}[:=]\s{0,5}\\?[\"']?)(?!\*\*\*|(?:bearer|basic)\s)[^\s\"'\\,;&<>}\])]{1,2000}"
        ),
        rf"\1\2{MASK}",
    ),
    # SQLAlchemy repeats the values of a statement, PostgreSQL the row that it refused, pydantic the value.
    (re.compile(r"^(\[parameters: |DETAIL: |CONTEXT: ).*$", re.MULTILINE), rf"\1{MASK}"),
    (re.compile(r"input_value=.{0,2000}?(?=, input_type=)", re.DOTALL), f"input_value={MASK}"),
    (re.compile(r"(?<![\w.%+-])[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}"), "[email]"),
    (
        re.compile(
            r"(?i)\b(?=\w{6,15}\d)[a-z]{6}[0-9lmnpqrstuv]{2}[abcdehlmprst][0-9lmnpqrstuv]{2}[a-z][0-9lmnpqrstuv]{3}[a-z]\b"
        ),
        "[codice fiscale]",
    ),
    (re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"), "[iban]"),
    (re.compile(r"(?<![\w.-])[3-6]\d{3}(?:[ -]?\d){9,15}(?![\w.-])"), _mask_if_luhn("[card]")),
    (re.compile(r"(?<![\w.-])(?:IT)?\d{11}(?![\w.-])"), _mask_if_luhn("[partita IVA]")),
    (re.compile(r"(?<![\w+])\+\d{1,3}(?:[ .-]?\d){8,12}\b"), "[phone]"),
)
