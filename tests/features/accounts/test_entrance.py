"""What a password at the door costs, tells and leaves behind."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx
import pytest
from passlib.hash import bcrypt
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.api import entrance
from aistrategyhub.features.accounts.models import Challenge, LoginAttempt, Person, Session
from aistrategyhub.features.accounts.service import passwords
from tests.factories.people import PASSWORD, create_somebody
from tests.factories.sales import create_order

LOGIN = "/api/v1/auth/login"
EMAIL = "anna@prova.example"


async def _rows(session: AsyncSession, table: type[Any]) -> list[Any]:
    return list((await session.execute(select(table).order_by(table.id))).scalars())


async def _log_in(api: httpx.AsyncClient, email: str = EMAIL, password: str = PASSWORD) -> httpx.Response:
    return await api.post(LOGIN, json={"email": email, "password": password}, headers={"User-Agent": "Prova/1"})


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hashes that passwords were tried against."""
    tried: list[str] = []

    def verify(password: str, password_hash: str) -> tuple[bool, str | None]:
        tried.append(password_hash)
        return password == PASSWORD, None

    monkeypatch.setattr(passwords, "verify_password", verify)
    return tried


@pytest.fixture
async def person(session: AsyncSession) -> Person:
    return await create_somebody(session, Role.CUSTOMER, email=EMAIL)


class TestUnknownAndKnown:
    """Nobody learns from the answer, nor from its cost, whether an address is somebody's (ASVS 5.0, 6.3.8)."""

    @pytest.mark.parametrize("change", [{}, {"is_active": False}, {"password_hash": None}, None])
    async def test_cost_one_hash_of_the_same_kind_and_get_the_same_answer(
        self,
        api: httpx.AsyncClient,
        session: AsyncSession,
        person: Person,
        hashes: list[str],
        change: dict[str, Any] | None,
    ) -> None:
        for name, value in (change or {}).items():
            setattr(person, name, value)
        email = EMAIL if change is not None else "nessuno@prova.example"
        answers = [await _log_in(api, email, "sbagliata") for _ in range(3)]
        assert {(answer.status_code, answer.json()["error"]["code"]) for answer in answers} == {
            (403, "WRONG_CREDENTIALS")
        }
        assert len(hashes) == 3
        assert {tried.rsplit("$", 2)[0] for tried in hashes} == {"$argon2id$v=19$m=19456,t=2,p=1"}

    async def test_no_transaction_waits_for_a_hash(
        self, api: httpx.AsyncClient, person: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        open_now: list[int] = [0]
        seen: list[int] = []
        real_unit, real_fits = entrance.unit_of_work, entrance.fits

        @asynccontextmanager
        async def counted_unit(tenant: UUID | None = None) -> AsyncIterator[AsyncSession]:
            open_now[0] += 1
            async with real_unit(tenant) as opened:
                yield opened
            open_now[0] -= 1

        async def watched_fits(password: str, password_hash: str) -> tuple[bool, str | None]:
            seen.append(open_now[0])
            return await real_fits(password, password_hash)

        monkeypatch.setattr(entrance, "unit_of_work", counted_unit)
        monkeypatch.setattr(entrance, "fits", watched_fits)
        assert (await _log_in(api)).status_code == 200
        assert (await _log_in(api, password="sbagliata")).status_code == 403
        assert seen == [0, 0]


class TestAttempts:
    @pytest.mark.parametrize(
        ("email", "password", "is_known", "reason"),
        [
            (EMAIL, PASSWORD, True, None),
            (" ANNA@prova.example ", PASSWORD, True, None),
            (EMAIL, "sbagliata", True, "WRONG_CREDENTIALS"),
            ("nessuno@prova.example", PASSWORD, False, "WRONG_CREDENTIALS"),
        ],
    )
    async def test_each_is_written_down(
        self,
        api: httpx.AsyncClient,
        session: AsyncSession,
        person: Person,
        email: str,
        password: str,
        is_known: bool,
        reason: str | None,
    ) -> None:
        await _log_in(api, email, password)
        (attempt,) = await _rows(session, LoginAttempt)
        assert attempt.email == email.strip().lower()
        assert attempt.user_id == (person.id if is_known else None)
        assert (attempt.success, attempt.failure_reason) == (reason is None, reason)
        assert (str(attempt.ip_address), attempt.user_agent) == ("127.0.0.1", "Prova/1")

    @pytest.mark.parametrize(
        "email", ["a\x00b@prova.example", "\x00", "", "' OR 1=1 --", "a@b\r\nBcc: x@y", "\u202eanna"]
    )
    async def test_an_address_that_is_none_is_refused_like_any_other(
        self, api: httpx.AsyncClient, session: AsyncSession, email: str
    ) -> None:
        answer = await _log_in(api, email, "pass\x00word")
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "WRONG_CREDENTIALS")
        assert len(await _rows(session, LoginAttempt)) == 1

    async def test_an_address_not_proven_yet_opens_the_persons_own_and_no_more(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person
    ) -> None:
        person.email_verified_at = None
        await session.flush()
        assert (await _log_in(api, password="sbagliata")).json()["error"]["code"] == "WRONG_CREDENTIALS"
        guests = await create_order(session)
        guests.email = person.email
        await session.flush()
        cookie = {"Cookie": (await _log_in(api)).headers["set-cookie"].partition(";")[0]}
        assert (await api.get("/api/v1/users/me", headers=cookie)).json()["data"]["is_email_verified"] is False
        assert (await api.get("/api/v1/users/me/orders", headers=cookie)).json()["data"] == []


class TestSecondFactor:
    async def test_the_password_alone_gives_a_challenge_and_no_session(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person
    ) -> None:
        person.mfa_enabled_at = now()
        await session.flush()
        answer = await _log_in(api)
        assert answer.json()["data"] == {"mfa_required": True, "challenge_token": None}
        assert answer.headers["set-cookie"].startswith("__Host-challenge=")
        assert "__Host-sid" not in answer.headers["set-cookie"]
        assert (await _rows(session, Session), len(await _rows(session, Challenge))) == ([], 1)

    @pytest.mark.parametrize(
        ("form", "place"),
        [
            ({"next": "/admin/ordini"}, "/accedi/verifica?next=%2Fadmin%2Fordini"),
            ({"next": "//evil.example", "locale": "en"}, "/en/accedi/verifica?next="),
        ],
    )
    async def test_the_form_leads_to_the_second_step(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person, form: dict[str, str], place: str
    ) -> None:
        person.mfa_enabled_at = now()
        await session.flush()
        answer = await api.post(
            "/api/v1/auth/login-form",
            data={"email": EMAIL, "password": PASSWORD} | form,
            headers={"Origin": "http://localhost:3000"},
        )
        assert (answer.status_code, answer.headers["location"]) == (303, place)
        assert await _rows(session, Session) == []


async def test_a_hash_of_an_older_system_is_accepted_once_and_replaced(
    api: httpx.AsyncClient, session: AsyncSession, person: Person
) -> None:
    person.password_hash = bcrypt.using(rounds=12).hash(PASSWORD)
    await session.flush()
    assert (await _log_in(api, password="sbagliata")).status_code == 403
    assert person.password_hash.startswith("$2b$12$")
    assert (await _log_in(api)).status_code == 200
    await session.refresh(person)
    assert person.password_hash.startswith("$argon2id$")
    assert (await _log_in(api)).status_code == 200


async def test_signing_in_again_replaces_the_session_of_this_browser(
    api: httpx.AsyncClient, session: AsyncSession, person: Person
) -> None:
    first = (await _log_in(api)).cookies["__Host-sid"]
    own = {"Cookie": f"__Host-sid={first}", "Origin": "http://localhost:3000"}
    again = await api.post(LOGIN, json={"email": EMAIL, "password": PASSWORD}, headers=own)
    assert again.cookies["__Host-sid"] != first
    assert len(await _rows(session, Session)) == 1
    assert (await api.get("/api/v1/users/me", headers=own)).status_code == 403
