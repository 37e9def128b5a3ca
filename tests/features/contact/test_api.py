"""Messages over HTTP."""

import csv
import io
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.models import Session
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.contact.models import ContactMessage, MessageStatus
from tests.factories.catalog import create_service
from tests.factories.messages import create_message, message_data, solved
from tests.factories.people import cookie_of

OWN = {"Origin": "http://localhost:3000"}
Prove = Callable[[], Any]


@pytest.fixture
async def prove(api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> Prove:
    """A proof of work, with the seconds that a person takes to write."""

    async def get() -> str:
        challenge = (await api.get("/api/v1/contact/challenge")).json()["data"]
        proof = solved(challenge)
        started = time.time()
        monkeypatch.setattr(time, "time", lambda: started + 20)
        return proof

    return get


async def stored(session: AsyncSession) -> list[ContactMessage]:
    return list((await session.execute(select(ContactMessage).order_by(ContactMessage.id))).scalars())


class TestSending:
    async def test_a_message_arrives_with_the_service_it_asks_about(
        self, session: AsyncSession, api: httpx.AsyncClient, prove: Prove
    ) -> None:
        await create_service(session, slug="dpia", name="Valutazione d’impatto")
        await session.flush()
        body = message_data(page="/contatti?servizio=dpia", service="dpia", proof=await prove())

        answer = await api.post("/api/v1/contact", json=body)

        assert answer.status_code == 201
        (message,) = await stored(session)
        assert str(message.id) == answer.json()["data"]["reference"]
        assert (message.service_name, message.page) == ("Valutazione d’impatto", "/contatti?servizio=dpia")

    async def test_the_same_body_twice_is_one_message_and_other_words_need_another_proof(
        self, session: AsyncSession, api: httpx.AsyncClient, prove: Prove
    ) -> None:
        body = message_data(proof=await prove())
        first, again = [await api.post("/api/v1/contact", json=body) for _twice in range(2)]
        other = await api.post("/api/v1/contact", json=body | {"message": "Un altro"})

        assert first.json()["data"] == again.json()["data"]
        assert (other.status_code, other.json()["error"]["code"]) == (409, "PROOF_SPENT")
        assert len(await stored(session)) == 1

    async def test_every_wrong_field_is_named_in_the_reader_s_language(
        self, session: AsyncSession, api: httpx.AsyncClient
    ) -> None:
        body = message_data(name="", email="x", consent=False, proof="x")
        answer = await api.post("/api/v1/contact", json=body, headers={"Accept-Language": "en"})
        error = answer.json()["error"]

        assert answer.status_code == 422
        assert {item["field"]: item["message"] for item in error["details"]}["name"] == "Write your first name."
        assert {item["field"] for item in error["details"]} == {"name", "email", "consent"}
        assert await stored(session) == []

    async def test_without_work_nothing_is_taken(self, session: AsyncSession, api: httpx.AsyncClient) -> None:
        answer = await api.post("/api/v1/contact", json=message_data(proof="nothing"))

        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "PROOF_REFUSED")
        assert await stored(session) == []

    async def test_a_robot_that_fills_everything_is_thanked_and_filed_as_spam(
        self, session: AsyncSession, api: httpx.AsyncClient, prove: Prove
    ) -> None:
        body = message_data(website="https://robot.example", proof=await prove())
        answer = await api.post("/api/v1/contact", json=body)

        assert answer.status_code == 201
        (message,) = await stored(session)
        assert message.status is MessageStatus.SPAM

    @pytest.mark.parametrize("page", ["https://altrove.example/", "//altrove.example", "/a\\b"])
    async def test_a_page_of_another_site_is_left_aside(
        self, session: AsyncSession, api: httpx.AsyncClient, prove: Prove, page: str
    ) -> None:
        await api.post("/api/v1/contact", json=message_data(page=page, service="<script>", proof=await prove()))

        (message,) = await stored(session)
        assert (message.page, message.service_slug) == ("", "")


class TestInbox:
    async def test_it_is_for_those_who_answer(self, session: AsyncSession, api: httpx.AsyncClient) -> None:
        message = await create_message(session)
        address = f"/api/v1/contact/messages/{message.id}"
        editor, support = await cookie_of(session, Role.EDITOR), await cookie_of(session, Role.SUPPORT)

        assert (await api.get("/api/v1/contact/messages")).status_code == 403
        assert (await api.get(address, headers=editor)).status_code == 403
        assert (await api.get(address, headers=support)).json()["data"]["message"] == message.words
        assert (await api.delete(address, headers=support)).status_code == 403

    async def test_a_message_is_marked_and_deleted(self, session: AsyncSession, api: httpx.AsyncClient) -> None:
        message = await create_message(session)
        address, admin = f"/api/v1/contact/messages/{message.id}", OWN | await cookie_of(session, Role.ADMIN)

        marked = await api.patch(address, json={"status": "answered"}, headers=admin)
        back = await api.patch(address, json={"status": "new"}, headers=admin)
        deleted = await api.delete(address, headers=admin)

        assert marked.json()["data"]["status"] == "answered"
        assert (back.status_code, back.json()["error"]["code"]) == (409, "ILLEGAL_MESSAGE_TRANSITION")
        assert deleted.status_code == 204
        assert (await session.execute(select(func.count()).select_from(ContactMessage))).scalar_one() == 0

    async def test_the_list_tells_how_many_there_are(self, session: AsyncSession, api: httpx.AsyncClient) -> None:
        for number in range(3):
            await create_message(session, submit=str(number))
        await create_message(session, submit="spam", is_trapped=True)
        headers = await cookie_of(session, Role.SUPPORT)

        answer = await api.get("/api/v1/contact/messages?status=new&per_page=2", headers=headers)

        assert len(answer.json()["data"]) == 2
        assert answer.json()["pagination"]["total"] == 3

    async def test_a_file_of_it_is_recorded_and_a_spreadsheet_computes_none_of_it(
        self, session: AsyncSession, api: httpx.AsyncClient
    ) -> None:
        await create_message(session, name="=2+2")
        answer = await api.get(
            "/api/v1/contact/messages/export?status=new", headers=await cookie_of(session, Role.ADMIN)
        )

        header, line = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";")
        assert dict(zip(header, line, strict=True))["name"] == "'=2+2"
        exported = select(AuditEntry.changes).where(AuditEntry.action == "contact.exported")
        assert (await session.execute(exported)).scalar_one() == {"count": 1, "filters": {"status": ["new"]}}

    async def test_an_old_proof_of_who_asks_is_not_enough_for_a_file(
        self, session: AsyncSession, api: httpx.AsyncClient
    ) -> None:
        headers = await cookie_of(session, Role.ADMIN)
        await session.execute(update(Session).values(proved_at=now() - timedelta(minutes=11)))

        refused = await api.get("/api/v1/contact/messages/export", headers=headers)

        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "STEP_UP_REQUIRED")
