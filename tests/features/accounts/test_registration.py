"""Opening an account: the same answer for all, one person per address, an address proven by its mail."""

import asyncio
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.models import Consent, Person
from aistrategyhub.features.accounts.rules.registration import read_registration
from aistrategyhub.features.accounts.service.registration import register
from aistrategyhub.features.orders.service import claim_guest_orders
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.outbox import OutboxFact
from tests.factories.people import create_somebody
from tests.factories.sales import create_order
from tests.features.accounts.conftest import Mails, token_in

REGISTER = "/api/v1/auth/register"
VERIFY = "/api/v1/auth/verify-email"
RESEND = "/api/v1/auth/resend-verification"
OWN = {"Origin": "http://localhost:3000"}
ANNA = {
    "email": "Anna.Ferri@Prova.example",
    "password": "quattro parole a caso",
    "first_name": "Anna",
    "last_name": "Ferri",
}


async def _people(session: AsyncSession) -> list[Person]:
    session.expire_all()
    return list((await session.execute(select(Person))).scalars())


def _later(minutes: float) -> Any:
    return time_machine.travel(now() + timedelta(minutes=minutes), tick=False)


async def test_a_new_person_is_a_customer_with_an_address_to_verify(
    api: httpx.AsyncClient, session: AsyncSession, mails: Mails
) -> None:
    answer = await api.post(REGISTER, json=ANNA | {"consents": ["terms"]})
    [person] = await _people(session)
    [mail] = await mails()
    assert (answer.status_code, answer.json()["data"]) == (202, {"accepted": True})
    assert (person.email, person.role, person.email_verified_at) == ("anna.ferri@prova.example", "customer", None)
    assert (mail.email_to, mail.template) == ("anna.ferri@prova.example", "accounts/verify_address")
    assert str(person.password_hash).startswith("$argon2id$")
    assert (await session.execute(select(Consent.purpose, Consent.user_id))).all() == [("terms", person.id)]


async def test_a_known_address_gets_the_same_answer_and_another_mail(
    api: httpx.AsyncClient, session: AsyncSession, mails: Mails
) -> None:
    known = await create_somebody(session, email="anna.ferri@prova.example")
    before = known.password_hash
    with _later(10):
        answers = [await api.post(REGISTER, json=ANNA), await api.post(REGISTER, json=ANNA | {"email": "x@y.example"})]
        told, _verify = await mails()
    assert answers[0].json()["data"] == answers[1].json()["data"]
    assert {answer.status_code for answer in answers} == {202}
    assert (told.email_to, told.template) == (known.email, "accounts/already_registered")
    assert "token=" not in told.text
    await session.refresh(known)
    assert (known.password_hash, known.first_name) == (before, "Anna")


async def test_trying_again_and_again_writes_one_mail(
    api: httpx.AsyncClient, session: AsyncSession, mails: Mails
) -> None:
    for _time in range(4):
        await api.post(REGISTER, json=ANNA)
        await api.post(RESEND, json={"email": ANNA["email"]})
    assert [mail.template for mail in await mails()] == ["accounts/verify_address"]


async def test_two_at_once_make_one_person(committed_tenant: UUID) -> None:
    registration = read_registration(ANNA)

    async def once() -> UUID | None:
        async with unit_of_work() as session:
            return await register(session, registration, password_hash="$argon2id$x", language="it")

    made = await asyncio.gather(*(once() for _ in range(6)))
    async with unit_of_work() as session:
        assert (await session.execute(select(func.count()).select_from(Person))).scalar_one() == 1
    assert len([person_id for person_id in made if person_id]) == 1


class TestVerification:
    async def test_the_mailed_token_verifies_once(
        self, api: httpx.AsyncClient, session: AsyncSession, mails: Mails
    ) -> None:
        await api.post(REGISTER, json=ANNA)
        [mail] = await mails()
        first = await api.post(VERIFY, json={"token": token_in(mail)})
        again = await api.post(VERIFY, json={"token": token_in(mail)})
        [person] = await _people(session)
        assert first.json()["data"] == {"email": person.email, "is_email_verified": True}
        assert (again.status_code, again.json()["error"]["code"]) == (400, "LINK_REFUSED")
        assert person.email_verified_at is not None

    async def test_looking_at_the_link_uses_nothing_up(
        self, api: httpx.AsyncClient, session: AsyncSession, mails: Mails
    ) -> None:
        await api.post(REGISTER, json=ANNA)
        token = token_in((await mails())[0])
        assert (await api.get(VERIFY, params={"token": token})).status_code == 405
        assert (await api.post(VERIFY, json={"token": token})).status_code == 200

    async def test_a_new_link_ends_the_old_one(
        self, api: httpx.AsyncClient, session: AsyncSession, mails: Mails
    ) -> None:
        await api.post(REGISTER, json=ANNA)
        [first] = await mails()
        with _later(5):
            await api.post(RESEND, json={"email": ANNA["email"]})
            _first, second = await mails()
            assert (await api.post(VERIFY, json={"token": token_in(first)})).status_code == 400
            assert (await api.post(VERIFY, json={"token": token_in(second)})).status_code == 200

    async def test_nobody_learns_from_resend_who_has_an_account(
        self, api: httpx.AsyncClient, session: AsyncSession, mails: Mails
    ) -> None:
        verified = await create_somebody(session)
        answers = [await api.post(RESEND, json={"email": email}) for email in (verified.email, "mai@visto.example")]
        assert answers[0].json()["data"] == answers[1].json()["data"]
        assert await mails() == []

    async def test_orders_placed_as_a_guest_become_the_persons(
        self, api: httpx.AsyncClient, session: AsyncSession, mails: Mails
    ) -> None:
        own = await create_order(session)
        other = await create_order(session, slug="altro")
        own.email, other.email = "anna.ferri@prova.example", "bruno@prova.example"
        await session.flush()
        await api.post(REGISTER, json=ANNA)
        [person] = await _people(session)
        await session.refresh(own)
        assert own.user_id is None
        await api.post(VERIFY, json={"token": token_in((await mails())[0])})
        facts = select(OutboxFact.payload).where(OutboxFact.name == "accounts.email_verified")
        [payload] = (await session.execute(facts)).scalars()
        assert payload == {"person_id": str(person.id), "email": person.email}
        assert await claim_guest_orders(session, person_id=person.id, email=person.email) == 1
        await session.refresh(own)
        await session.refresh(other)
        assert (own.user_id, other.user_id) == (person.id, None)
        assert await claim_guest_orders(session, person_id=person.id, email=person.email) == 0


class TestBadInput:
    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"email": "anna"}, "email"),
            ({"email": ""}, "email"),
            ({"email": "m\u0131ke@prova.example"}, "email"),
            ({"email": "anna@prova.example\r\nBcc: spia@evil.example"}, "email"),
            ({"password": "corta"}, "password"),
            ({"password": "password1234"}, "password"),
            ({"password": "anna.ferri@prova.example"}, "password"),
            ({"first_name": ""}, "first_name"),
            ({"first_name": "Anna\r\nBcc: spia@evil.example"}, "first_name"),
            ({"last_name": "Fer\x00ri"}, "last_name"),
            ({"last_name": "x" * 101}, "last_name"),
            ({"first_name": {"$gt": ""}}, "first_name"),
            ({"role": "admin"}, "role"),
            ({"consents": ["everything"]}, "consents.0"),
        ],
    )
    async def test_a_sentence_per_field_and_nobody_is_made(
        self, api: httpx.AsyncClient, session: AsyncSession, mails: Mails, change: dict[str, Any], field: str
    ) -> None:
        answer = await api.post(REGISTER, json=ANNA | change)
        assert answer.status_code == 422
        assert [item["field"] for item in answer.json()["error"]["details"]] == [field]
        assert await _people(session) == []
        assert await mails() == []

    async def test_several_wrong_fields_are_told_at_once(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        answer = await api.post(REGISTER, json={"email": "x", "password": "y", "first_name": " ", "last_name": ""})
        fields = {item["field"] for item in answer.json()["error"]["details"]}
        assert fields == {"email", "password", "first_name", "last_name"}

    @pytest.mark.parametrize(
        "name", ["<script>alert(1)</script>", "Robert'); DROP TABLE users;--", "{{ 7*7 }}", "O’Brien & Søn", "%s %n"]
    )
    async def test_whatever_the_name_it_is_text(
        self, api: httpx.AsyncClient, session: AsyncSession, mails: Mails, name: str
    ) -> None:
        answer = await api.post(REGISTER, json=ANNA | {"first_name": name})
        [person] = await _people(session)
        [mail] = await mails()
        assert (answer.status_code, person.first_name) == (202, name)
        assert "<script>" not in mail.html
        assert name in mail.text
        assert "\n" not in mail.subject

    @pytest.mark.parametrize(
        "body", [b"[" * 50_000, b'{"a":' * 20_000, b"", b"\xff\xfe", b"null", b'{"email": "\\ud800@x.example"}']
    )
    async def test_odd_bodies_are_refused_in_the_envelope(
        self, api: httpx.AsyncClient, session: AsyncSession, body: bytes
    ) -> None:
        answer = await api.post(REGISTER, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code in (400, 422)
        assert answer.json()["success"] is False

    async def test_a_body_of_two_megabytes_is_too_large(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        answer = await api.post(REGISTER, json=ANNA | {"first_name": "x" * 2_000_000})
        assert answer.status_code == 413


class TestForm:
    FORM = "/api/v1/auth/register-form"
    AGREED = {"consents": ["terms", "privacy_notice"]}

    async def test_it_leads_back_to_the_page(self, api: httpx.AsyncClient, session: AsyncSession, mails: Mails) -> None:
        answer = await api.post(self.FORM, data=ANNA | self.AGREED | {"locale": "en"}, headers=OWN)
        [person] = await _people(session)
        [mail] = await mails()
        assert (answer.status_code, answer.headers["location"]) == (303, "/en/registrati?fatto=1")
        assert (person.language, mail.locale) == ("en", "en")
        assert "/en/verifica-email?token=" in mail.text

    async def test_a_refusal_keeps_all_but_the_password(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        answer = await api.post(
            self.FORM, data=ANNA | self.AGREED | {"password": "segretissimo", "email": "x"}, headers=OWN
        )
        back = urlsplit(answer.headers["location"])
        assert (answer.status_code, back.path) == (303, "/registrati")
        assert parse_qs(back.query) == {
            "errore": ["email:INVALID_EMAIL"],
            "email": ["x"],
            "first_name": ["Anna"],
            "last_name": ["Ferri"],
            "consents": ["privacy_notice,terms"],
        }
        assert "segretissimo" not in back.query

    async def test_without_consent_nobody_is_made(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        answer = await api.post(self.FORM, data=ANNA | {"consents": ["terms"]}, headers=OWN)
        assert "consents%3AREQUIRED" in answer.headers["location"]
        assert await _people(session) == []

    async def test_another_site_registers_nobody(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        answer = await api.post(self.FORM, data=ANNA | self.AGREED, headers={"Origin": "https://evil.example"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "FOREIGN_ORIGIN")
        assert await _people(session) == []
