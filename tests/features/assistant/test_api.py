"""Bots, documents and conversations over HTTP."""

import json
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.features.assistant import answering
from aistrategyhub.features.assistant.models import ChatConversation, ChatMessage, KnowledgeDocument
from aistrategyhub.features.assistant.rules import uploads
from aistrategyhub.features.assistant.service import change_bot
from aistrategyhub.features.assistant.service.conversations import forget_old, forget_person
from aistrategyhub.infra.rate_limits import RateLimit
from tests.factories.knowledge import create_bot_one
from tests.factories.people import cookie_of, create_somebody
from tests.harness.background import run_everything
from tests.harness.talk_server import Quote, TalkServer


@pytest.fixture(autouse=True)
def uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody_is_counted(limit: RateLimit, key: str) -> None:
        return None

    monkeypatch.setattr(answering, "hit_or_refuse", nobody_is_counted)


def _events(answer: httpx.Response) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for part in answer.text.strip().split("\n\n"):
        name, data = part.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


OWN = {"Origin": "http://localhost:3000"}
WHEN = "Entro quante ore la pre-notifica?"


async def _ask(api: httpx.AsyncClient, message: str = WHEN, **more: Any) -> httpx.Response:
    return await api.post("/api/v1/chat/message", json={"message": message, **more})


async def test_an_answer_comes_as_events(api: httpx.AsyncClient, session: AsyncSession, talk: TalkServer) -> None:
    await create_bot_one(session)
    talk.say = lambda body: [Quote("Entro 24 ore.", 0, 0, 1)]
    answer = await _ask(api)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert answer.headers["cache-control"] == "no-store"
    names = [name for name, _data in _events(answer)]
    assert names == ["begun", "words", "words", "citation", "finished"]
    assert _events(answer)[-1][1] == {"kind": "model", "words": "Entro 24 ore.", "notice": ""}
    assert _events(answer)[3][1]["title"] == "Guida NIS2"


async def test_what_is_refused_is_refused_as_everywhere(api: httpx.AsyncClient, session: AsyncSession) -> None:
    assert (await _ask(api)).json()["error"]["code"] == "BOT_NOT_FOUND"
    await create_bot_one(session)
    too_long = await _ask(api, "x" * 3_000)
    assert (too_long.status_code, too_long.json()["error"]["code"]) == (422, "QUESTION_TOO_LONG")
    assert (await _ask(api, conversation="nobody's")).status_code == 404
    await change_bot(session, 1, status="paused")
    assert (await _ask(api)).json()["error"]["code"] == "BOT_NOT_ACTIVE"


async def test_a_visitor_reads_judges_and_deletes_their_own(api: httpx.AsyncClient, session: AsyncSession) -> None:
    await create_bot_one(session)
    began = _events(await _ask(api))[0][1]
    own = {"Conversation-Token": began["token"]}
    path = "/api/v1/chat/conversation"
    told = (await api.get(path, headers=own)).json()["data"]
    assert [one["role"] for one in told["messages"]] == ["visitor", "assistant"]
    judged = await api.put(f"{path}/messages/{began['message_id']}/feedback", headers=own, json={"feedback": "up"})
    assert judged.status_code == 200
    for stranger in ({}, {"Conversation-Token": "another"}):
        assert (await api.get(path, headers=stranger)).status_code == 404
        assert (await api.delete(path, headers=stranger)).status_code == 404
    assert (await api.delete(path, headers=own)).status_code == 204
    assert (await api.get(path, headers=own)).status_code == 404
    assert (await session.execute(select(func.count()).select_from(ChatMessage))).scalar_one() == 0


async def test_old_conversations_and_those_of_erased_people_are_forgotten(
    api: httpx.AsyncClient, session: AsyncSession
) -> None:
    await create_bot_one(session)
    await _ask(api)
    await _ask(api)
    one, other = (await session.execute(select(ChatConversation).order_by(ChatConversation.id))).scalars()
    lucia = await create_somebody(session)
    one.user_id = lucia.id
    await session.flush()
    await forget_person(session, lucia.id)
    assert list((await session.execute(select(ChatConversation.id))).scalars()) == [other.id]
    assert await forget_old(session, before=other.last_message_at) == 0
    from datetime import timedelta

    assert await forget_old(session, before=other.last_message_at + timedelta(seconds=1)) == 1


async def test_a_document_goes_through_its_whole_life(
    api: httpx.AsyncClient, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    await create_bot_one(session, {})
    api.headers.update(await cookie_of(session, Role.ADMIN) | OWN)
    path = "/api/v1/bots/1/documents"
    sent = await api.post(f"{path}/upload", params={"name": "../Guida.md"}, content=b"# Guida\n\nTesto utile.")
    assert (sent.status_code, sent.json()["data"]["status"], sent.json()["data"]["title"]) == (202, "pending", "Guida")
    own = f"{path}/{sent.json()['data']['id']}"
    await run_everything(session)
    assert (await api.get(own)).json()["data"]["status"] == "completed"
    assert (await api.patch(own, json={"is_active": False})).json()["data"]["is_active"] is False
    assert (await api.post(f"{own}/reprocess")).json()["data"]["version"] == 2
    replaced = await api.put(f"{own}/content", params={"name": "Guida.pdf"}, content=b"%PDF-1.7 rotto")
    assert replaced.json()["data"]["version"] == 3
    await run_everything(session)
    failed = (await api.get(own)).json()["data"]
    assert (failed["status"], failed["failure_code"]) == ("failed", "BROKEN")
    assert "danneggiato" in failed["failure"]
    assert (await api.get(path, params={"status": "failed"})).json()["pagination"]["total"] == 1
    assert (await api.delete(own)).status_code == 204
    assert (await session.execute(select(func.count()).select_from(KnowledgeDocument))).scalar_one() == 0


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("a.exe", b"MZ", "KIND_NOT_ALLOWED"), ("a.txt", b"", "EMPTY_FILE"), ("a.txt", b"x" * 101, "FILE_TOO_LARGE")],
)
async def test_a_file_that_is_not_taken_leaves_nothing(
    api: httpx.AsyncClient, session: AsyncSession, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, code: str
) -> None:
    monkeypatch.setattr(uploads, "LARGEST_UPLOAD", 100)
    await create_bot_one(session, {})
    api.headers.update(await cookie_of(session, Role.ADMIN) | OWN)
    sent = await api.post("/api/v1/bots/1/documents/upload", params={"name": name}, content=content)
    assert (sent.status_code, sent.json()["error"]["code"]) == (422, code)
    assert (await session.execute(select(func.count()).select_from(KnowledgeDocument))).scalar_one() == 0


async def test_staff_change_bots_and_listen(api: httpx.AsyncClient, session: AsyncSession) -> None:
    await create_bot_one(session)
    await _ask(api)
    api.headers.update(await cookie_of(session, Role.ADMIN) | OWN)
    changed = await api.patch("/api/v1/bots/1", json={"topics": ["NIS2"], "monthly_cents": 500})
    assert (changed.json()["data"]["topics"], changed.json()["data"]["monthly_cents"]) == (["NIS2"], 500)
    letting_in = {"allowed_origins": ["https://Cliente.example/"], "widget_colour": "blue"}
    changed = (await api.patch("/api/v1/bots/1", json=letting_in)).json()["data"]
    assert (changed["allowed_origins"], changed["widget_colour"]) == (["https://cliente.example"], "blue")
    refused = await api.patch("/api/v1/bots/1", json={"allowed_origins": ["http://cliente.example"]})
    assert (refused.status_code, refused.json()["error"]["details"][0]["code"]) == (422, "NOT_SECURE")
    assert (await api.post("/api/v1/bots", json={"name": "Interno"})).json()["data"]["number"] == 2
    listed = (await api.get("/api/v1/bots/1/conversations")).json()["data"]
    assert [(row["opening"], row["cost_cents"]) for row in listed] == [("Entro quante ore la pre-notifica?", "0")]
    told = (await api.get(f"/api/v1/bots/1/conversations/{listed[0]['id']}")).json()["data"]
    assert len(told["messages"]) == 2
    assert (await api.get(f"/api/v1/bots/2/conversations/{listed[0]['id']}")).status_code == 404
    assert (await api.delete(f"/api/v1/bots/1/conversations/{listed[0]['id']}")).status_code == 204


async def test_a_citation_of_an_upload_opens_its_passage(api: httpx.AsyncClient, session: AsyncSession) -> None:
    await create_bot_one(session)
    events = _events(await _ask(api))
    path = next(data["path"] for name, data in events if name == "citation")
    page = await api.get(path)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<h1>Guida NIS2</h1>" in page.text
    assert "La pre-notifica al CSIRT Italia va fatta entro 24 ore" in page.text
    assert "script" not in page.headers["content-security-policy"]
    forged = await api.get(path[:-4] + "AAAA")
    assert (forged.status_code, forged.json()["error"]["code"]) == (404, "PASSAGE_NOT_FOUND")
    for document in (await session.execute(select(KnowledgeDocument))).scalars():
        document.is_active = False
    await session.flush()
    assert (await api.get(path)).status_code == 404


async def test_what_a_document_says_is_no_markup_on_the_page_of_its_passage(
    api: httpx.AsyncClient, session: AsyncSession
) -> None:
    await create_bot_one(
        session, {"<b>Guida</b>": "# Termini\n\nLa pre-notifica va fatta entro <script>24</script> ore."}
    )
    path = next(data["path"] for name, data in _events(await _ask(api)) if name == "citation")
    page = (await api.get(path)).text
    assert "<b>" not in page
    assert "<script" not in page


async def test_a_bot_is_published_and_paused(api: httpx.AsyncClient, session: AsyncSession) -> None:
    await create_bot_one(session, {})
    staff = await cookie_of(session, Role.ADMIN) | OWN
    for act, status in (("pause", "paused"), ("pause", "paused"), ("publish", "active")):
        told = await api.post(f"/api/v1/bots/1/{act}", headers=staff)
        assert (told.status_code, told.json()["data"]["status"]) == (200, status)
    assert (await api.post("/api/v1/bots/7/publish", headers=staff)).status_code == 404
    editor = await cookie_of(session, Role.EDITOR) | OWN
    assert (await api.post("/api/v1/bots/1/pause", headers=editor)).status_code == 403
