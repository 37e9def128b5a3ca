"""A person's own devices and keys: seen, ended, and never anybody else's."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.models import ApiKey, Person, Session
from aistrategyhub.features.accounts.rules.devices import device_label, place_label
from aistrategyhub.features.accounts.rules.sessions import ends_at, program_ends_at
from aistrategyhub.features.accounts.service import SignedIn, open_session
from tests.factories.people import create_somebody

OWN = {"Origin": "http://localhost:3000"}
SESSIONS = "/api/v1/users/me/sessions"
KEYS = "/api/v1/users/me/api-keys"
NOBODYS = "01a1fe59-0000-7000-8000-000000000000"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.mark.parametrize(
    ("user_agent", "label"),
    [
        (FIREFOX, "Firefox, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " Version/17.5 Mobile/15E148 Safari/604.1",
            "Mobile Safari, iOS",
        ),
        ("python-httpx/0.28", "python-httpx"),
        ("", ""),
        ("<script>alert(1)</script>", "<script>alert(1)<"),
        ("x" * 300, "x" * 120),
    ],
)
def test_devices_are_called_by_what_they_say_they_are(user_agent: str, label: str) -> None:
    assert device_label(user_agent) == label


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("203.0.113.77", "203.0.113.x"),
        ("2001:db8:12:34::1", "2001:db8:12::x"),
        ("::ffff:203.0.113.77", "203.0.113.x"),
        (None, ""),
    ],
)
def test_places_do_not_tell_one_line_from_its_neighbours(address: str | None, place: str) -> None:
    assert place_label(address) == place


@pytest.mark.parametrize(
    ("role", "opened_hours_ago", "hours_left"),
    [
        (Role.ADMIN, 0, 3),
        (Role.SUPPORT, 10, 2),
        (Role.EDITOR, 11.5, 0.5),
        (Role.SUPER_ADMIN, 9, 3),
        (Role.CUSTOMER, 0, 7 * 24),
        (Role.CUSTOMER, 25 * 24, 5 * 24),
    ],
)
def test_sessions_end_by_age_and_by_idleness(role: Role, opened_hours_ago: float, hours_left: float) -> None:
    at = now()
    assert ends_at(role, at - timedelta(hours=opened_hours_ago), at) == at + timedelta(hours=hours_left)


def test_programs_end_by_age_and_by_idleness() -> None:
    at = now()
    assert program_ends_at(at, at) == at + timedelta(days=7)
    assert program_ends_at(at - timedelta(days=29), at) == at + timedelta(days=1)


@pytest.fixture
async def person(session: AsyncSession) -> Person:
    return await create_somebody(session, Role.EDITOR, email="anna@prova.example")


async def _open(session: AsyncSession, person: Person, user_agent: str = FIREFOX) -> SignedIn:
    opened = await open_session(session, person, methods=["password"], ip_address="203.0.113.77", user_agent=user_agent)
    await session.flush()
    return opened


def _cookie(opened: SignedIn) -> dict[str, str]:
    return OWN | {"Cookie": f"__Host-sid={opened.token}"}


class TestSessions:
    async def test_ones_own_are_listed_and_nobody_elses(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person
    ) -> None:
        other = await create_somebody(session, Role.CUSTOMER)
        await _open(session, other)
        phone, here = await _open(session, person, "python-httpx/1"), await _open(session, person)
        rows = (await api.get(SESSIONS, headers=_cookie(here))).json()["data"]
        assert [(row["device"], row["place"], row["is_this_one"]) for row in rows] == [
            ("Firefox, Windows", "203.0.113.x", True),
            ("python-httpx", "203.0.113.x", False),
        ]
        assert phone.token not in str(rows)

    async def test_one_is_ended_at_once(self, api: httpx.AsyncClient, session: AsyncSession, person: Person) -> None:
        gone, here = await _open(session, person), await _open(session, person)
        rows = (await api.get(SESSIONS, headers=_cookie(here))).json()["data"]
        there = next(row["id"] for row in rows if not row["is_this_one"])
        assert (await api.delete(f"{SESSIONS}/{there}", headers=_cookie(here))).status_code == 200
        assert (await api.get(SESSIONS, headers=_cookie(gone))).status_code == 403
        assert (await api.delete(f"{SESSIONS}/{there}", headers=_cookie(here))).status_code == 404

    async def test_another_persons_is_not_found(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person
    ) -> None:
        other = await create_somebody(session, Role.CUSTOMER)
        theirs, here = await _open(session, other), await _open(session, person)
        row = (await session.execute(select(Session.id).where(Session.user_id == other.id))).scalar_one()
        for session_id in (row, uuid4()):
            answer = await api.delete(f"{SESSIONS}/{session_id}", headers=_cookie(here))
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "SESSION_NOT_FOUND")
        assert (await api.get(SESSIONS, headers=_cookie(theirs))).status_code == 200

    async def test_all_others_are_ended(self, api: httpx.AsyncClient, session: AsyncSession, person: Person) -> None:
        gone = [await _open(session, person) for _ in range(3)]
        here = await _open(session, person)
        assert (await api.delete(SESSIONS, headers=_cookie(here))).json()["data"] == {"ended": 3}
        assert [(await api.get(SESSIONS, headers=_cookie(old))).status_code for old in gone] == [403] * 3
        assert (await api.get(SESSIONS, headers=_cookie(here))).status_code == 200

    async def test_being_used_is_noted_now_and_then_and_prolongs(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person
    ) -> None:
        with time_machine.travel(now(), tick=False) as clock:
            begun, here = now(), await _open(session, person)
            for minutes, used, left in ((4, 0, 180), (7, 7, 187), (10, 7, 187), (170, 170, 350), (600, None, None)):
                clock.move_to(begun + timedelta(minutes=minutes))
                answer = await api.get(SESSIONS, headers=_cookie(here))
                if used is None:
                    assert answer.status_code == 403
                    continue
                (row,) = answer.json()["data"]
                assert row["last_used_at"] == _json(begun + timedelta(minutes=used)), minutes
                assert row["expires_at"] == _json(begun + timedelta(minutes=left)), minutes


def _json(at: Any) -> str:
    return at.isoformat().replace("+00:00", "Z")


class TestApiKeys:
    async def _make(self, api: httpx.AsyncClient, opened: SignedIn, **body: Any) -> httpx.Response:
        asked = {"name": "Contabilità", "scopes": ["accounts:read_own"]} | body
        return await api.post(KEYS, json=asked, headers=_cookie(opened))

    async def test_is_shown_once_and_acts_within_its_scopes(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person
    ) -> None:
        here = await _open(session, person)
        made = await self._make(api, here)
        key = made.json()["data"]["key"]
        assert made.status_code == 201
        assert key.startswith(f"hub_{made.json()['data']['prefix']}_")
        assert key not in (await api.get(KEYS, headers=_cookie(here))).text
        (row,) = (await session.execute(select(ApiKey))).scalars()
        assert key not in str(row.model_dump())
        program = {"Authorization": f"Bearer {key}"}
        assert (await api.get("/api/v1/users/me", headers=program)).json()["data"]["email"] == person.email
        assert (await api.delete(SESSIONS, headers=program)).json()["error"]["code"] == "PERMISSION_DENIED"
        await session.refresh(row)
        assert (row.last_used_at is not None, str(row.last_used_ip)) == (True, "127.0.0.1")

    async def test_never_may_more_than_its_person(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person
    ) -> None:
        here = await _open(session, person)
        refused = await self._make(api, here, scopes=["accounts:read_own", "accounts:manage"])
        assert refused.status_code == 422
        assert [(item["field"], item["code"]) for item in refused.json()["error"]["details"]] == [
            ("scopes", "SCOPE_NOT_YOURS")
        ]
        made = await self._make(api, here, scopes=["accounts:use_api_keys"])
        program = {"Authorization": f"Bearer {made.json()['data']['key']}"}
        assert (await api.get(KEYS, headers=program)).status_code == 200
        person.role = Role.CUSTOMER
        await session.flush()
        assert (await api.get(KEYS, headers=program)).json()["error"]["code"] == "PERMISSION_DENIED"

    async def test_makes_no_further_key(self, api: httpx.AsyncClient, session: AsyncSession, person: Person) -> None:
        here = await _open(session, person)
        made = await self._make(api, here, scopes=["accounts:use_api_keys"])
        program = {"Authorization": f"Bearer {made.json()['data']['key']}"}
        body = {"name": "Altra", "scopes": ["accounts:use_api_keys"]}
        assert (await api.post(KEYS, json=body, headers=program)).json()["error"]["code"] == "STEP_UP_REQUIRED"

    async def test_wants_a_fresh_proof(self, api: httpx.AsyncClient, session: AsyncSession, person: Person) -> None:
        here = await _open(session, person)
        with time_machine.travel(now() + timedelta(minutes=11), tick=False):
            assert (await self._make(api, here)).json()["error"]["code"] == "STEP_UP_REQUIRED"

    @pytest.mark.parametrize("end", ["revoke", "expire", "deactivate"])
    async def test_ends_at_once(self, api: httpx.AsyncClient, session: AsyncSession, person: Person, end: str) -> None:
        here = await _open(session, person)
        made = (await self._make(api, here, lasts_days=1)).json()["data"]
        if end == "revoke":
            assert (await api.delete(f"{KEYS}/{made['id']}", headers=_cookie(here))).status_code == 200
            assert (await api.delete(f"{KEYS}/{made['id']}", headers=_cookie(here))).status_code == 404
        if end == "deactivate":
            person.is_active = False
            await session.flush()
        with time_machine.travel(now() + timedelta(hours=25 if end == "expire" else 0), tick=False):
            answer = await api.get("/api/v1/users/me", headers={"Authorization": f"Bearer {made['key']}"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "INVALID_TOKEN")

    async def test_another_persons_is_not_found(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person
    ) -> None:
        other = await create_somebody(session, Role.SUPPORT)
        theirs, here = await _open(session, other), await _open(session, person)
        made = (await self._make(api, theirs)).json()["data"]
        assert (await api.get(KEYS, headers=_cookie(here))).json()["data"] == []
        assert (await api.delete(f"{KEYS}/{made['id']}", headers=_cookie(here))).status_code == 404

    @pytest.mark.parametrize(
        "body",
        [
            {"name": " "},
            {"name": "x" * 101},
            {"scopes": []},
            {"scopes": ["*"]},
            {"scopes": "accounts:read_own"},
            {"lasts_days": 0},
            {"lasts_days": 367},
            {"user_id": NOBODYS},
        ],
    )
    async def test_bad_input_makes_nothing(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person, body: dict[str, Any]
    ) -> None:
        here = await _open(session, person)
        assert (await self._make(api, here, **body)).status_code == 422
        assert (await session.execute(select(ApiKey))).first() is None

    async def test_customers_have_none(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        here = await _open(session, await create_somebody(session, Role.CUSTOMER))
        assert (await self._make(api, here)).json()["error"]["code"] == "PERMISSION_DENIED"

    async def test_there_is_a_limit(self, api: httpx.AsyncClient, session: AsyncSession, person: Person) -> None:
        here = await _open(session, person)
        answers = [(await self._make(api, here)).status_code for _ in range(21)]
        assert answers == [201] * 20 + [409]


ROUTES_THAT_CHANGE = [
    ("POST", "/api/v1/auth/login"),
    ("POST", "/api/v1/auth/login-form"),
    ("POST", "/api/v1/auth/logout"),
    ("POST", "/api/v1/auth/token"),
    ("POST", "/api/v1/auth/refresh"),
    ("POST", "/api/v1/auth/unlock"),
    ("POST", "/api/v1/auth/unlock-form"),
    ("DELETE", SESSIONS),
    ("DELETE", f"{SESSIONS}/{NOBODYS}"),
    ("POST", KEYS),
    ("DELETE", f"{KEYS}/{NOBODYS}"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES_THAT_CHANGE)
@pytest.mark.parametrize("origin", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
async def test_another_sites_page_changes_nothing_with_somebodys_cookie(
    api: httpx.AsyncClient, session: AsyncSession, person: Person, method: str, path: str, origin: dict[str, str]
) -> None:
    cookie = {"Cookie": _cookie(await _open(session, person))["Cookie"]}
    answer = await api.request(method, path, headers=cookie | origin)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "FOREIGN_ORIGIN")
