"""Guessing passwords: it gets slower and slower, and its victim can come in meanwhile (ASVS 5.0, 6.1.1, 6.3.1)."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.jobs import JOBS
from aistrategyhub.features.accounts.models import LoginAttempt, Person, SignInBrake
from aistrategyhub.features.accounts.rules.brakes import ACCOUNT_SLIPS, NETWORK_SLIPS, remembered, wait_after
from aistrategyhub.features.accounts.service import passwords
from aistrategyhub.features.accounts.service.brakes import account_key, count_try, network_key, purge_brakes
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.infra import db
from aistrategyhub.infra.work import Work
from tests.factories.people import PASSWORD, create_somebody
from tests.harness.api import new_api

LOGIN = "/api/v1/auth/login"
EMAIL = "anna@prova.example"
NOBODY = "nessuno@prova.example"


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (4, 0), (5, 1), (6, 4), (7, 16), (8, 64), (9, 256), (10, 900), (11, 900), (10_000, 900)],
)
def test_each_wrong_password_makes_the_next_wait_longer_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert wait_after(failures, slips=ACCOUNT_SLIPS) == timedelta(seconds=seconds)
    assert wait_after(failures + 15, slips=NETWORK_SLIPS) == timedelta(seconds=seconds)


@pytest.mark.parametrize(("hours", "left"), [(0, 7), (24, 7), (24.01, 0)])
def test_a_day_without_guessing_is_forgotten(hours: float, left: int) -> None:
    at = now()
    assert remembered(7, at, at + timedelta(hours=hours)) == left


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the passwords were tried against, without its cost."""
    tried: list[str] = []

    def verify(password: str, password_hash: str) -> tuple[bool, str | None]:
        tried.append(password_hash)
        return password == PASSWORD, None

    monkeypatch.setattr(passwords, "verify_password", verify)
    return tried


@pytest.fixture
async def person(session: AsyncSession) -> Person:
    made = await create_somebody(session, Role.CUSTOMER, email=EMAIL)
    made.last_login = now() - timedelta(days=30)
    await session.flush()
    return made


async def _try(api: httpx.AsyncClient, password: str = "sbagliata", *, email: str = EMAIL, device: str = "") -> Any:
    headers = {"Origin": "http://localhost:3000"} | ({"Cookie": f"__Host-device={device}"} if device else {})
    return await api.post(LOGIN, json={"email": email, "password": password}, headers=headers)


async def _guess(api: httpx.AsyncClient, times: int, *, email: str = EMAIL) -> None:
    """So many wrong passwords, each tried as soon as it may be."""
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(times):
            while (answer := await _try(api, email=email)).status_code == 429:
                clock.shift(timedelta(seconds=int(answer.headers["retry-after"])))
            assert answer.status_code == 403


async def _run_work(session: AsyncSession) -> int:
    """Does what was asked for; how much that was."""
    asked = select(Work).where(Work.tenant_id == session.info["tenant_id"], Work.job.startswith("accounts."))
    rows = list((await session.execute(asked)).scalars())
    for row in rows:
        await next(job for job in JOBS if job.name == row.job).run(session, row.payload)
        await session.delete(row)
    await session.flush()
    return len(rows)


async def _mails(session: AsyncSession) -> list[EmailSend]:
    return list((await session.execute(select(EmailSend).order_by(EmailSend.id))).scalars())


class TestGuessing:
    @pytest.mark.parametrize("email", [EMAIL, NOBODY])
    async def test_waits_grow_alike_for_addresses_that_exist_and_not(
        self, api: httpx.AsyncClient, person: Person, cheap_hashes: list[str], email: str
    ) -> None:
        waits, bodies = [], []
        with time_machine.travel(now(), tick=False) as clock:
            for _ in range(11):
                assert (await _try(api, email=email)).status_code == 403
                refused = await _try(api, email=email)
                if refused.status_code == 429:
                    waits.append(int(refused.headers["retry-after"]))
                    bodies.append(refused.json()["error"]["code"])
                    clock.shift(timedelta(seconds=waits[-1]))
                else:
                    waits.append(0)
        assert waits == [0, 0, 1, 4, 16, 64, 256, 900, 900, 900, 900]
        assert set(bodies) == {"TOO_MANY_ATTEMPTS"}
        assert len(cheap_hashes) == 11 + 2

    async def test_the_right_password_does_not_pass_before_its_time(
        self, api: httpx.AsyncClient, person: Person, cheap_hashes: list[str]
    ) -> None:
        for _ in range(ACCOUNT_SLIPS):
            await _try(api)
        assert (await _try(api, PASSWORD)).status_code == 429
        assert len(cheap_hashes) == ACCOUNT_SLIPS

    async def test_coming_in_forgets_the_slips(self, api: httpx.AsyncClient, person: Person) -> None:
        for _ in range(3):
            assert [(await _try(api)).status_code for _ in range(4)] == [403] * 4
            assert (await _try(api, PASSWORD)).status_code == 200

    async def test_half_the_way_forgets_nothing(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person
    ) -> None:
        person.mfa_enabled_at = now()
        await session.flush()
        answers = [(await _try(api, PASSWORD)).status_code for _ in range(6)]
        assert answers == [200] * 5 + [429]

    async def test_one_network_that_tries_many_addresses_is_slowed(
        self, api: httpx.AsyncClient, person: Person
    ) -> None:
        answers = [(await _try(api, email=f"a{number}@prova.example")).status_code for number in range(22)]
        assert answers == [403] * 20 + [429] * 2
        assert (await _try(api, PASSWORD)).status_code == 429

    async def test_ones_own_right_password_does_not_wash_a_network_clean(
        self, api: httpx.AsyncClient, person: Person
    ) -> None:
        for number in range(19):
            await _try(api, email=f"a{number}@prova.example")
            if number % 3 == 0:
                assert (await _try(api, PASSWORD)).status_code == 200
        assert (await _try(api, email="a20@prova.example")).status_code == 403
        assert (await _try(api, email="a21@prova.example")).status_code == 429


class TestOwner:
    async def test_comes_in_from_a_known_device_while_a_stranger_guesses(
        self, api: httpx.AsyncClient, person: Person
    ) -> None:
        device = (await _try(api, PASSWORD)).cookies["__Host-device"]
        await _guess(api, 10)
        assert (await _try(api, PASSWORD)).status_code == 429
        assert (await _try(api, PASSWORD, device="inventato")).status_code == 429
        assert (await _try(api, PASSWORD, device=device)).status_code == 200

    async def test_a_known_device_that_guesses_is_slowed_too(self, api: httpx.AsyncClient, person: Person) -> None:
        device = (await _try(api, PASSWORD)).cookies["__Host-device"]
        answers = [(await _try(api, device=device)).status_code for _ in range(7)]
        assert answers == [403] * 5 + [429] * 2

    async def test_a_device_known_to_somebody_else_is_a_strangers(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person
    ) -> None:
        await create_somebody(session, Role.CUSTOMER, email="altra@prova.example")
        device = (await _try(api, PASSWORD, email="altra@prova.example")).cookies["__Host-device"]
        for _ in range(5):
            await _try(api)
        assert (await _try(api, PASSWORD, device=device)).status_code == 429

    async def test_is_told_once_of_the_lock_and_comes_in_by_the_link(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person
    ) -> None:
        await _guess(api, 12)
        assert await _run_work(session) == 1
        (mail,) = await _mails(session)
        assert (mail.email_to, mail.template) == (EMAIL, "accounts/account_locked")
        token = mail.text.split("/sblocca?token=")[1].split()[0].rstrip(")>")
        assert (await _try(api, PASSWORD)).status_code == 429
        opened = await api.post(
            "/api/v1/auth/unlock-form", data={"token": token}, headers={"Origin": "http://localhost:3000"}
        )
        assert opened.headers["location"] == "/accedi?fatto=sbloccato"
        device = opened.cookies["__Host-device"]
        await _guess(api, 10)
        assert (await _try(api, PASSWORD)).status_code == 429
        assert (await _try(api, PASSWORD, device=device)).status_code == 200

    async def test_the_link_is_good_once_and_tells_nothing_else(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person
    ) -> None:
        await _guess(api, 10)
        await _run_work(session)
        token = (await _mails(session))[0].text.split("/sblocca?token=")[1].split()[0].rstrip(")>")
        own = {"Origin": "http://localhost:3000"}
        for sent, status in ((token + "x", 400), (token, 200), (token, 400), ("", 400), ("è", 400)):
            answer = await api.post("/api/v1/auth/unlock", json={"token": sent}, headers=own)
            assert answer.status_code == status, sent
        back = await api.post("/api/v1/auth/unlock-form", data={"token": token, "locale": "en"}, headers=own)
        assert back.headers["location"] == "/en/sblocca?errore=LINK_REFUSED"

    async def test_nobody_is_told_of_an_address_that_nobody_has(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person
    ) -> None:
        await _guess(api, 10, email=NOBODY)
        assert await _run_work(session) == 1
        assert await _mails(session) == []


class TestNewDevice:
    async def test_is_mailed_once_for_each_device(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person
    ) -> None:
        first = (await _try(api, PASSWORD)).cookies["__Host-device"]
        assert (await _try(api, PASSWORD, device=first)).cookies["__Host-device"] == first
        assert [mail.template for mail in await _mails(session)] == ["accounts/new_device"]
        second = (await _try(api, PASSWORD, device="inventato")).cookies["__Host-device"]
        assert second not in (first, "inventato")
        assert len(await _mails(session)) == 2
        assert "http://localhost:3000/profilo/dispositivi" in (await _mails(session))[0].text

    async def test_speaks_the_persons_language(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person
    ) -> None:
        person.language = "en"
        await session.flush()
        await _try(api, PASSWORD)
        (mail,) = await _mails(session)
        assert mail.subject == "New sign-in to your account"
        assert "http://localhost:3000/en/profilo/dispositivi" in mail.text

    async def test_the_first_sign_in_of_all_is_not_mailed(
        self, api: httpx.AsyncClient, session: AsyncSession, person: Person
    ) -> None:
        person.last_login = None
        await session.flush()
        await _try(api, PASSWORD)
        assert await _mails(session) == []


class TestAtOnce:
    async def test_parallel_tries_do_not_slip_through(self, committed_tenant: UUID) -> None:
        async def try_it() -> int:
            async with db.unit_of_work() as session:
                return await count_try(session, (account_key(EMAIL), network_key("198.51.100.7")))

        waits = await asyncio.gather(*(try_it() for _ in range(16)))
        assert sorted(waits) == [0] * ACCOUNT_SLIPS + [1] * 11

    async def test_people_sign_in_at_the_same_moment(
        self, committed_tenant: UUID, no_redis: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with db.unit_of_work() as session:
            for number in range(8):
                await create_somebody(session, Role.CUSTOMER, email=f"a{number}@prova.example")
        transport = httpx.ASGITransport(app=new_api(), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:3000") as api:
            right = [_try(api, PASSWORD, email=f"a{number}@prova.example") for number in range(8)]
            wrong = [_try(api, email=f"b{number}@prova.example") for number in range(8)]
            answers = await asyncio.gather(*right, *wrong)
        assert [answer.status_code for answer in answers] == [200] * 8 + [403] * 8
        async with db.unit_of_work() as session:
            attempts = list((await session.execute(select(LoginAttempt.success))).scalars())
            (network,) = (await session.execute(select(SignInBrake.failures).where(SignInBrake.failures > 1))).scalars()
        assert (len(attempts), sum(attempts), network) == (16, 8, 8)


async def test_old_counts_are_purged(session: AsyncSession) -> None:
    await count_try(session, (account_key(EMAIL),))
    with time_machine.travel(now() + timedelta(hours=23), tick=False):
        assert await purge_brakes(session) == 0
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        assert await purge_brakes(session) == 1
