"""Counting wrong passwords, before they are tried, so that tries at the same moment do not slip through.

Kept in PostgreSQL alone: a row costs little beside a hash, and nothing opens when Redis is gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import fingerprint, new_id
from aistrategyhub.features.accounts.models import SignInBrake
from aistrategyhub.features.accounts.rules.brakes import (
    ACCOUNT_SLIPS,
    FORGOTTEN_AFTER,
    NETWORK_SLIPS,
    is_locked,
    remembered,
    wait_after,
)

_TOLD_AGAIN_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class BrakeKey:
    """Whose wrong passwords are counted together."""

    fingerprint: str
    slips: int


def account_key(address: str) -> BrakeKey:
    """Everybody who tries this address from a device that it never signed in with."""
    return BrakeKey(fingerprint(f"account\n{address}"), ACCOUNT_SLIPS)


def device_key(address: str, device: str) -> BrakeKey:
    """One device that signed in to this address before."""
    return BrakeKey(fingerprint(f"device\n{address}\n{device}"), ACCOUNT_SLIPS)


def network_key(network: str) -> BrakeKey:
    """Everybody on one network, whatever addresses they try."""
    return BrakeKey(fingerprint(f"network\n{network}"), NETWORK_SLIPS)


async def count_try(session: AsyncSession, keys: Sequence[BrakeKey]) -> int:
    """Counts a try as wrong until it is shown to be right; how many seconds to wait instead, when it is too early.

    A try that comes too early is not counted: whoever keeps trying does not make the wait longer.
    """
    brakes = [await _held(session, key) for key in keys]
    at = now()
    free_at = max(brake.free_at for brake in brakes)
    if free_at > at:
        return ceil((free_at - at).total_seconds())
    for key, brake in zip(keys, brakes, strict=True):
        brake.failures = remembered(brake.failures, brake.last_failure_at, at) + 1
        brake.last_failure_at = at
        brake.free_at = at + wait_after(brake.failures, slips=key.slips)
    await session.flush()
    return 0


async def release(session: AsyncSession, key: BrakeKey) -> None:
    """Forgets every wrong try: somebody has shown that they are who they say."""
    await session.execute(delete(SignInBrake).where(SignInBrake.key_fingerprint == key.fingerprint))


async def take_back(session: AsyncSession, keys: Sequence[BrakeKey]) -> None:
    """Takes the one try back that turned out right from a network, whose wrong ones before it stay.

    Those of the account stay until the door is wholly open (`release`): half the way is not yet in.
    """
    # In the order in which tries are counted: two transactions that lock them crosswise would stop each other.
    for key in keys:
        brake = await _held(session, key)
        if key.slips == NETWORK_SLIPS:
            brake.failures = max(brake.failures - 1, 0)
            brake.free_at = min(brake.free_at, now())


async def is_to_be_told(session: AsyncSession, key: BrakeKey) -> bool:
    """Whether a lock has just been reached that nobody was told of; asking makes it told."""
    brake = await _held(session, key)
    at = now()
    was_told = brake.told_at is not None and at - brake.told_at < _TOLD_AGAIN_AFTER
    if was_told or not is_locked(brake.failures, slips=key.slips):
        return False
    brake.told_at = at
    return True


async def purge_brakes(session: AsyncSession) -> int:
    """Deletes the counts that are forgotten anyway; how many there were."""
    old = delete(SignInBrake).where(SignInBrake.last_failure_at < now() - FORGOTTEN_AFTER)
    return (await session.execute(old)).rowcount


async def _held(session: AsyncSession, key: BrakeKey) -> SignInBrake:
    """The count of this key, kept from others until the transaction ends."""
    values = {"id": new_id(), "key_fingerprint": key.fingerprint, "failures": 0}
    at = now()
    made = insert(SignInBrake).values(**values, last_failure_at=at, free_at=at)
    await session.execute(made.on_conflict_do_nothing(index_elements=["tenant_id", "key_fingerprint"]))
    query = select(SignInBrake).where(SignInBrake.key_fingerprint == key.fingerprint).with_for_update()
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one()
