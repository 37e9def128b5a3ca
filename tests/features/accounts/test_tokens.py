"""Tokens of programs: short, complete, and no longer good than their session (RFC 8725, RFC 9700)."""

import asyncio
import base64
import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import jwt
import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.models import Person, Session
from aistrategyhub.features.accounts.queries.sessions import list_sessions_of
from aistrategyhub.features.accounts.service import access_tokens, open_session
from aistrategyhub.features.accounts.service.program_sessions import TokenPair, open_program_session, refresh
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.infra import db
from aistrategyhub.infra.settings import get_settings
from tests.factories.people import PASSWORD, cookie_of, create_somebody

ME = "/api/v1/users/me"
NOBODYS = "01a1fe59-0000-7000-8000-000000000000"
EMAIL = "programma@prova.example"


@pytest.fixture
async def person(session: AsyncSession) -> Person:
    return await create_somebody(session, Role.CUSTOMER, email=EMAIL)


@pytest.fixture
async def pair(session: AsyncSession, person: Person) -> TokenPair:
    return await open_program_session(session, person, methods=["password"], ip_address=None, user_agent="prova/1")


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def _status(api: httpx.AsyncClient, token: str) -> int:
    answer = await api.get(ME, headers=bearer(token))
    if answer.status_code == 401:
        assert answer.json()["error"]["code"] == "INVALID_TOKEN"
        assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    return answer.status_code


async def _refresh(api: httpx.AsyncClient, token: str) -> httpx.Response:
    return await api.post("/api/v1/auth/refresh", json={"refresh_token": token})


async def _count(session: AsyncSession, table: type[Any]) -> int:
    return (await session.execute(select(func.count()).select_from(table))).scalar_one()


class TestSigningIn:
    async def test_a_password_gives_a_pair_and_no_cookie(self, api: httpx.AsyncClient, person: Person) -> None:
        answer = await api.post("/api/v1/auth/token", json={"email": EMAIL, "password": PASSWORD})
        data = answer.json()["data"]
        assert (data["expires_in"], data["token_type"], "set-cookie" in answer.headers) == (900, "Bearer", False)
        assert await _status(api, data["access_token"]) == 200

    async def test_a_wrong_one_gives_nothing(self, api: httpx.AsyncClient, person: Person) -> None:
        answer = await api.post("/api/v1/auth/token", json={"email": EMAIL, "password": "sbagliata"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "WRONG_CREDENTIALS")

    async def test_with_a_second_factor_the_password_gives_a_challenge_only(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person
    ) -> None:
        person.mfa_enabled_at = now()
        await session.flush()
        answer = await api.post("/api/v1/auth/token", json={"email": EMAIL, "password": PASSWORD})
        data = answer.json()["data"]
        assert data["mfa_required"] is True
        wrong = {"challenge_token": data["challenge_token"], "code": "000000"}
        assert (await api.post("/api/v1/auth/token/mfa", json=wrong)).json()["error"]["code"] == "WRONG_CODE"
        assert await _count(session, Session) == 0
        assert await _status(api, data["challenge_token"]) == 401


class TestAccessToken:
    async def test_needs_no_origin_and_leaves_cookies_out(
        self, api: httpx.AsyncClient, session: AsyncSession, pair: TokenPair
    ) -> None:
        cookie = await cookie_of(session, Role.ADMIN)
        foreign = {"Origin": "https://evil.example"}
        mine = await api.get(ME, headers=bearer(pair.access_token) | cookie)
        assert mine.json()["data"]["email"] == EMAIL
        answer = await api.post("/api/v1/auth/logout", headers=bearer(pair.access_token) | cookie | foreign)
        assert answer.json()["data"] == {"signed_out": True}
        assert (await api.get(ME, headers=cookie)).status_code == 200
        assert (await api.get(ME, headers=bearer("x") | cookie)).status_code == 401

    async def test_ends_with_its_time(self, api: httpx.AsyncClient, pair: TokenPair) -> None:
        with time_machine.travel(now() + timedelta(minutes=14, seconds=58), tick=False):
            assert await _status(api, pair.access_token) == 200
        with time_machine.travel(now() + timedelta(minutes=15, seconds=2), tick=False):
            assert await _status(api, pair.access_token) == 401
        with time_machine.travel(now() - timedelta(minutes=1), tick=False):
            assert await _status(api, pair.access_token) == 401

    async def test_ends_with_its_session(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person, pair: TokenPair
    ) -> None:
        assert (await api.post("/api/v1/auth/logout", headers=bearer(pair.access_token))).status_code == 200
        assert await _status(api, pair.access_token) == 401
        assert (await _refresh(api, pair.refresh_token)).status_code == 401

    async def test_ends_with_its_person(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person, pair: TokenPair
    ) -> None:
        person.is_active = False
        await session.flush()
        assert await _status(api, pair.access_token) == 401
        assert (await _refresh(api, pair.refresh_token)).status_code == 401

    @pytest.mark.parametrize("claim", ["exp", "iat", "nbf", "aud", "iss", "sub", "jti", "typ", "sid"])
    async def test_lacks_no_claim(self, api: httpx.AsyncClient, pair: TokenPair, claim: str) -> None:
        claims = _claims(pair)
        del claims[claim]
        assert await _status(api, _signed(claims)) == 401

    @pytest.mark.parametrize(
        ("claim", "value"),
        [
            ("aud", "another"),
            ("aud", ["list"]),
            ("iss", "https://evil.example"),
            ("typ", "refresh"),
            ("typ", None),
            ("sub", NOBODYS),
            ("sub", "' OR 1=1 --"),
            ("sub", 1),
            ("sid", NOBODYS),
            ("sid", {"$gt": 0}),
            ("exp", "tomorrow"),
            ("nbf", 9_999_999_999),
        ],
    )
    async def test_says_what_it_must(self, api: httpx.AsyncClient, pair: TokenPair, claim: str, value: Any) -> None:
        assert await _status(api, _signed(_claims(pair))) == 200
        assert await _status(api, _signed(_claims(pair) | {claim: value})) == 401

    async def test_of_another_tenant_does_not_hold(self, api: httpx.AsyncClient, pair: TokenPair) -> None:
        assert await _status(api, _signed(_claims(pair) | {"aud": str(uuid4())})) == 401

    @pytest.mark.parametrize(
        "header",
        [
            {"kid": "k9"},
            {"kid": "../../etc/passwd"},
            {"kid": None},
            {"kid": ["s1"]},
            {"alg": "HS512"},
            {"alg": "RS256"},
        ],
    )
    async def test_names_a_key_and_a_way_that_we_know(
        self, api: httpx.AsyncClient, pair: TokenPair, header: dict[str, Any]
    ) -> None:
        assert await _status(api, _signed(_claims(pair), header)) == 401

    async def test_is_signed_by_that_key(self, api: httpx.AsyncClient, pair: TokenPair) -> None:
        assert await _status(api, _signed(_claims(pair), key=b"k" * 32)) == 401

    async def test_unsigned_or_altered_does_not_hold(self, api: httpx.AsyncClient, pair: TokenPair) -> None:
        header, body, signature = pair.access_token.split(".")
        none = _part({"alg": "none", "kid": "s1", "typ": "JWT"})
        other = _part(_claims(pair) | {"sub": str(uuid4())})
        for token in (
            f"{none}.{body}.",
            f"{none}.{body}.{signature}",
            f"{header}.{other}.{signature}",
            f"{header}.{body}.{signature[:-4]}AAAA",
            f"{header}.{body}",
            f"{header}.{body}.",
            "",
            "..",
            "x" * 5_000,
        ):
            assert await _status(api, token) == 401, token[:80]

    async def test_a_refresh_token_is_no_access_token_nor_the_reverse(
        self, api: httpx.AsyncClient, pair: TokenPair
    ) -> None:
        assert await _status(api, pair.refresh_token) == 401
        assert (await _refresh(api, pair.access_token[:200])).status_code == 401

    async def test_a_browsers_session_is_not_reached_by_its_id(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person
    ) -> None:
        await open_session(session, person, methods=["password"], ip_address=None, user_agent="")
        (browser,) = await list_sessions_of(session, person.id)
        token = access_tokens.sign_access_token(person.tenant_id, person.id, browser.id)
        assert await _status(api, token) == 401

    async def test_keys_change_without_signing_anybody_out(
        self, api: httpx.AsyncClient, pair: TokenPair, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keys = [f"k{number}:{base64.b64encode(bytes([number] * 32)).decode()}" for number in (1, 2)]
        monkeypatch.setenv("JWT_KEYS", keys[0])
        get_settings.cache_clear()
        assert await _status(api, pair.access_token) == 200
        newer = (await _refresh(api, pair.refresh_token)).json()["data"]
        assert jwt.get_unverified_header(newer["access_token"])["kid"] == "k1"
        monkeypatch.setenv("JWT_KEYS", ",".join(reversed(keys)))
        get_settings.cache_clear()
        assert await _status(api, newer["access_token"]) == 200
        monkeypatch.setenv("JWT_KEYS", keys[1])
        get_settings.cache_clear()
        assert await _status(api, newer["access_token"]) == 401


class TestRefreshToken:
    async def test_is_good_once_and_gives_the_next(self, api: httpx.AsyncClient, pair: TokenPair) -> None:
        token = pair.refresh_token
        for _ in range(3):
            data = (await _refresh(api, token)).json()["data"]
            assert data["refresh_token"] != token
            assert await _status(api, data["access_token"]) == 200
            token = data["refresh_token"]

    async def test_shown_again_a_moment_later_is_told_so_and_ends_nothing(
        self, api: httpx.AsyncClient, pair: TokenPair
    ) -> None:
        newer = (await _refresh(api, pair.refresh_token)).json()["data"]
        again = await _refresh(api, pair.refresh_token)
        assert (again.status_code, again.json()["error"]["code"]) == (409, "TOKEN_ALREADY_REFRESHED")
        assert (await _refresh(api, newer["refresh_token"])).status_code == 200

    async def test_shown_again_later_ends_the_session_and_is_mailed(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person, pair: TokenPair
    ) -> None:
        newer = (await _refresh(api, pair.refresh_token)).json()["data"]
        with time_machine.travel(now() + timedelta(seconds=11), tick=False):
            assert (await _refresh(api, pair.refresh_token)).status_code == 401
            assert await _status(api, newer["access_token"]) == 401
            assert (await _refresh(api, newer["refresh_token"])).status_code == 401
        assert await _count(session, Session) == 0
        templates = list((await session.execute(select(EmailSend.template))).scalars())
        assert templates == ["accounts/token_reused"]
        actions = list((await session.execute(select(AuditEntry.action))).scalars())
        assert actions.count("accounts.refresh_token_reused") == 1

    async def test_lasts_a_week_and_the_session_a_month(self, api: httpx.AsyncClient, pair: TokenPair) -> None:
        begun, token = now(), pair.refresh_token
        with time_machine.travel(begun + timedelta(days=7, minutes=1), tick=False):
            assert (await _refresh(api, token)).status_code == 401
        for day in (6, 12, 18, 24, 29):
            with time_machine.travel(begun + timedelta(days=day), tick=False):
                token = (await _refresh(api, token)).json()["data"]["refresh_token"]
        with time_machine.travel(begun + timedelta(days=30, minutes=1), tick=False):
            assert (await _refresh(api, token)).status_code == 401

    @pytest.mark.parametrize("token", ["", "x", "\x00", "è" * 100])
    async def test_an_invented_one_is_refused(self, api: httpx.AsyncClient, token: str) -> None:
        assert (await _refresh(api, token)).status_code == 401

    async def test_of_two_at_once_one_wins_and_the_session_lives(self, committed_tenant: UUID) -> None:
        async with db.unit_of_work() as session:
            person = await create_somebody(session, Role.CUSTOMER, email=EMAIL)
            pair = await open_program_session(
                session, person, methods=["password"], ip_address=None, user_agent="prova/1"
            )

        async def once() -> object:
            async with db.unit_of_work() as session:
                return await refresh(session, pair.refresh_token)

        answers = await asyncio.gather(*(once() for _ in range(6)))
        won = [answer for answer in answers if isinstance(answer, TokenPair)]
        lost = {type(answer).__name__ for answer in answers if not isinstance(answer, TokenPair)}
        assert (len(won), lost) == (1, {"TokenAlreadyRefreshed"})
        async with db.unit_of_work() as session:
            assert isinstance(await refresh(session, won[0].refresh_token), TokenPair)


def _claims(pair: TokenPair) -> dict[str, Any]:
    return jwt.decode(pair.access_token, options={"verify_signature": False})


def _signed(claims: dict[str, Any], header: dict[str, Any] | None = None, key: bytes = b"") -> str:
    """Signed by the right key, whatever it says."""
    signing = f"{_part({'alg': 'HS256', 'kid': 's1', 'typ': 'JWT'} | (header or {}))}.{_part(claims)}"
    algorithm = jwt.get_algorithm_by_name("HS256")
    signature = algorithm.sign(signing.encode(), key or access_tokens._keys()["s1"])
    return f"{signing}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
