"""Verbs of people: register, sign in, sign out."""

import asyncio
from dataclasses import dataclass
from functools import cache

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.ids import fingerprint, new_token
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.models import Person, Session
from aistrategyhub.features.accounts.queries import find_person_by_email
from aistrategyhub.features.accounts.rules import (
    NOBODYS_HASH,
    SESSION_LASTS,
    check_new_password,
    hash_password,
    verify_password,
)
from aistrategyhub.features.audit.service import record

_HASHES_AT_ONCE = 4


class WrongCredentials(DomainError):
    """The address and the password do not belong together. Says the same for an unknown address."""

    code = "WRONG_CREDENTIALS"
    kind = Kind.FORBIDDEN
    sentence = mark("L'indirizzo o la password non sono corretti.")


@dataclass(frozen=True)
class SignedIn:
    """A new session: `token` goes into the cookie and is never stored."""

    token: str
    person: Person


async def create_person(
    session: AsyncSession, *, email: str, password: str, role: Role, first_name: str = "", last_name: str = ""
) -> Person:
    """Somebody who can sign in with this password. Raises PasswordRefused."""
    check_new_password(password, email)
    person = Person(
        email=email.strip().lower(),
        password_hash=await _in_hashing_thread(hash_password, password),
        role=role,
        first_name=first_name,
        last_name=last_name,
    )
    session.add(person)
    await session.flush()
    await record(session, "accounts.created", "user", person.id, role=role)
    return person


async def sign_in(
    session: AsyncSession, *, email: str, password: str, ip_address: str | None, user_agent: str
) -> SignedIn:
    """A new session for whoever knows the password. Raises WrongCredentials, in the same time for all."""
    person = await find_person_by_email(session, email)
    known_hash = person.password_hash if person and person.is_active else NOBODYS_HASH
    fits, better_hash = await _in_hashing_thread(verify_password, password, known_hash)
    if person is None or not person.is_active or not fits:
        raise WrongCredentials
    if better_hash:
        person.password_hash = better_hash
    token = new_token()
    session.add(
        Session(
            user_id=person.id,
            token_fingerprint=fingerprint(token),
            ip_address=ip_address,
            user_agent=user_agent[:300],
            expires_at=now() + SESSION_LASTS,
        )
    )
    person.last_login = now()
    await record(session, "accounts.signed_in", "user", person.id, ip_address=ip_address)
    return SignedIn(token=token, person=person)


async def sign_out(session: AsyncSession, token: str) -> None:
    """Ends the session of this cookie; nothing happens when it had ended already."""
    await session.execute(delete(Session).where(Session.token_fingerprint == fingerprint(token)))


async def _in_hashing_thread(function, *arguments):  # type: ignore[no-untyped-def]
    """Runs a password hash off the event loop, a few at a time so that a storm of sign-ins cannot eat every core."""
    async with _hashing_places():
        return await asyncio.to_thread(function, *arguments)


@cache
def _hashing_places() -> asyncio.Semaphore:
    return asyncio.Semaphore(_HASHES_AT_ONCE)
