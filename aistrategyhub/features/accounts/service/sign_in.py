"""Signing in with a password, in three steps so that no transaction is open while the password is hashed.

`knock` reads what the password is checked against, the edge hashes (`passwords.fits`), `judge` writes what came of it.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.models import LoginAttempt, Person
from aistrategyhub.features.accounts.queries import find_person_by_email, lock_person
from aistrategyhub.features.accounts.rules import NOBODYS_HASH, address_of


class WrongCredentials(DomainError):
    """The address and the password do not belong together. Says the same for an unknown address."""

    code = "WRONG_CREDENTIALS"
    kind = Kind.FORBIDDEN
    sentence = mark("L'indirizzo o la password non sono corretti.")


class EmailNotVerified(DomainError):
    """The password is right, but nobody has shown yet that the address is theirs."""

    code = "EMAIL_NOT_VERIFIED"
    kind = Kind.FORBIDDEN
    sentence = mark("Prima conferma l'indirizzo: apri il link nell'e-mail che ti abbiamo mandato.")


@dataclass(frozen=True)
class Visitor:
    """Who asks to be let in, as far as the connection tells."""

    ip_address: str | None
    user_agent: str


@dataclass(frozen=True)
class Knock:
    """Somebody at the door with an address: `password_hash` is the one to try, a stand-in when there is no such person.

    The stand-in makes an unknown address cost as many hashes as a known one (ASVS 5.0, 6.3.8).
    """

    email: str
    visitor: Visitor
    password_hash: str
    person_id: UUID | None


@dataclass(frozen=True)
class Judgement:
    """What became of a knock: the person whose password it was, or why they may not come in."""

    person: Person | None
    refusal: type[DomainError] | None = None


async def knock(session: AsyncSession, email: str, visitor: Visitor) -> Knock:
    """What the password that comes with this address is to be tried against."""
    address = address_of(email)
    person = await find_person_by_email(session, address)
    if person is None or not person.is_active or person.password_hash is None:
        return Knock(address, visitor, NOBODYS_HASH, None)
    return Knock(address, visitor, person.password_hash, person.id)


async def judge(session: AsyncSession, knock: Knock, *, fits: bool, better_hash: str | None) -> Judgement:
    """Who it was, when the password fitted; writes down every attempt that ends here.

    Whoever was let in halfway (a second factor is on) or wholly is written down by the door that they go through next.
    """
    person = await lock_person(session, knock.person_id) if knock.person_id and fits else None
    # The password may have been changed, or the person shut out, while this one was being hashed.
    if person is None or not person.is_active or person.password_hash != knock.password_hash:
        return _refused(session, knock, WrongCredentials)
    if person.email_verified_at is None:
        return _refused(session, knock, EmailNotVerified)
    if better_hash:
        person.password_hash = better_hash
    return Judgement(person)


def _refused(session: AsyncSession, knock: Knock, refusal: type[DomainError]) -> Judgement:
    session.add(
        LoginAttempt(
            email=knock.email,
            user_id=knock.person_id,
            ip_address=knock.visitor.ip_address,
            user_agent=knock.visitor.user_agent[:300],
            success=False,
            failure_reason=refusal.code,
            attempted_at=now(),
        )
    )
    return Judgement(None, refusal)
