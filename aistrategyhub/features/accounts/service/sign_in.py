"""Signing in with a password, in three steps so that no transaction is open while the password is hashed.

`knock` reads what the password is checked against, the edge hashes (`passwords.fits`), `judge` writes what came of it.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.models import LoginAttempt, Person
from aistrategyhub.features.accounts.queries import find_person_by_email, lock_person
from aistrategyhub.features.accounts.queries.devices import is_device_of
from aistrategyhub.features.accounts.rules import NOBODYS_HASH, address_of
from aistrategyhub.features.accounts.service.brakes import (
    BrakeKey,
    account_key,
    count_try,
    device_key,
    is_to_be_told,
    network_key,
    take_back,
)
from aistrategyhub.infra.work import enqueue

TELL_OF_LOCK = "accounts.tell_of_lock"


class WrongCredentials(DomainError):
    """The address and the password do not belong together. Says the same for an unknown address."""

    code = "WRONG_CREDENTIALS"
    kind = Kind.FORBIDDEN
    sentence = mark("L'indirizzo o la password non sono corretti.")


class TooManyAttempts(DomainError):
    """Too many wrong passwords for this address, or from this network. Says the same for an unknown address."""

    code = "TOO_MANY_ATTEMPTS"
    kind = Kind.TOO_MANY
    sentence = mark(
        "Troppi tentativi: riprova tra {retry_after} secondi, o apri il link di sblocco se lo hai ricevuto per e-mail."
    )


@dataclass(frozen=True)
class Visitor:
    """Who asks to be let in, as far as the connection tells. `device` is what the browser's own cookie says."""

    ip_address: str | None
    user_agent: str
    device: str | None = None


@dataclass(frozen=True)
class Knock:
    """Somebody at the door with an address: `password_hash` is the one to try, a stand-in when there is no such person.

    The stand-in makes an unknown address cost as many hashes as a known one (ASVS 5.0, 6.3.8). `keys` are what the try
    was counted under; with `wait_seconds` it came too early, was not counted, and the password must not be tried.
    """

    email: str
    visitor: Visitor
    keys: tuple[BrakeKey, ...]
    wait_seconds: int = 0
    password_hash: str = NOBODYS_HASH
    person_id: UUID | None = None


@dataclass(frozen=True)
class Judgement:
    """What became of a knock: the person whose password it was, or why they may not come in."""

    person: Person | None
    refusal: type[DomainError] | None = None


async def knock(session: AsyncSession, email: str, visitor: Visitor, *, network: str) -> Knock:
    """Counts the try, also against its network, and says what the password with this address is to be tried against."""
    address = address_of(email)
    keys = await _keys(session, address, visitor.device, network)
    knock = Knock(address, visitor, keys, wait_seconds=await count_try(session, keys))
    if knock.wait_seconds:
        _write_down(session, knock, TooManyAttempts)
        return knock
    person = await find_person_by_email(session, address)
    if person is None or not person.is_active or person.password_hash is None:
        return knock
    return replace(knock, password_hash=person.password_hash, person_id=person.id)


async def judge(session: AsyncSession, knock: Knock, *, fits: bool, better_hash: str | None) -> Judgement:
    """Who it was, when the password fitted; writes down every attempt that ends here.

    An address that is not proven yet opens nothing but the person's own: orders placed with it as a guest stay unseen.
    Whoever was let in halfway (a second factor is on) or wholly is written down by the door that they go through next.
    """
    person = await lock_person(session, knock.person_id) if knock.person_id and fits else None
    # The password may have been changed, or the person shut out, while this one was being hashed.
    if person is None or not person.is_active or person.password_hash != knock.password_hash:
        attempt = _write_down(session, knock, WrongCredentials)
        if await is_to_be_told(session, knock.keys[0]):
            # As work, also for an address that nobody has: the answer takes as long.
            await enqueue(session, TELL_OF_LOCK, {"attempt_id": str(attempt.id)})
        return Judgement(None, WrongCredentials)
    if better_hash:
        person.password_hash = better_hash
    await take_back(session, knock.keys)
    return Judgement(person)


async def _keys(session: AsyncSession, address: str, device: str | None, network: str) -> tuple[BrakeKey, ...]:
    """A device that came in before answers for its own wrong passwords only: no stranger shuts out its owner."""
    if device and await is_device_of(session, address, device):
        return (device_key(address, device),)
    return account_key(address), network_key(network)


def _write_down(session: AsyncSession, knock: Knock, refusal: type[DomainError]) -> LoginAttempt:
    attempt = LoginAttempt(
        email=knock.email,
        user_id=knock.person_id,
        ip_address=knock.visitor.ip_address,
        user_agent=knock.visitor.user_agent[:300],
        success=False,
        failure_reason=refusal.code,
    )
    session.add(attempt)
    return attempt
