"""Reads of people and sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import distinct, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.email_addresses import canonical_address
from aistrategyhub.core.ids import fingerprint
from aistrategyhub.features.accounts.models import Person, Session


@dataclass(frozen=True)
class LiveSession:
    """A session that is good at this moment, and whose it is."""

    session_id: UUID
    person_id: UUID
    role: Role
    proved_at: datetime
    impersonator_id: UUID | None


async def find_person_by_email(session: AsyncSession, email: str) -> Person | None:
    """The person with this very address, compared as `canonical_address` writes it; None for what is no address."""
    address = canonical_address(email)
    if address is None:
        return None
    return (await session.execute(select(Person).where(Person.email == address))).scalar_one_or_none()


async def find_live_session(session: AsyncSession, token: str) -> LiveSession | None:
    """The session of this cookie, unless it has expired, was revoked, or its person is not active."""
    query = (
        select(Session.id, Person.id, Person.role, Session.proved_at, Session.impersonator_id)
        .join(Person, (Person.id == Session.user_id) & (Person.tenant_id == Session.tenant_id))
        .where(Session.token_fingerprint == fingerprint(token), Session.expires_at > now(), Person.is_active)
    )
    row = (await session.execute(query)).one_or_none()
    return LiveSession(*row) if row else None


async def count_people_signed_in(session: AsyncSession) -> int:
    """How many people have a session that has not expired."""
    query = select(func.count(distinct(Session.user_id))).where(Session.expires_at > now())
    return (await session.execute(query)).scalar_one()


async def get_person(session: AsyncSession, person_id: UUID) -> Person:
    """The person of this id, who must exist."""
    return (await session.execute(select(Person).where(Person.id == person_id))).scalar_one()


async def known_emails(session: AsyncSession, emails: Sequence[str]) -> set[str]:
    """Those of these addresses (lower case) that somebody already signs in with."""
    query = select(Person.email).where(Person.email.in_(emails))
    return set((await session.execute(query)).scalars())


async def list_people_by_email(session: AsyncSession, emails: Sequence[str]) -> list[Person]:
    """The people who sign in with these addresses (lower case)."""
    query = select(Person).where(Person.email.in_(emails))
    return list((await session.execute(query)).scalars())
