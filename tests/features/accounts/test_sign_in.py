"""Signing in and out: the form that works without any script, and the page around it."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.features.accounts.models import Session
from aistrategyhub.features.accounts.state import AccountState, SignInState
from tests.factories.people import PASSWORD, cookie_of, create_somebody, principal_of
from tests.harness.states import Tab

FORM = "/api/v1/auth/login-form"
OWN = {"Origin": "http://localhost:3000"}


async def _send(api: httpx.AsyncClient, **form: str) -> httpx.Response:
    return await api.post(FORM, data={"email": "admin@prova.example", "password": PASSWORD} | form, headers=OWN)


async def _sessions(session: AsyncSession) -> int:
    return (await session.execute(select(func.count()).select_from(Session))).scalar_one()


@pytest.mark.parametrize(
    ("role", "form", "home"),
    [
        (Role.ADMIN, {}, "/admin"),
        (Role.CUSTOMER, {}, "/area-clienti"),
        (Role.CUSTOMER, {"locale": "en"}, "/en/area-clienti"),
        (Role.ADMIN, {"next": "/admin/ordini"}, "/admin/ordini"),
        (Role.ADMIN, {"next": "//evil.example"}, "/admin"),
    ],
)
async def test_the_right_password_opens_a_session_and_leads_home(
    api: httpx.AsyncClient, session: AsyncSession, role: Role, form: dict[str, str], home: str
) -> None:
    await create_somebody(session, role, email="admin@prova.example")
    answer = await _send(api, **form)
    cookie = answer.headers["set-cookie"]
    assert (answer.status_code, answer.headers["location"]) == (303, home)
    assert cookie.startswith("__Host-sid=")
    assert all(word in cookie for word in ("HttpOnly", "Secure", "Path=/", "SameSite=lax"))
    assert answer.headers["clear-site-data"] == '"storage"'
    assert await _sessions(session) == 1


async def test_pages_wake_at_once_from_signing_in_to_signing_out(api: httpx.AsyncClient, session: AsyncSession) -> None:
    await create_somebody(session, Role.ADMIN, email="admin@prova.example")
    [given] = [cookie for cookie in (await _send(api)).headers.get_list("set-cookie") if cookie.startswith("wake=")]
    assert given.startswith("wake=1;")
    assert "HttpOnly" not in given
    answer = await api.post("/api/v1/auth/logout", headers=OWN)
    [taken] = [cookie for cookie in answer.headers.get_list("set-cookie") if cookie.startswith("wake=")]
    assert taken.startswith('wake="";')
    assert "Max-Age=0" in taken


@pytest.mark.parametrize("form", [{"password": "sbagliata"}, {"email": "nessuno@prova.example"}, {"password": ""}])
async def test_a_wrong_one_goes_back_to_the_form_and_keeps_the_address(
    api: httpx.AsyncClient, session: AsyncSession, form: dict[str, str]
) -> None:
    await create_somebody(session, Role.ADMIN, email="admin@prova.example")
    answer = await _send(api, next="/admin/lavori", **form)
    back = urlsplit(answer.headers["location"])
    assert (answer.status_code, back.path) == (303, "/accedi")
    assert parse_qs(back.query) == {
        "errore": ["WRONG_CREDENTIALS"],
        "email": [form.get("email", "admin@prova.example")],
        "next": ["/admin/lavori"],
    }
    assert "set-cookie" not in answer.headers
    assert await _sessions(session) == 0


async def test_a_form_on_another_site_signs_nobody_in(api: httpx.AsyncClient, session: AsyncSession) -> None:
    await create_somebody(session, Role.ADMIN, email="admin@prova.example")
    form = {"email": "admin@prova.example", "password": PASSWORD}
    answer = await api.post(FORM, data=form, headers={"Origin": "https://evil.example"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "FOREIGN_ORIGIN")
    assert await _sessions(session) == 0


async def test_signing_out_ends_the_session(api: httpx.AsyncClient, session: AsyncSession) -> None:
    cookie = await cookie_of(session, Role.CUSTOMER)
    assert (await api.get("/api/v1/users/me", headers=cookie)).status_code == 200
    answer = await api.post("/api/v1/auth/logout", headers=cookie | OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await api.get("/api/v1/users/me", headers=cookie)).status_code == 403
    assert await _sessions(session) == 0


async def test_another_site_cannot_sign_somebody_out(api: httpx.AsyncClient, session: AsyncSession) -> None:
    cookie = await cookie_of(session, Role.CUSTOMER)
    answer = await api.post("/api/v1/auth/logout", headers=cookie | {"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert await _sessions(session) == 1


class TestPage:
    @pytest.mark.parametrize(
        ("code", "begins"),
        [
            ("", ""),
            ("WRONG_CREDENTIALS", "L'indirizzo o la password"),
            ("TOO_MANY_REQUESTS", "Troppi tentativi"),
            ("TOO_MANY_ATTEMPTS", "Troppi tentativi: riprova tra 60 secondi"),
            ("<script>alert(1)</script>", "L’accesso non è riuscito"),
        ],
    )
    async def test_it_says_why_the_last_attempt_failed(self, tab: Tab, code: str, begins: str) -> None:
        query = {"errore": code, "email": "anna@prova.example", "next": "/admin"}
        tab.go("/accedi", query=query)
        await tab.send(SignInState.load)
        shown: dict[str, Any] = tab.values[SignInState.get_full_name()]
        assert shown["refusal_rx_state_"].startswith(begins)
        assert "<" not in shown["refusal_rx_state_"]
        assert shown["email_rx_state_"] == "anna@prova.example"
        assert shown["next_path_rx_state_"] == "/admin"

    async def test_it_leads_on_to_this_site_only(self, tab: Tab) -> None:
        tab.go("/accedi", query={"next": "https://evil.example", "email": "x" * 1000})
        await tab.send(SignInState.load)
        assert tab.seen(SignInState, "next_path") == ""
        assert len(tab.seen(SignInState, "email")) == 255

    async def test_who_is_signed_in_goes_home(self, session: AsyncSession, tab: Tab) -> None:
        tab.principal = principal_of(await create_somebody(session, Role.SUPPORT))
        tab.go("/accedi")
        await tab.send(SignInState.load)
        assert [event.payload["path"] for event in tab.events] == ["/admin"]

    async def test_the_header_names_who_is_signed_in(self, session: AsyncSession, tab: Tab) -> None:
        tab.go("/")
        await tab.send(AccountState.load)
        assert tab.seen(AccountState, "name") == ""
        tab.principal = principal_of(await create_somebody(session, Role.SUPPORT))
        await tab.send(AccountState.load)
        assert tab.seen(AccountState, "name") == "Anna Ferri"
