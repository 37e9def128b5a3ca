"""Hashing passwords off the event loop, a few at a time so that a storm of sign-ins cannot eat every core.

A hash takes tens of milliseconds: no transaction may be open meanwhile, it would hold one of the pool's connections.
"""

import asyncio
from functools import cache

from aistrategyhub.features.accounts.rules import hash_password, verify_password

_HASHES_AT_ONCE = 4


async def hashed(password: str) -> str:
    """An argon2id hash of a new password."""
    async with _places():
        return await asyncio.to_thread(hash_password, password)


async def fits(password: str, password_hash: str) -> tuple[bool, str | None]:
    """Whether the password fits, and a new hash when the old one should be replaced."""
    async with _places():
        return await asyncio.to_thread(verify_password, password, password_hash)


@cache
def _places() -> asyncio.Semaphore:
    return asyncio.Semaphore(_HASHES_AT_ONCE)
