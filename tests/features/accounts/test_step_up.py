"""Proving again who one is, and the acts that wait for it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import STEP_UP_LASTS, Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import fingerprint, new_id
from aistrategyhub.features.accounts.models import LoginAttempt, Person, Session
from aistrategyhub.features.accounts.service import open_session
from aistrategyhub.features.audit.models import AuditEntry
from tests.factories.people import PASSWORD, create_somebody
from tests.factories.second_factors import code_at, give_second_factor

OWN = {"Origin": "http://localhost:3000"}
DANGEROUS = "/api/v1/users/me/mfa/totp"


async def _browser(session: AsyncSession, person: Person, **changes: Any) -> dict[str, str]:
    signed_in = await open_session(session, person, methods=["password"], ip_address=None, user_agent="test")
    await session.flush()
    token = fingerprint(signed_in.token)
    opened = (await session.execute(select(Session).where(Session.token_fingerprint == token))).scalar_one()
    for name, value in changes.items():
        setattr(opened, name, value)
    await session.flush()
    return {"Cookie": f"__Host-sid={signed_in.token}"} | OWN


@pytest.fixture(autouse=True)
def still() -> Iterator[None]:
    """A code must not change between being read and being sent."""
    with time_machine.travel(datetime.now(UTC), tick=False):
        yield


@pytest.fixture
async def person(session: AsyncSession) -> Person:
    return await create_somebody(session, Role.CUSTOMER, email="anna@prova.example")


@pytest.fixture
async def stale(session: AsyncSession, person: Person) -> dict[str, str]:
    """A browser whose person proved who they are too long ago."""
    return await _browser(session, person, proved_at=now() - STEP_UP_LASTS)


async def test_a_stale_proof_is_refused_and_a_fresh_one_passes(
    api: httpx.AsyncClient, session: AsyncSession, person: Person, stale: dict[str, str]
) -> None:
    refused = await api.post(DANGEROUS, headers=stale)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "STEP_UP_REQUIRED")
    fresh = await _browser(session, person, proved_at=now() - STEP_UP_LASTS + timedelta(seconds=5))
    assert (await api.post(DANGEROUS, headers=fresh)).status_code == 200


async def test_the_password_renews_the_proof_under_a_new_cookie(
    api: httpx.AsyncClient, session: AsyncSession, stale: dict[str, str]
) -> None:
    answer = await api.post("/api/v1/auth/step-up", json={"password": PASSWORD}, headers=stale)
    assert answer.status_code == 204
    renewed = {"Cookie": f"__Host-sid={answer.cookies['__Host-sid']}"} | OWN
    assert (await api.post(DANGEROUS, headers=renewed)).status_code == 200
    assert (await api.get("/api/v1/users/me", headers=stale)).status_code == 403
    assert (await session.execute(select(func.count()).select_from(Session))).scalar_one() == 1
    actions = (await session.execute(select(AuditEntry.action))).scalars().all()
    assert "accounts.proved_again" in actions


@pytest.mark.parametrize(
    ("proof", "code"),
    [
        ({"password": "sbagliata"}, "WRONG_CREDENTIALS"),
        ({"password": ""}, "WRONG_CREDENTIALS"),
        ({}, "WRONG_CREDENTIALS"),
    ],
)
async def test_a_wrong_password_renews_nothing_and_is_written_down(
    api: httpx.AsyncClient, session: AsyncSession, stale: dict[str, str], proof: dict[str, str], code: str
) -> None:
    answer = await api.post("/api/v1/auth/step-up", json=proof, headers=stale)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, code)
    assert (await api.post(DANGEROUS, headers=stale)).status_code == 403
    failed = select(LoginAttempt.failure_reason).where(LoginAttempt.success.is_(False))
    assert (await session.execute(failed)).scalars().all() == [code]


@pytest.mark.parametrize(
    ("password", "code", "status"),
    [(PASSWORD, "right", 204), (PASSWORD, "000000", 403), (PASSWORD, "", 403), ("sbagliata", "right", 403)],
)
async def test_with_a_second_factor_both_are_asked_for(
    api: httpx.AsyncClient,
    session: AsyncSession,
    person: Person,
    stale: dict[str, str],
    password: str,
    code: str,
    status: int,
) -> None:
    await give_second_factor(session, person)
    shown = code_at() if code == "right" else code
    answer = await api.post("/api/v1/auth/step-up", json={"password": password, "code": shown}, headers=stale)
    assert answer.status_code == status


async def test_a_colleague_in_the_persons_name_never_passes(
    api: httpx.AsyncClient, session: AsyncSession, person: Person
) -> None:
    admin = await create_somebody(session, Role.ADMIN)
    await _browser(session, admin)
    colleague = await _browser(session, person, impersonator_id=admin.id, impersonation_reason="prova")
    answers = [
        await api.post(DANGEROUS, headers=colleague),
        await api.post("/api/v1/auth/step-up", json={"password": PASSWORD}, headers=colleague),
        await api.post(DANGEROUS, headers=colleague),
        await api.patch(f"/api/v1/users/me/passkeys/{new_id()}", json={"name": "x"}, headers=colleague),
    ]
    codes = {(answer.status_code, answer.json()["error"]["code"]) for answer in answers}
    assert codes == {(403, "NOT_IN_SOMEBODYS_NAME")}


async def test_a_visitor_has_nothing_to_prove(api: httpx.AsyncClient) -> None:
    answer = await api.post("/api/v1/auth/step-up", json={"password": PASSWORD}, headers=OWN)
    assert answer.json()["error"]["code"] == "SIGN_IN_REQUIRED"


@pytest.mark.parametrize(
    ("form", "location"),
    [
        ({"password": PASSWORD, "next": "/profilo/sicurezza"}, "/profilo/sicurezza"),
        ({"password": PASSWORD, "next": "//evil.example"}, "/area-clienti"),
        ({"password": PASSWORD, "locale": "en"}, "/en/area-clienti"),
        (
            {"password": "sbagliata", "next": "/profilo/sicurezza"},
            "/conferma-identita?errore=WRONG_CREDENTIALS&next=%2Fprofilo%2Fsicurezza",
        ),
    ],
)
async def test_the_form_leads_back_to_where_it_was_asked(
    api: httpx.AsyncClient, stale: dict[str, str], form: dict[str, str], location: str
) -> None:
    answer = await api.post("/api/v1/auth/step-up-form", data=form, headers=stale)
    assert (answer.status_code, answer.headers["location"]) == (303, location)
    assert ("__Host-sid" in answer.cookies) is (form["password"] == PASSWORD)
