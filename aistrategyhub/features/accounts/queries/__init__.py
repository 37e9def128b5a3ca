"""Reads of people and sessions."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import distinct, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.email_addresses import canonical_address
from aistrategyhub.features.accounts.models import Person, Session
from aistrategyhub.features.accounts.queries.sessions import LiveSession, find_live_session

__all__ = [
    "LiveSession",
    "count_people_signed_in",
    "find_live_session",
    "find_person_by_email",
    "get_person",
    "known_emails",
    "list_people_by_email",
    "lock_person",
]


async def find_person_by_email(session: AsyncSession, email: str) -> Person | None:
    """The person with this very address, compared as `canonical_address` writes it; None for what is no address."""
    address = canonical_address(email)
    if address is None:
        return None
    return (await session.execute(select(Person).where(Person.email == address))).scalar_one_or_none()


async def count_people_signed_in(session: AsyncSession) -> int:
    """How many people have a session that has not expired."""
    query = select(func.count(distinct(Session.user_id))).where(Session.expires_at > now())
    return (await session.execute(query)).scalar_one()


async def get_person(session: AsyncSession, person_id: UUID) -> Person:
    """The person of this id, who must exist."""
    return (await session.execute(select(Person).where(Person.id == person_id))).scalar_one()


async def lock_person(session: AsyncSession, person_id: UUID) -> Person | None:
    """The person of this id as they are now, kept from changing until the transaction ends."""
    query = select(Person).where(Person.id == person_id).with_for_update().execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one_or_none()


async def known_emails(session: AsyncSession, emails: Sequence[str]) -> set[str]:
    """Those of these addresses (lower case) that somebody already signs in with."""
    query = select(Person.email).where(Person.email.in_(emails))
    return set((await session.execute(query)).scalars())


async def list_people_by_email(session: AsyncSession, emails: Sequence[str]) -> list[Person]:
    """The people who sign in with these addresses (lower case)."""
    query = select(Person).where(Person.email.in_(emails))
    return list((await session.execute(query)).scalars())
