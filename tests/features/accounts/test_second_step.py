"""The second step of signing in over HTTP, and what whoever has only the password gets."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.features.accounts.models import LoginAttempt, Session
from aistrategyhub.features.accounts.queries import find_person_by_email
from aistrategyhub.features.accounts.service.recovery_codes import replace_codes
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.infra import rate_limits
from aistrategyhub.infra.rate_limits import SECOND_FACTOR, RateLimit, Verdict
from tests.factories.people import PASSWORD, create_somebody
from tests.factories.second_factors import code_at, give_second_factor

EMAIL = "anna@prova.example"
OWN = {"Origin": "http://localhost:3000"}
FORM = "/api/v1/auth/mfa-form"


@pytest.fixture(autouse=True)
def still() -> Iterator[None]:
    """A code must not change between being read and being sent."""
    with time_machine.travel(datetime.now(UTC), tick=False):
        yield


@pytest.fixture
async def half_way(api: httpx.AsyncClient, session: AsyncSession) -> dict[str, str]:
    """The headers of a browser that has shown the password of somebody with a second factor."""
    await give_second_factor(session, await create_somebody(session, Role.ADMIN, email=EMAIL))
    answer = await api.post("/api/v1/auth/login", json={"email": EMAIL, "password": PASSWORD}, headers=OWN)
    assert answer.json()["data"]["mfa_required"] is True
    return {"Cookie": f"__Host-challenge={answer.cookies['__Host-challenge']}"} | OWN


async def _count(session: AsyncSession, table: type) -> int:
    return (await session.execute(select(func.count()).select_from(table))).scalar_one()


async def _json(api: httpx.AsyncClient, headers: dict[str, str], code: str, **more: Any) -> httpx.Response:
    return await api.post("/api/v1/auth/mfa", json={"code": code} | more, headers=headers)


class TestCode:
    async def test_it_opens_the_session_and_ends_the_challenge(
        self, api: httpx.AsyncClient, session: AsyncSession, half_way: dict[str, str]
    ) -> None:
        assert await _count(session, Session) == 0
        answer = await _json(api, half_way, code_at())
        assert (answer.status_code, answer.json()["data"]["email"]) == (200, EMAIL)
        assert '__Host-challenge=""' in answer.headers["set-cookie"]
        assert (await session.execute(select(Session.methods))).scalar_one() == ["password", "totp"]
        again = await _json(api, half_way, code_at(1))
        assert again.json()["error"]["code"] == "CHALLENGE_OVER"
        assert await _count(session, Session) == 1

    async def test_what_shows_one_half_is_nobody(self, api: httpx.AsyncClient, half_way: dict[str, str]) -> None:
        token = half_way["Cookie"].partition("=")[2]
        for cookie in (half_way["Cookie"], f"__Host-sid={token}"):
            answer = await api.get("/api/v1/users/me", headers={"Cookie": cookie})
            assert (answer.status_code, answer.json()["error"]["code"]) == (403, "SIGN_IN_REQUIRED")

    async def test_five_wrong_ones_end_it_and_the_owner_is_told(
        self, api: httpx.AsyncClient, session: AsyncSession, half_way: dict[str, str]
    ) -> None:
        codes = [(await _json(api, half_way, "000000")).json()["error"]["code"] for _ in range(6)]
        assert codes == ["WRONG_CODE"] * 5 + ["CHALLENGE_OVER"]
        assert (await _json(api, half_way, code_at())).status_code == 403
        assert await _count(session, Session) == 0
        reasons = (await session.execute(select(LoginAttempt.failure_reason))).scalars().all()
        assert reasons == ["WRONG_CODE"] * 5
        mail = (await session.execute(select(EmailSend))).scalar_one()
        assert (mail.email_to, mail.subject) == (EMAIL, "Qualcuno ha la Sua password e non il codice")

    async def test_the_tries_of_a_person_are_counted_over_all_challenges(
        self, api: httpx.AsyncClient, half_way: dict[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        counted: dict[str, int] = {}

        async def few(limit: RateLimit, key: str) -> Verdict:
            if limit is not SECOND_FACTOR:
                return Verdict(True)
            counted[key] = counted.get(key, 0) + 1
            return Verdict(counted[key] <= 3, retry_after_seconds=600)

        monkeypatch.setattr(rate_limits, "hit", few)
        for _ in range(3):
            assert (await _json(api, half_way, "000000")).json()["error"]["code"] == "WRONG_CODE"
        login = await api.post("/api/v1/auth/login", json={"email": EMAIL, "password": PASSWORD}, headers=OWN)
        fresh = {"Cookie": f"__Host-challenge={login.cookies['__Host-challenge']}"} | OWN
        refused = await _json(api, fresh, code_at())
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "600")
        assert len(counted) == 1

    async def test_a_recovery_code_that_was_used_is_mailed_and_written_down(
        self, api: httpx.AsyncClient, session: AsyncSession, half_way: dict[str, str]
    ) -> None:
        person = await find_person_by_email(session, EMAIL)
        codes = await replace_codes(session, person.id)
        assert (await _json(api, half_way, codes[0])).status_code == 200
        mail = (await session.execute(select(EmailSend))).scalar_one()
        assert "Ne restano 9" in " ".join(mail.text.split())
        actions = (await session.execute(select(AuditEntry.action))).scalars().all()
        assert "accounts.recovery_code_used" in actions
        assert codes[0] not in mail.text

    @pytest.mark.parametrize(
        "body",
        [{}, {"code": None}, {"code": 123456}, {"code": "1" * 65}, {"code": "1", "role": "admin"}, {"code": ["1"]}],
    )
    async def test_a_body_of_another_shape_uses_up_no_try(
        self, api: httpx.AsyncClient, half_way: dict[str, str], body: dict[str, Any]
    ) -> None:
        for _ in range(6):
            assert (await api.post("/api/v1/auth/mfa", json=body, headers=half_way)).status_code == 422
        assert (await _json(api, half_way, code_at())).status_code == 200

    @pytest.mark.parametrize("token", ["", "x", "\x00", "' OR 1=1 --"])
    async def test_a_made_up_challenge_is_over(self, api: httpx.AsyncClient, session: AsyncSession, token: str) -> None:
        answer = await _json(api, OWN, code_at(), challenge_token=token)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "CHALLENGE_OVER")


class TestForm:
    @pytest.mark.parametrize(
        ("form", "home"),
        [
            ({}, "/admin"),
            ({"locale": "en"}, "/en/admin"),
            ({"next": "/admin/ordini"}, "/admin/ordini"),
            ({"next": "https://evil.example"}, "/admin"),
        ],
    )
    async def test_a_right_code_leads_on(
        self, api: httpx.AsyncClient, half_way: dict[str, str], form: dict[str, str], home: str
    ) -> None:
        answer = await api.post(FORM, data={"code": code_at()} | form, headers=half_way)
        assert (answer.status_code, answer.headers["location"]) == (303, home)
        assert answer.cookies["__Host-sid"]

    async def test_a_wrong_one_says_how_many_tries_are_left_and_keeps_where_to_go(
        self, api: httpx.AsyncClient, half_way: dict[str, str]
    ) -> None:
        for left in (4, 3, 2, 1):
            answer = await api.post(FORM, data={"code": "000000", "next": "/admin/ordini"}, headers=half_way)
            back = urlsplit(answer.headers["location"])
            assert (answer.status_code, back.path) == (303, "/accedi/verifica")
            assert parse_qs(back.query) == {
                "errore": ["WRONG_CODE"],
                "rimasti": [str(left)],
                "next": ["/admin/ordini"],
            }
        for code in ("000000", code_at()):
            answer = await api.post(FORM, data={"code": code, "next": "/admin/ordini"}, headers=half_way)
            back = urlsplit(answer.headers["location"])
            assert (back.path, parse_qs(back.query)["errore"]) == ("/accedi", ["CHALLENGE_OVER"])
            assert "__Host-sid" not in answer.cookies

    async def test_a_form_on_another_site_is_refused(self, api: httpx.AsyncClient, half_way: dict[str, str]) -> None:
        answer = await api.post(FORM, data={"code": code_at()}, headers=half_way | {"Origin": "https://evil.example"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "FOREIGN_ORIGIN")
