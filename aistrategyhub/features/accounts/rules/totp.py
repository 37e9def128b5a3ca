"""Codes of six digits that change every thirty seconds (RFC 6238). Pure: reads the clock it is given."""

import hmac
from datetime import datetime

import pyotp

STEP_SECONDS = 30
_DIGITS = 6


def new_secret() -> str:
    """160 random bits in base 32, as RFC 4226 section 4 recommends."""
    return pyotp.random_base32()


def step_at(moment: datetime) -> int:
    """The time step of this moment."""
    return int(moment.timestamp()) // STEP_SECONDS


def fits_step(secret: str, code: str, step: int) -> bool:
    """Whether this is the code of the step.

    No other step's code is taken: a code lives thirty seconds and no longer (ASVS 5.0, 6.5.5), and phones keep time.
    """
    return hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step), code)


def is_code(text: str) -> bool:
    """Whether it looks like a code of an authenticator."""
    return len(text) == _DIGITS and text.isascii() and text.isdigit()


def enrolment_uri(secret: str, *, account: str, issuer: str) -> str:
    """What the QR code says to an authenticator application."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def in_groups(text: str, size: int = 4, separator: str = " ") -> str:
    """The text in groups that one can read aloud and type."""
    return separator.join(text[first : first + size] for first in range(0, len(text), size))
