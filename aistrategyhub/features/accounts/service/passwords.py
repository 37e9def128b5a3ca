"""Hashing passwords in threads of their own, so few and so patient that a storm of sign-ins slows nobody else.

A hash takes tens of milliseconds: no transaction may be open meanwhile, it would hold one of the pool's connections.
"""

import asyncio
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from aistrategyhub.features.accounts.rules import hash_password, verify_password
from aistrategyhub.infra.settings import get_settings

# Linux gives each thread a niceness of its own: whoever waits for a page goes before whoever waits for a hash.
_NICENESS = 10


async def hashed(password: str) -> str:
    """An argon2id hash of a new password."""
    return await asyncio.get_running_loop().run_in_executor(_threads(), hash_password, password)


async def fits(password: str, password_hash: str) -> tuple[bool, str | None]:
    """Whether the password fits, and a new hash when the old one should be replaced."""
    return await asyncio.get_running_loop().run_in_executor(_threads(), verify_password, password, password_hash)


def hashes_at_once(cores: int, web_workers: int) -> int:
    """How many hashes one process makes at the same time: all processes together as many as there are cores."""
    return max(1, cores // web_workers)


@cache
def _threads() -> ThreadPoolExecutor:
    at_once = hashes_at_once(os.cpu_count() or 1, get_settings().web_workers)
    return ThreadPoolExecutor(at_once, thread_name_prefix="password", initializer=_give_way)


def _give_way() -> None:
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
