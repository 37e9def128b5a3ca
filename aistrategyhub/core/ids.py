"""Identifiers: UUIDv7 for rows, opaque tokens for strangers, numbers for people."""

import hashlib
import secrets
from uuid import UUID

import uuid_utils


def new_id() -> UUID:
    """A UUIDv7: unique, and sorted by the moment it was made."""
    return UUID(int=uuid_utils.uuid7().int)


def read_id(text: str) -> UUID | None:
    """The id that a text writes, None for any other text."""
    try:
        return UUID(text)
    except ValueError:
        return None


def new_token() -> str:
    """256 random bits, safe in a URL. Store `fingerprint(token)`, never the token."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """The SHA-256 of a token, in hexadecimal: what may be stored and compared."""
    return hashlib.sha256(token.encode()).hexdigest()


def order_number(year: int, sequence: int) -> str:
    """The number a customer reads on an order: ORD-2026-00001."""
    return f"ORD-{year}-{sequence:05d}"
