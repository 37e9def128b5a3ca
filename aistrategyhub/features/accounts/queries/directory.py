"""Reads of people for those who look after them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, cast, func, or_, select
from sqlalchemy.dialects.postgresql import INET
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.models import (
    Identity,
    LoginAttempt,
    Passkey,
    Person,
    PrivacyRequest,
    RequestKind,
    RequestStatus,
    Session,
)
from aistrategyhub.features.accounts.queries import lock_person

_LONGEST_NEEDLE = 100


class PersonNotFound(DomainError):
    """No such person, or not of this firm."""

    code = "PERSON_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Non troviamo questa persona: forse il suo account è stato cancellato.")


class PersonState(StrEnum):
    """What can be said of an account at a glance."""

    ACTIVE = "active"
    UNVERIFIED = "unverified"
    INACTIVE = "inactive"
    ERASED = "erased"


_STATES: dict[PersonState, ColumnElement[bool]] = {
    PersonState.ACTIVE: Person.is_active & Person.erased_at.is_(None) & Person.email_verified_at.is_not(None),
    PersonState.UNVERIFIED: Person.is_active & Person.erased_at.is_(None) & Person.email_verified_at.is_(None),
    PersonState.INACTIVE: Person.is_active.is_(False) & Person.erased_at.is_(None),
    PersonState.ERASED: Person.erased_at.is_not(None),
}
_SORTABLE: dict[str, tuple[Any, ...]] = {
    "name": (Person.last_name, Person.first_name),
    "email": (Person.email,),
    "created_at": (Person.created_at,),
    "last_login": (Person.last_login,),
}


@dataclass(frozen=True)
class AttemptFilter:
    """Which attempts to sign in are wanted. `since` bounds the search; `ip_address` is a valid one or empty."""

    email: str = ""
    ip_address: str = ""
    success: bool | None = None
    since: datetime | None = None


async def list_people(
    session: AsyncSession,
    request: PageRequest = PageRequest(),
    *,
    q: str = "",
    roles: Sequence[Role] = (),
    state: PersonState | None = None,
    sort: str = "",
    descending: bool = False,
) -> Page[Person]:
    """One page of the people who match, the newest first unless sorted. `q` looks in names and addresses."""
    wanted = _matching(q, roles, state)
    query = select(Person).where(*wanted).order_by(*_order(sort, descending), Person.id)
    rows = await session.execute(query.limit(request.per_page).offset(request.offset))
    total = await session.execute(select(func.count()).select_from(Person).where(*wanted))
    return Page(list(rows.scalars()), total.scalar_one(), request.page, request.per_page)


async def count_people(session: AsyncSession) -> dict[Role, int]:
    """How many accounts there are of each role, erased ones left out."""
    query = select(Person.role, func.count()).where(Person.erased_at.is_(None)).group_by(Person.role)
    return dict((await session.execute(query)).tuples().all())


async def names_of(session: AsyncSession, people: Collection[UUID]) -> dict[UUID, str]:
    """How each of these people is called: by name, else by address; whoever was erased is left out."""
    query = select(Person.id, Person.first_name, Person.last_name, Person.email).where(
        Person.id.in_(people), Person.erased_at.is_(None)
    )
    rows = await session.execute(query)
    return {row.id: f"{row.first_name} {row.last_name}".strip() or row.email for row in rows}


async def find_person(session: AsyncSession, person_id: UUID) -> Person:
    """The person. Raises PersonNotFound."""
    return _found((await session.execute(select(Person).where(Person.id == person_id))).scalar_one_or_none())


async def hold_person(session: AsyncSession, person_id: UUID) -> Person:
    """The person, whom nobody else may change until this transaction ends. Raises PersonNotFound."""
    return _found(await lock_person(session, person_id))


async def count_other_owners(session: AsyncSession, person_id: UUID) -> int:
    """How many active owners there are beside this person who have not asked to go themselves."""
    is_owner = (Person.role == Role.SUPER_ADMIN) & Person.is_active & Person.erased_at.is_(None)
    leaving = select(PrivacyRequest.user_id).where(
        PrivacyRequest.kind == RequestKind.ERASURE, PrivacyRequest.status == RequestStatus.REQUESTED
    )
    query = select(func.count()).select_from(Person).where(is_owner, Person.id != person_id, Person.id.not_in(leaving))
    return (await session.execute(query)).scalar_one()


async def list_live_sessions(session: AsyncSession, person_id: UUID) -> list[Session]:
    """The sessions of a person that have not expired, the one used last first."""
    query = select(Session).where(Session.user_id == person_id, Session.expires_at > now())
    return list((await session.execute(query.order_by(Session.last_used_at.desc(), Session.id))).scalars())


async def list_attempts(
    session: AsyncSession, request: PageRequest, wanted: AttemptFilter = AttemptFilter()
) -> Page[LoginAttempt]:
    """One page of the attempts to sign in that match, the newest first."""
    conditions = _attempts(wanted)
    query = select(LoginAttempt).where(*conditions).order_by(LoginAttempt.attempted_at.desc(), LoginAttempt.id.desc())
    rows = await session.execute(query.limit(request.per_page).offset(request.offset))
    total = await session.execute(select(func.count()).select_from(LoginAttempt).where(*conditions))
    return Page(list(rows.scalars()), total.scalar_one(), request.page, request.per_page)


async def list_attempts_of(session: AsyncSession, email: str, *, limit: int = 10) -> list[LoginAttempt]:
    """The newest attempts to sign in with an address."""
    query = select(LoginAttempt).where(LoginAttempt.email == email)
    newest = query.order_by(LoginAttempt.attempted_at.desc(), LoginAttempt.id.desc()).limit(limit)
    return list((await session.execute(newest)).scalars())


async def count_passkeys(session: AsyncSession, person_id: UUID) -> int:
    """How many passkeys a person has."""
    query = select(func.count()).select_from(Passkey).where(Passkey.user_id == person_id)
    return (await session.execute(query)).scalar_one()


async def list_identities(session: AsyncSession, person_id: UUID) -> list[Identity]:
    """The accounts elsewhere that sign a person in, the oldest first."""
    query = select(Identity).where(Identity.user_id == person_id).order_by(Identity.created_at, Identity.id)
    return list((await session.execute(query)).scalars())


async def name_people(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Names, or addresses where there are none, of these people."""
    name = func.trim(func.concat(Person.first_name, " ", Person.last_name))
    shown = case((name == "", Person.email), else_=name)
    query = select(Person.id, shown).where(Person.id.in_(ids))
    return dict((await session.execute(query)).tuples().all())


def _found(person: Person | None) -> Person:
    if person is None:
        raise PersonNotFound
    return person


def _order(sort: str, descending: bool) -> list[Any]:
    columns = _SORTABLE.get(sort)
    if columns is None:
        return [Person.created_at.desc()]
    return [column.desc().nulls_last() if descending else column.asc().nulls_last() for column in columns]


def _matching(q: str, roles: Sequence[Role], state: PersonState | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [] if state is None else [_STATES[state]]
    if state is None:
        conditions.append(Person.erased_at.is_(None))
    if roles:
        conditions.append(Person.role.in_(roles))
    for word in q.strip()[:_LONGEST_NEEDLE].split():
        columns = (Person.first_name, Person.last_name, Person.email)
        conditions.append(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    return conditions


def _attempts(wanted: AttemptFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.email:
        conditions.append(LoginAttempt.email.icontains(wanted.email[:_LONGEST_NEEDLE], autoescape=True))
    if wanted.ip_address:
        conditions.append(LoginAttempt.ip_address == cast(wanted.ip_address, INET))
    if wanted.success is not None:
        conditions.append(LoginAttempt.success.is_(wanted.success))
    if wanted.since:
        conditions.append(LoginAttempt.attempted_at >= wanted.since)
    return conditions
