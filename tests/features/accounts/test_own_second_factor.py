"""A person turns their second factor on and off over the API."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pyotp
import pytest
import time_machine
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.accounts.queries import find_person_by_email
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.infra.encryption import SealBroken, unseal
from tests.factories.people import PASSWORD, create_somebody

EMAIL = "anna@prova.example"
OWN = {"Origin": "http://localhost:3000"}
TOTP = "/api/v1/users/me/mfa/totp"
CODES = "/api/v1/users/me/mfa/recovery-codes"


@pytest.fixture(autouse=True)
def still() -> Iterator[None]:
    """A code must not change between being read and being sent."""
    with time_machine.travel(datetime.now(UTC), tick=False):
        yield


@pytest.fixture
async def browser(api: httpx.AsyncClient, session: AsyncSession) -> dict[str, str]:
    await create_somebody(session, email=EMAIL)
    answer = await api.post("/api/v1/auth/login", json={"email": EMAIL, "password": PASSWORD}, headers=OWN)
    return {"Cookie": f"__Host-sid={answer.cookies['__Host-sid']}"} | OWN


async def _enrol(api: httpx.AsyncClient, browser: dict[str, str]) -> tuple[str, list[str]]:
    secret = (await api.post(TOTP, headers=browser)).json()["data"]["secret"]
    answer = await api.post(f"{TOTP}/confirm", json={"code": pyotp.TOTP(secret).now()}, headers=browser)
    return secret, answer.json()["data"]["recovery_codes"]


async def _person(session: AsyncSession) -> Person:
    person = await find_person_by_email(session, EMAIL)
    await session.refresh(person)
    return person


async def test_it_counts_only_after_a_code(
    api: httpx.AsyncClient, session: AsyncSession, browser: dict[str, str]
) -> None:
    begun = (await api.post(TOTP, headers=browser)).json()["data"]
    assert begun["uri"].startswith("otpauth://totp/AIStrategyHub:anna%40prova.example?secret=" + begun["secret"])
    svg = begun["qr_image"]
    assert svg.startswith("data:image/svg+xml")
    assert (await api.get("/api/v1/users/me/mfa", headers=browser)).json()["data"]["enabled_at"] is None
    wrong = await api.post(f"{TOTP}/confirm", json={"code": "000000"}, headers=browser)
    assert wrong.json()["error"]["code"] == "WRONG_CODE"
    assert (await _person(session)).mfa_enabled_at is None
    code = pyotp.TOTP(begun["secret"]).now()
    answer = await api.post(f"{TOTP}/confirm", json={"code": code}, headers=browser)
    assert len(answer.json()["data"]["recovery_codes"]) == 10
    status = (await api.get("/api/v1/users/me/mfa", headers=browser)).json()["data"]
    assert (status["enabled_at"] is not None, status["recovery_codes_left"], status["passkeys"]) == (True, 10, 0)
    login = await api.post("/api/v1/auth/login", json={"email": EMAIL, "password": PASSWORD}, headers=OWN)
    assert login.json()["data"]["mfa_required"] is True
    assert "__Host-sid" not in login.cookies
    # The code that turned it on is used up: it signs nobody in.
    headers = {"Cookie": f"__Host-challenge={login.cookies['__Host-challenge']}"} | OWN
    replayed = await api.post("/api/v1/auth/mfa", json={"code": code}, headers=headers)
    assert replayed.json()["error"]["code"] == "WRONG_CODE"


async def test_the_secret_is_sealed_for_its_person(
    api: httpx.AsyncClient, session: AsyncSession, browser: dict[str, str]
) -> None:
    secret, codes = await _enrol(api, browser)
    tables = ("users", "recovery_codes", "audit_logs", "challenges", "email_sends")
    stored = "".join([str((await session.execute(text(f"SELECT * FROM {table}"))).all()) for table in tables])
    assert secret not in stored
    assert base64.b64encode(secret.encode()).decode() not in stored
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)
    person, other = await _person(session), await create_somebody(session, email="altro@prova.example")
    with pytest.raises(SealBroken):
        unseal(person.mfa_secret, place=f"users.mfa_secret:{other.id}")


async def test_what_is_on_is_not_begun_again(api: httpx.AsyncClient, browser: dict[str, str]) -> None:
    secret, _codes = await _enrol(api, browser)
    assert (await api.post(TOTP, headers=browser)).json()["error"]["code"] == "SECOND_FACTOR_ON"
    again = await api.post(f"{TOTP}/confirm", json={"code": pyotp.TOTP(secret).now()}, headers=browser)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "SECOND_FACTOR_ON")


async def test_what_is_off_is_neither_confirmed_nor_renewed_nor_turned_off(
    api: httpx.AsyncClient, browser: dict[str, str]
) -> None:
    answers = [
        await api.post(f"{TOTP}/confirm", json={"code": "123456"}, headers=browser),
        await api.post(CODES, headers=browser),
        await api.delete(TOTP, headers=browser),
    ]
    assert [answer.json()["error"]["code"] for answer in answers] == ["SECOND_FACTOR_OFF"] * 3


async def test_new_codes_end_those_before(api: httpx.AsyncClient, browser: dict[str, str]) -> None:
    _secret, old = await _enrol(api, browser)
    new = (await api.post(CODES, headers=browser)).json()["data"]["recovery_codes"]
    assert not set(old) & set(new)
    login = await api.post("/api/v1/auth/login", json={"email": EMAIL, "password": PASSWORD}, headers=OWN)
    headers = {"Cookie": f"__Host-challenge={login.cookies['__Host-challenge']}"} | OWN
    assert (await api.post("/api/v1/auth/mfa", json={"code": old[0]}, headers=headers)).status_code == 403
    assert (await api.post("/api/v1/auth/mfa", json={"code": new[0]}, headers=headers)).status_code == 200


async def test_turned_off_the_password_is_enough_again(
    api: httpx.AsyncClient, session: AsyncSession, browser: dict[str, str]
) -> None:
    await _enrol(api, browser)
    assert (await api.delete(TOTP, headers=browser)).status_code == 204
    assert (await _person(session)).mfa_secret is None
    login = await api.post("/api/v1/auth/login", json={"email": EMAIL, "password": PASSWORD}, headers=OWN)
    assert "__Host-sid" in login.cookies


async def test_each_change_is_written_down_and_mailed(
    api: httpx.AsyncClient, session: AsyncSession, browser: dict[str, str]
) -> None:
    await _enrol(api, browser)
    await api.post(CODES, headers=browser)
    await api.delete(TOTP, headers=browser)
    actions = (await session.execute(select(AuditEntry.action).order_by(AuditEntry.id))).scalars().all()
    changes = ["accounts.second_factor_on", "accounts.recovery_codes_renewed", "accounts.second_factor_off"]
    assert [action for action in actions if action in changes] == changes
    mails = (await session.execute(select(EmailSend).order_by(EmailSend.id))).scalars().all()
    assert [mail.subject for mail in mails] == [
        "La verifica in due passaggi è attiva",
        "I codici di recupero sono nuovi",
        "La verifica in due passaggi è stata disattivata",
    ]
    assert all("/profilo/sicurezza" in mail.html and "Gentile Anna" in mail.text for mail in mails)


async def test_an_english_reader_is_told_in_english(
    api: httpx.AsyncClient, session: AsyncSession, browser: dict[str, str]
) -> None:
    (await _person(session)).language = "en"
    await session.flush()
    await _enrol(api, browser)
    mail = (await session.execute(select(EmailSend))).scalar_one()
    assert mail.subject == "Two-step verification is on"
    assert "/en/profilo/sicurezza" in mail.html
