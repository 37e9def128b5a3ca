"""Forgotten, reset and changed passwords: by mail to the stored address only, and never around a second factor."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.models import LinkPurpose, Person, Session
from aistrategyhub.features.accounts.service.links import issue_link
from aistrategyhub.features.audit.models import AuditEntry
from tests.factories.people import PASSWORD, cookie_of, create_somebody
from tests.features.accounts.conftest import Mails, token_in

FORGOT = "/api/v1/auth/forgot-password"
RESET = "/api/v1/auth/reset-password"
CHANGE = "/api/v1/users/me/password"
LOGIN = "/api/v1/auth/login"
OWN = {"Origin": "http://localhost:3000"}
NEW = "tutta un'altra frase lunga"


@pytest.fixture
async def mike(session: AsyncSession) -> Person:
    return await create_somebody(session, email="mike@prova.example")


async def _token(api: httpx.AsyncClient, mails: Mails, email: str = "mike@prova.example") -> str:
    await api.post(FORGOT, json={"email": email})
    return token_in((await mails())[-1])


async def _actions(session: AsyncSession) -> list[str]:
    return list((await session.execute(select(AuditEntry.action).order_by(AuditEntry.created_at))).scalars())


class TestForgot:
    async def test_known_or_not_the_answer_is_the_same(
        self, api: httpx.AsyncClient, session: AsyncSession, mike: Person, mails: Mails
    ) -> None:
        answers = [await api.post(FORGOT, json={"email": email}) for email in (mike.email, "mai@visto.example")]
        [mail] = await mails()
        assert [answer.status_code for answer in answers] == [202, 202]
        assert answers[0].json()["data"] == answers[1].json()["data"]
        assert (mail.email_to, mail.template) == (mike.email, "accounts/reset_password")

    @pytest.mark.parametrize(
        "look_alike",
        ["m\u0131ke@prova.example", "mi\u212ae@prova.example", "\uff4dike@prova.example", "m\u0456ke@prova.example"],
    )
    async def test_a_look_alike_reaches_nobody(
        self, api: httpx.AsyncClient, session: AsyncSession, mike: Person, mails: Mails, look_alike: str
    ) -> None:
        answer = await api.post(FORGOT, json={"email": look_alike})
        assert answer.status_code == 422
        assert await mails() == []

    @pytest.mark.parametrize("domain", ["pr\u00f6va.example", "prov\u0430.example"])
    async def test_a_look_alike_domain_is_another_address(
        self, api: httpx.AsyncClient, session: AsyncSession, mike: Person, mails: Mails, domain: str
    ) -> None:
        answer = await api.post(FORGOT, json={"email": f"mike@{domain}"})
        assert answer.status_code == 202
        assert await mails() == []

    async def test_asking_again_at_once_writes_no_second_mail(
        self, api: httpx.AsyncClient, session: AsyncSession, mike: Person, mails: Mails
    ) -> None:
        first = await _token(api, mails)
        await api.post(FORGOT, json={"email": mike.email})
        assert len(await mails()) == 1
        with time_machine.travel(now() + timedelta(minutes=4), tick=False):
            second = await _token(api, mails)
            assert (await api.post(RESET, json={"token": first, "password": NEW})).status_code == 400
            assert (await api.post(RESET, json={"token": second, "password": NEW})).status_code == 200


class TestReset:
    async def test_it_ends_every_session_and_tells_the_person(
        self, api: httpx.AsyncClient, session: AsyncSession, mike: Person, mails: Mails
    ) -> None:
        await api.post(LOGIN, json={"email": mike.email, "password": PASSWORD})
        api.cookies.clear()
        answer = await api.post(RESET, json={"token": await _token(api, mails), "password": NEW})
        assert (answer.status_code, answer.json()["data"]) == (200, {"password_changed": True})
        assert (await session.execute(select(Session))).all() == []
        assert (await mails())[-1].template == "accounts/password_changed"
        assert NEW not in (await mails())[-1].text
        assert "accounts.password_reset" in await _actions(session)
        assert (await api.post(LOGIN, json={"email": mike.email, "password": PASSWORD})).status_code == 403
        assert (await api.post(LOGIN, json={"email": mike.email, "password": NEW})).status_code == 200

    async def test_it_signs_nobody_in(
        self, api: httpx.AsyncClient, session: AsyncSession, mike: Person, mails: Mails
    ) -> None:
        mike.mfa_enabled_at = now()
        await session.flush()
        answer = await api.post(RESET, json={"token": await _token(api, mails), "password": NEW})
        entered = await api.post(LOGIN, json={"email": mike.email, "password": NEW})
        assert "set-cookie" not in answer.headers
        assert entered.json()["data"]["mfa_required"] is True

    async def test_a_refused_password_leaves_the_link_good(
        self, api: httpx.AsyncClient, session: AsyncSession, mike: Person, mails: Mails
    ) -> None:
        token = await _token(api, mails)
        refused = await api.post(RESET, json={"token": token, "password": "password1234"})
        assert [item["code"] for item in refused.json()["error"]["details"]] == ["PASSWORD_COMMON"]
        assert (await api.post(RESET, json={"token": token, "password": NEW})).status_code == 200
        assert (await api.post(RESET, json={"token": token, "password": NEW})).status_code == 400

    async def test_it_expires_in_an_hour(
        self, api: httpx.AsyncClient, session: AsyncSession, mike: Person, mails: Mails
    ) -> None:
        token = await _token(api, mails)
        with time_machine.travel(now() + timedelta(hours=1), tick=False):
            assert (await api.post(RESET, json={"token": token, "password": NEW})).status_code == 400

    async def test_a_link_to_an_address_left_since_opens_nothing(
        self, api: httpx.AsyncClient, session: AsyncSession, mike: Person, mails: Mails
    ) -> None:
        token = await _token(api, mails)
        mike.email = "mike.nuovo@prova.example"
        await session.flush()
        assert (await api.post(RESET, json={"token": token, "password": NEW})).status_code == 400

    async def test_it_proves_the_address_and_stops_an_address_change(
        self, api: httpx.AsyncClient, session: AsyncSession, mike: Person, mails: Mails
    ) -> None:
        mike.email_verified_at = None
        change = await issue_link(
            session, mike, LinkPurpose.CHANGE_EMAIL_NEW, email="ladro@evil.example", lasts=timedelta(hours=1)
        )
        await api.post(RESET, json={"token": await _token(api, mails), "password": NEW})
        await session.refresh(mike)
        assert mike.email_verified_at is not None
        assert (await api.post("/api/v1/auth/confirm-email", json={"token": change})).status_code == 400

    async def test_the_form_keeps_the_token_and_never_the_password(
        self, api: httpx.AsyncClient, session: AsyncSession, mike: Person, mails: Mails
    ) -> None:
        token = await _token(api, mails)
        form = {"token": token, "password": "corta", "locale": "it"}
        back = await api.post("/api/v1/auth/reset-password-form", data=form, headers=OWN)
        assert back.headers["location"] == f"/reimposta-password?errore=password%3APASSWORD_TOO_SHORT&token={token}"
        done = await api.post("/api/v1/auth/reset-password-form", data=form | {"password": NEW}, headers=OWN)
        assert done.headers["location"] == "/reimposta-password?fatto=1"


class TestChange:
    async def _change(self, api: httpx.AsyncClient, cookie: dict[str, str], **changes: Any) -> httpx.Response:
        body = {"current_password": PASSWORD, "password": NEW} | changes
        return await api.post(CHANGE, json=body, headers=cookie | OWN)

    async def test_it_wants_the_present_one(self, api: httpx.AsyncClient, session: AsyncSession, mails: Mails) -> None:
        cookie = await cookie_of(session, Role.CUSTOMER)
        refused = await self._change(api, cookie, current_password="non è questa")
        assert [item["field"] for item in refused.json()["error"]["details"]] == ["current_password"]
        assert (await self._change(api, cookie)).status_code == 200
        assert [mail.template for mail in await mails()] == ["accounts/password_changed"]

    async def test_other_sessions_end_and_this_one_stays(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        cookie = await cookie_of(session, Role.CUSTOMER)
        person = (await session.execute(select(Person))).scalar_one()
        await api.post(LOGIN, json={"email": person.email, "password": PASSWORD})
        api.cookies.clear()
        assert len((await session.execute(select(Session))).all()) == 2
        answer = await self._change(api, cookie)
        api.cookies.clear()
        renewed = {"Cookie": answer.headers["set-cookie"].partition(";")[0]}
        assert len((await session.execute(select(Session))).all()) == 1
        assert (await api.get("/api/v1/users/me", headers=renewed)).status_code == 200
        assert (await api.get("/api/v1/users/me", headers=cookie)).status_code in (401, 403)

    async def test_a_colleague_acting_in_their_name_may_not(
        self, api: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        cookie = await cookie_of(session, Role.CUSTOMER)
        [row] = (await session.execute(select(Session))).scalars()
        row.impersonator_id = (await create_somebody(session, Role.SUPPORT)).id
        await session.flush()
        assert (await self._change(api, cookie)).status_code == 403

    async def test_visitors_have_no_password(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        assert (await self._change(api, {})).status_code in (401, 403)
