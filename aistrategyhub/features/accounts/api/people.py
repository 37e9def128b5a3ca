"""Looking after people over HTTP (AUTH-35)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import IPvAnyAddress

from aistrategyhub.core.access import Role, check, requires
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.queries.directory import (
    AttemptFilter,
    PersonState,
    find_person,
    list_attempts,
    list_live_sessions,
    list_people,
)
from aistrategyhub.features.accounts.schemas.directory import (
    AttemptSummary,
    PersonChange,
    PersonSummary,
    SessionSummary,
    StaffInvitation,
)
from aistrategyhub.features.accounts.service import invitations, staff
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, PagedEnvelope, ok, paged

router = APIRouter(tags=["people"])

# PostgreSQL holds no NUL.
Needle = Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")]
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
PerPage = Annotated[int, Query(ge=1, le=100)]


@router.get("/admin/users")
@requires(AccountsPermission.READ)
async def people(
    q: Needle = "",
    role: Role | None = None,
    state: PersonState | None = None,
    page: PageNumber = 1,
    per_page: PerPage = 20,
) -> PagedEnvelope[PersonSummary]:
    """The people whose name or address contains `q`, the newest first."""
    async with unit_of_work() as session:
        found = await list_people(session, PageRequest(page, per_page), q=q, roles=(role,) if role else (), state=state)
    rows = [PersonSummary.model_validate(person) for person in found.rows]
    return paged(rows, total=found.total, page=page, per_page=per_page)


@router.post("/admin/users", status_code=201)
@requires(AccountsPermission.GRANT_STAFF_ROLES, step_up=True)
async def invite(body: StaffInvitation) -> Envelope[PersonSummary]:
    """Makes an account and mails its person the link that sets a password."""
    async with unit_of_work() as session:
        return ok(PersonSummary.model_validate(await invitations.invite(session, body.model_dump())))


@router.get("/admin/users/{person_id}")
@requires(AccountsPermission.READ)
async def person(person_id: UUID) -> Envelope[PersonSummary]:
    """One person."""
    async with unit_of_work() as session:
        return ok(PersonSummary.model_validate(await find_person(session, person_id)))


@router.patch("/admin/users/{person_id}")
@requires(AccountsPermission.MANAGE, step_up=True)
async def change(person_id: UUID, body: PersonChange) -> Envelope[PersonSummary]:
    """Gives another role, shuts the account or opens it again: all of it or nothing."""
    async with unit_of_work() as session:
        if body.role is not None:
            check(AccountsPermission.GRANT_STAFF_ROLES, step_up=True)
            await staff.change_role(session, person_id, body.role)
        if body.is_active is not None:
            act = staff.reactivate if body.is_active else staff.deactivate
            await act(session, person_id)
        await session.flush()
        return ok(PersonSummary.model_validate(await find_person(session, person_id)))


@router.post("/admin/users/{person_id}/invitation", status_code=202)
@requires(AccountsPermission.GRANT_STAFF_ROLES, step_up=True)
async def invite_again(person_id: UUID) -> Envelope[PersonSummary]:
    """Mails the link that sets a password once more."""
    async with unit_of_work() as session:
        return ok(PersonSummary.model_validate(await invitations.invite_again(session, person_id)))


@router.delete("/admin/users/{person_id}/second-factor")
@requires(AccountsPermission.MANAGE, step_up=True)
async def reset_second_factor(person_id: UUID) -> Envelope[PersonSummary]:
    """Takes away a lost second factor, its codes and the passkeys."""
    async with unit_of_work() as session:
        return ok(PersonSummary.model_validate(await staff.reset_second_factor(session, person_id)))


@router.get("/admin/users/{person_id}/sessions")
@requires(AccountsPermission.READ_SECURITY)
async def sessions(person_id: UUID) -> Envelope[list[SessionSummary]]:
    """Where a person is signed in."""
    async with unit_of_work() as session:
        await find_person(session, person_id)
        rows = await list_live_sessions(session, person_id)
    return ok([SessionSummary.model_validate(row) for row in rows])


@router.delete("/admin/users/{person_id}/sessions", status_code=204)
@requires(AccountsPermission.MANAGE)
async def end_all_sessions(person_id: UUID) -> None:
    """Signs a person out everywhere."""
    async with unit_of_work() as session:
        await staff.end_all_sessions(session, person_id)


@router.delete("/admin/users/{person_id}/sessions/{session_id}", status_code=204)
@requires(AccountsPermission.MANAGE)
async def end_session(person_id: UUID, session_id: UUID) -> None:
    """Signs a person out of one device; asking twice is not an error."""
    async with unit_of_work() as session:
        await staff.end_session(session, person_id, session_id)


@router.get("/admin/login-attempts")
@requires(AccountsPermission.READ_SECURITY)
async def attempts(
    email: Needle = "",
    ip_address: IPvAnyAddress | None = None,
    success: bool | None = None,
    page: PageNumber = 1,
    per_page: PerPage = 50,
) -> PagedEnvelope[AttemptSummary]:
    """Attempts to sign in, the newest first."""
    async with unit_of_work() as session:
        wanted = AttemptFilter(email=email, ip_address=str(ip_address or ""), success=success)
        found = await list_attempts(session, PageRequest(page, per_page), wanted)
    rows = [AttemptSummary.model_validate(attempt) for attempt in found.rows]
    return paged(rows, total=found.total, page=page, per_page=per_page)
