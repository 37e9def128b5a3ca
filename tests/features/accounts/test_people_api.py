"""The staff's routes of people: the permission table, who is found, what is changed, and refusals in the envelope."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.accounts.models import LoginAttempt, Person, Session
from tests.factories.people import cookie_of, create_somebody

USERS = "/api/v1/admin/users"
OWN = {"Origin": "http://localhost:3000"}
READ, LOOK_AFTER = {Role.SUPER_ADMIN, Role.ADMIN, Role.SUPPORT}, {Role.SUPER_ADMIN, Role.ADMIN}
INVITATION = {"email": "nora@ditta.example", "first_name": "Nora", "role": "editor"}
OPERATIONS = [
    ("GET", "", None, READ, 200),
    ("POST", "", INVITATION, LOOK_AFTER, 201),
    ("GET", "/{id}", None, READ, 200),
    ("PATCH", "/{id}", {"is_active": False}, LOOK_AFTER, 200),
    ("POST", "/{id}/invitation", None, LOOK_AFTER, 409),
    ("DELETE", "/{id}/second-factor", None, LOOK_AFTER, 200),
    ("GET", "/{id}/sessions", None, LOOK_AFTER, 200),
    ("DELETE", "/{id}/sessions", None, LOOK_AFTER, 204),
    ("DELETE", "/{id}/sessions/{id}", None, LOOK_AFTER, 204),
    ("GET", "/../login-attempts", None, LOOK_AFTER, 200),
]


@pytest.fixture
async def bianca(session: AsyncSession) -> Person:
    person = await create_somebody(session, Role.CUSTOMER, email="bianca@ditta.example")
    await session.flush()
    return person


@pytest.mark.parametrize("role", [*Role, None])
@pytest.mark.parametrize(("method", "path", "body", "allowed", "status"), OPERATIONS)
async def test_each_operation_for_each_role(
    api: httpx.AsyncClient,
    session: AsyncSession,
    bianca: Person,
    method: str,
    path: str,
    body: Any,
    allowed: set[Role],
    status: int,
    role: Role | None,
) -> None:
    who = OWN | (await cookie_of(session, role) if role else {})
    answer = await api.request(method, f"{USERS}{path.format(id=bianca.id)}", json=body, headers=who)
    if role in allowed:
        assert answer.status_code == status, answer.text
    else:
        code = "SIGN_IN_REQUIRED" if role is None else "PERMISSION_DENIED"
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, code)
    is_changed = role in allowed and method == "PATCH"
    assert (await session.scalar(select(Person.is_active).where(Person.id == bianca.id))) is not is_changed


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [row[:3] for row in OPERATIONS if row[4] in (201, 409)]
    + [
        ("PATCH", "/{id}", {"role": "editor"}),
        ("DELETE", "/{id}/second-factor", None),
    ],
)
async def test_an_old_proof_of_identity_is_not_enough(
    api: httpx.AsyncClient, session: AsyncSession, bianca: Person, method: str, path: str, body: Any
) -> None:
    who = OWN | await cookie_of(session, Role.SUPER_ADMIN)
    await session.execute(update(Session).values(proved_at=now() - timedelta(minutes=11)))
    answer = await api.request(method, f"{USERS}{path.format(id=bianca.id)}", json=body, headers=who)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "STEP_UP_REQUIRED")


async def test_people_are_found_by_page_role_and_word(
    api: httpx.AsyncClient, session: AsyncSession, bianca: Person
) -> None:
    who = await cookie_of(session, Role.SUPPORT)
    found = (await api.get(USERS, params={"q": "bianca", "role": "customer"}, headers=who)).json()
    assert [person["email"] for person in found["data"]] == ["bianca@ditta.example"]
    assert found["pagination"]["total"] == 1
    assert not {"password_hash", "mfa_secret", "last_login_ip"} & set(found["data"][0])
    beyond = (await api.get(USERS, params={"page": 100_000, "per_page": 100}, headers=who)).json()
    assert (beyond["data"], beyond["pagination"]["total"]) == ([], 2)


@pytest.mark.parametrize(
    "params",
    [
        {"page": 0},
        {"per_page": 101},
        {"page": "uno"},
        {"role": "root"},
        {"state": "morto"},
        {"q": "x" * 101},
        {"q": "nul\x00"},
    ],
)
async def test_a_wrong_question_is_refused(
    api: httpx.AsyncClient, session: AsyncSession, params: dict[str, Any]
) -> None:
    answer = await api.get(USERS, params=params, headers=await cookie_of(session, Role.ADMIN))
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"role": "editor"}, 200, ""),
        ({"role": "editor", "is_active": False}, 200, ""),
        ({"role": "admin"}, 403, "ROLE_NOT_YOURS"),
        ({"role": "super_admin", "is_active": False}, 403, "ROLE_NOT_YOURS"),
        ({"role": "root"}, 422, "VALIDATION_ERROR"),
        ({"is_active": "forse"}, 422, "VALIDATION_ERROR"),
        ({"password_hash": "x"}, 422, "VALIDATION_ERROR"),
        ([], 422, "VALIDATION_ERROR"),
    ],
)
async def test_an_admin_changes_a_customer(
    api: httpx.AsyncClient, session: AsyncSession, bianca: Person, body: Any, status: int, code: str
) -> None:
    who = OWN | await cookie_of(session, Role.ADMIN)
    answer = await api.patch(f"{USERS}/{bianca.id}", json=body, headers=who)
    assert answer.status_code == status, answer.text
    if code:
        assert answer.json()["error"]["code"] == code
        row = (await session.execute(select(Person.role, Person.is_active).where(Person.id == bianca.id))).one()
        assert tuple(row) == (Role.CUSTOMER, True)
    else:
        assert answer.json()["data"]["role"] == body["role"]
        assert answer.json()["data"]["is_active"] is body.get("is_active", True)


async def test_nobody_there_and_one_self(api: httpx.AsyncClient, session: AsyncSession) -> None:
    who = OWN | await cookie_of(session, Role.SUPER_ADMIN)
    own = await session.scalar(select(Person.id).where(Person.role == Role.SUPER_ADMIN))
    missing = await api.patch(f"{USERS}/{new_id()}", json={"role": "editor"}, headers=who)
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "PERSON_NOT_FOUND")
    itself = await api.patch(f"{USERS}/{own}", json={"role": "customer"}, headers=who)
    assert (itself.status_code, itself.json()["error"]["code"]) == (403, "OWN_ACCOUNT")


async def test_an_address_that_has_an_account_is_not_invited_again(
    api: httpx.AsyncClient, session: AsyncSession, bianca: Person
) -> None:
    who = OWN | await cookie_of(session, Role.ADMIN)
    answer = await api.post(USERS, json=INVITATION | {"email": "BIANCA@ditta.example"}, headers=who)
    assert (answer.status_code, answer.json()["error"]["details"][0]["code"]) == (422, "EMAIL_TAKEN")


async def test_attempts_are_listed_with_their_reason(api: httpx.AsyncClient, session: AsyncSession) -> None:
    who = await cookie_of(session, Role.ADMIN)
    session.add(LoginAttempt(email="x@y.example", ip_address="203.0.113.7", success=False, failure_reason="WRONG_CODE"))
    await session.flush()
    path = "/api/v1/admin/login-attempts"
    found = (await api.get(path, params={"success": False, "ip_address": "203.0.113.7"}, headers=who)).json()["data"]
    assert [(row["email"], row["failure_reason"]) for row in found] == [("x@y.example", "WRONG_CODE")]
    assert (await api.get(path, params={"ip_address": "203.0.113"}, headers=who)).status_code == 422
