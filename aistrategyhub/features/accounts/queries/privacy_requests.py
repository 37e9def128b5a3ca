"""Reads of requests about personal data."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.features.accounts.models import (
    Person,
    PrivacyRequest,
    RequestKind,
    RequestStatus,
)
from aistrategyhub.features.accounts.rules.privacy_requests import OPEN, RequestNotFound


async def find_open_request(session: AsyncSession, person_id: UUID, kind: RequestKind) -> PrivacyRequest | None:
    """The request of this kind that is under way; there is at most one."""
    query = select(PrivacyRequest).where(
        PrivacyRequest.user_id == person_id, PrivacyRequest.kind == kind, PrivacyRequest.status.in_(OPEN)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def get_own_request(session: AsyncSession, request_id: UUID, person_id: UUID) -> PrivacyRequest:
    """A person's own request. Raises RequestNotFound, also for somebody else's."""
    query = select(PrivacyRequest).where(PrivacyRequest.id == request_id, PrivacyRequest.user_id == person_id)
    request = (await session.execute(query)).scalar_one_or_none()
    if request is None:
        raise RequestNotFound
    return request


async def lock_request(session: AsyncSession, request_id: UUID) -> PrivacyRequest:
    """The request, which nobody else may change until this transaction ends. Raises RequestNotFound."""
    query = select(PrivacyRequest).where(PrivacyRequest.id == request_id).with_for_update()
    found = await session.execute(query.execution_options(populate_existing=True))
    request = found.scalar_one_or_none()
    if request is None:
        raise RequestNotFound
    return request


async def list_own_requests(session: AsyncSession, person_id: UUID, *, limit: int = 20) -> list[PrivacyRequest]:
    """A person's newest requests."""
    query = (
        select(PrivacyRequest)
        .where(PrivacyRequest.user_id == person_id)
        .order_by(PrivacyRequest.requested_at.desc(), PrivacyRequest.id.desc())
        .limit(limit)
    )
    return list((await session.execute(query)).scalars())


async def list_requests(session: AsyncSession, request: PageRequest) -> Page[tuple[PrivacyRequest, Person]]:
    """Everybody's requests with who asked, open ones first by their deadline, then the newest."""
    query = (
        select(PrivacyRequest, Person)
        .join(Person, (Person.tenant_id == PrivacyRequest.tenant_id) & (Person.id == PrivacyRequest.user_id))
        .order_by(PrivacyRequest.status.in_(OPEN).desc(), PrivacyRequest.requested_at.desc(), PrivacyRequest.id)
        .limit(request.per_page)
        .offset(request.offset)
    )
    rows = [(row[0], row[1]) for row in await session.execute(query)]
    total = await session.scalar(select(func.count()).select_from(PrivacyRequest))
    return Page(rows, total or 0, request.page, request.per_page)


async def list_due_erasures(session: AsyncSession, at: datetime) -> list[UUID]:
    """The erasures whose waiting time is over."""
    query = select(PrivacyRequest.id).where(
        PrivacyRequest.kind == RequestKind.ERASURE,
        PrivacyRequest.status == RequestStatus.REQUESTED,
        PrivacyRequest.scheduled_for <= at,
    )
    return list((await session.execute(query)).scalars())


async def list_idle_customers(session: AsyncSession, *, since: datetime, limit: int = 200) -> list[Person]:
    """Customers who have not signed in since this moment, whose account is older, and of whom no erasure waits."""
    waiting = select(PrivacyRequest.user_id).where(
        PrivacyRequest.kind == RequestKind.ERASURE, PrivacyRequest.status.in_(OPEN)
    )
    query = (
        select(Person)
        .where(
            Person.role == Role.CUSTOMER,
            Person.erased_at.is_(None),
            func.coalesce(Person.last_login, Person.created_at) < since,
            Person.id.notin_(waiting),
        )
        .order_by(Person.created_at)
        .limit(limit)
    )
    return list((await session.execute(query)).scalars())


async def list_outdated_exports(session: AsyncSession, at: datetime) -> list[PrivacyRequest]:
    """The exports that may no longer be fetched and whose file is still there."""
    query = select(PrivacyRequest).where(PrivacyRequest.status == RequestStatus.READY, PrivacyRequest.expires_at <= at)
    return list((await session.execute(query.with_for_update(skip_locked=True))).scalars())


async def list_exports_of(session: AsyncSession, person_id: UUID) -> list[PrivacyRequest]:
    """A person's exports that have a file."""
    query = select(PrivacyRequest).where(
        PrivacyRequest.user_id == person_id, PrivacyRequest.status == RequestStatus.READY
    )
    return list((await session.execute(query.with_for_update())).scalars())
