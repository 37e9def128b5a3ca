"""The names of those who write."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.accounts.rules.directory import person_name


async def names_of(session: AsyncSession, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The name of each of these people who still has an account."""
    known = {person_id for person_id in ids if person_id is not None}
    if not known:
        return {}
    people = (await session.execute(select(Person).where(Person.id.in_(known), Person.erased_at.is_(None)))).scalars()
    return {person.id: person_name(person) for person in people}


async def writing_person(session: AsyncSession, person_id: UUID | None) -> Person | None:
    """This person, while they have an account that works."""
    query = select(Person).where(Person.id == person_id, Person.is_active, Person.erased_at.is_(None))
    return (await session.execute(query)).scalar_one_or_none()
