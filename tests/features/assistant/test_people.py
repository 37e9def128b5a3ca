"""People in conversations: the ticket, taking over, the silence of the bot, and the way back."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.assistant import answering
from aistrategyhub.features.assistant.api import chat as chat_api
from aistrategyhub.features.assistant.api import events as events_api
from aistrategyhub.features.assistant.models import ChatConversation, ChatMessage, ConversationStatus
from aistrategyhub.features.assistant.rules.attending import (
    PRESENCE_LASTS,
    READING_LASTS,
    ConversationTaken,
    NotInConversation,
)
from aistrategyhub.features.assistant.service import change_bot
from aistrategyhub.features.assistant.service.people import give_back, speak, take_over
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.site_settings.seed import seed as seed_settings
from aistrategyhub.features.support.models import SupportTicket, TicketMessage, TicketStatus
from aistrategyhub.features.support.queries import colleague_of
from aistrategyhub.features.support.schemas import Colleague
from aistrategyhub.features.support.service import delete_ticket
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.rate_limits import RateLimit, TooManyRequests
from tests.factories.knowledge import create_bot_one
from tests.factories.people import cookie_of, create_somebody
from tests.harness.talk_server import Quote, TalkServer

WHEN = "Entro quante ore la pre-notifica?"
OWN = "/api/v1/chat/conversation"
ASKING = {"email": "lucia@officinebrenta.example", "name": "Lucia", "message": "Mi chiamate?", "consent": True}


@pytest.fixture(autouse=True)
def uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody_is_counted(limit: RateLimit, key: str) -> None:
        return None

    for edge in (answering, chat_api, events_api):
        monkeypatch.setattr(edge, "hit_or_refuse", nobody_is_counted)
    # One look, and the stream ends.
    monkeypatch.setattr(events_api, "LASTS", timedelta(0))


@pytest.fixture
async def anna(session: AsyncSession) -> Colleague:
    person = await create_somebody(session, Role.SUPPORT)
    return await colleague_of(session, person.id)


@pytest.fixture
async def visitor(api: httpx.AsyncClient, session: AsyncSession, talk: TalkServer) -> httpx.AsyncClient:
    """Somebody who has asked the bot one question and holds the token of the conversation."""
    await create_bot_one(session)
    talk.say = lambda body: [Quote("Entro 24 ore.", 0, 0, 1)]
    began = _events(await api.post("/api/v1/chat/message", json={"message": WHEN}))[0][1]
    api.headers["Conversation-Token"] = began["token"]
    return api


def _events(answer: httpx.Response) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for part in answer.text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in part.split("\n") if not line.startswith(":"))
        if "event" in fields:
            data = json.loads(fields["data"])
            found.append((fields["event"], data | ({"id": int(fields["id"])} if "id" in fields else {})))
    return found


async def _say(visitor: httpx.AsyncClient, words: str) -> list[tuple[str, dict[str, Any]]]:
    body = {"message": words, "conversation": visitor.headers["Conversation-Token"]}
    return _events(await visitor.post("/api/v1/chat/message", json=body))


async def _news(visitor: httpx.AsyncClient, after: int = 0) -> list[tuple[str, dict[str, Any]]]:
    return _events(await visitor.get(f"{OWN}/events", headers={"Last-Event-ID": str(after)} if after else {}))


async def _conversation(session: AsyncSession) -> ChatConversation:
    query = select(ChatConversation).execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one()


async def _mails(session: AsyncSession, template: str) -> list[EmailSend]:
    return list((await session.execute(select(EmailSend).where(EmailSend.template.endswith(template)))).scalars())


async def test_a_person_is_asked_for_and_there_is_a_ticket(visitor: httpx.AsyncClient, session: AsyncSession) -> None:
    await seed_settings(session, SeedPlan(tenant_of(session)))
    asked = (await visitor.post(f"{OWN}/person", json=ASKING)).json()["data"]
    ticket = (await session.execute(select(SupportTicket))).scalar_one()
    assert asked["reference"] == ticket.ticket_number
    assert asked["path"].startswith("/assistenza/")
    assert (ticket.email, ticket.name, ticket.subject) == (ASKING["email"], "Lucia", WHEN)
    assert ticket.description == f"Visitatore: {WHEN}\n\nAssistente: Entro 24 ore."
    assert ticket.consent_words.startswith("Ho letto l’informativa")
    conversation = await _conversation(session)
    assert (conversation.status, conversation.reference) == (ConversationStatus.HANDED_OVER, ticket.ticket_number)
    assert ticket.origin == f"/admin/assistente/1/conversazioni/{conversation.id}"
    [arrived] = await _mails(session, "ticket_arrived")
    assert "Mi chiamate?" in arrived.html
    assert (await visitor.post(f"{OWN}/person", json=ASKING | {"message": ""})).json()["data"] == asked
    assert await session.scalar(select(func.count()).select_from(SupportTicket)) == 1


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"email": ""}, "email"),
        ({"email": "x@"}, "email"),
        ({"consent": False}, "consent"),
        ({"name": "x" * 200}, "name"),
    ],
)
async def test_whoever_cannot_be_answered_has_no_ticket(
    visitor: httpx.AsyncClient, session: AsyncSession, changes: dict[str, Any], wrong: str
) -> None:
    refused = await visitor.post(f"{OWN}/person", json=ASKING | changes)
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "VALIDATION_ERROR")
    assert [error["field"] for error in refused.json()["error"]["details"]] == [wrong]
    assert await session.scalar(select(func.count()).select_from(SupportTicket)) == 0


async def test_only_the_holder_of_the_token_asks_and_listens(visitor: httpx.AsyncClient) -> None:
    for token in ("", "another"):
        stranger = {"Conversation-Token": token}
        assert (await visitor.post(f"{OWN}/person", json=ASKING, headers=stranger)).status_code == 404
        assert (await visitor.get(f"{OWN}/events", headers=stranger)).status_code == 404


async def test_somebody_signed_in_need_not_say_who_they_are(
    api: httpx.AsyncClient, session: AsyncSession, talk: TalkServer
) -> None:
    await create_bot_one(session)
    api.headers.update(await cookie_of(session, Role.CUSTOMER) | {"Origin": "http://localhost:3000"})
    began = _events(await api.post("/api/v1/chat/message", json={"message": WHEN}))[0][1]
    asked = await api.post(f"{OWN}/person", json={}, headers={"Conversation-Token": began["token"]})
    assert asked.status_code == 200
    ticket = (await session.execute(select(SupportTicket))).scalar_one()
    assert ticket.email.startswith("cookie-customer@")
    assert ticket.user_id is not None


async def test_the_bot_is_silent_while_a_person_is_there(
    visitor: httpx.AsyncClient, session: AsyncSession, anna: Colleague, talk: TalkServer
) -> None:
    await visitor.post(f"{OWN}/person", json=ASKING)
    await take_over(session, await _conversation(session), anna)
    asked_before = await session.scalar(select(func.count()).select_from(ChatMessage))
    calls_before = len(talk.asked)

    (begun, said), (finished, ended) = await _say(visitor, "Parlo con una persona?")

    assert (begun, said["with_person"], finished, ended["kind"], ended["words"]) == (
        "begun",
        True,
        "finished",
        "person",
        "",
    )
    assert await session.scalar(select(func.count()).select_from(ChatMessage)) == asked_before
    assert len(talk.asked) == calls_before
    await change_bot(session, 1, status="paused")
    assert (await _say(visitor, "E adesso?"))[1][1]["kind"] == "person"
    await change_bot(session, 1, status="active")

    message = await speak(session, await _conversation(session), "Sì, eccomi.", anna)
    news = await _news(visitor)
    assert [name for name, _data in news] == ["state", "opened", "message", "joined", "message", "message", "message"]
    assert news[0][1]["with_person"] is True
    assert (news[-1][1]["from"], news[-1][1]["name"], news[-1][1]["words"]) == ("person", "Anna", "Sì, eccomi.")
    assert news[4][1]["message_id"] == said["message_id"]
    assert [data["id"] for _name, data in news[1:]] == [1, 2, 3, 4, 5, 6]
    assert [name for name, _data in await _news(visitor, after=message.position)] == ["state"]

    await give_back(session, await _conversation(session), anna)
    assert [name for name, _data in await _news(visitor, after=message.position)] == ["state", "left"]
    assert [name for name, _data in await _say(visitor, WHEN)] == ["begun", "words", "words", "citation", "finished"]


async def test_the_transcript_holds_bot_and_people_in_their_order(
    visitor: httpx.AsyncClient, session: AsyncSession, anna: Colleague
) -> None:
    await take_over(session, await _conversation(session), anna)
    await _say(visitor, "C’è qualcuno?")
    await speak(session, await _conversation(session), "Eccomi.", anna)
    told = (await visitor.get(OWN)).json()["data"]
    assert [(one["role"], one["name"]) for one in told["messages"]] == [
        ("visitor", ""),
        ("assistant", ""),
        ("visitor", ""),
        ("person", "Anna"),
    ]
    assert (told["status"], told["with_person"], told["person_name"]) == ("with_person", True, "Anna")
    assert told["last_event_id"] == 4


async def test_one_colleague_at_a_time_and_only_who_is_there_speaks(
    visitor: httpx.AsyncClient, session: AsyncSession, anna: Colleague
) -> None:
    bruno = await colleague_of(session, (await create_somebody(session, Role.ADMIN)).id)
    conversation = await _conversation(session)
    with pytest.raises(NotInConversation):
        await speak(session, conversation, "Eccomi.", anna)
    await take_over(session, conversation, anna)
    await take_over(session, conversation, anna)
    for act in (take_over(session, conversation, bruno), speak(session, conversation, "Io!", bruno)):
        with pytest.raises((ConversationTaken, NotInConversation)):
            await act
    with pytest.raises(NotInConversation):
        await give_back(session, conversation, bruno)
    events = list((await session.execute(select(TicketMessage.event).order_by(TicketMessage.position))).scalars())
    assert events == ["opened", "joined"]
    actions = (await session.execute(select(AuditEntry.action).order_by(AuditEntry.id))).scalars()
    assert [one for one in actions if one.startswith("assistant.joined")] == ["assistant.joined"]


async def test_somebody_who_walks_away_leaves_the_bot_in_charge(
    visitor: httpx.AsyncClient, session: AsyncSession, anna: Colleague
) -> None:
    conversation = await _conversation(session)
    await take_over(session, conversation, anna)
    conversation.attended_at = now() - PRESENCE_LASTS - timedelta(seconds=1)
    await session.flush()
    assert (await _news(visitor))[0][1]["with_person"] is False
    assert (await _say(visitor, WHEN))[-1][1]["kind"] == "model"
    assert [name for name, _data in await _news(visitor)] == ["state", "opened", "joined", "left"]
    conversation = await _conversation(session)
    assert (conversation.status, conversation.attended_by) == (ConversationStatus.OPEN, None)


async def test_mails_go_to_whoever_is_not_looking(
    visitor: httpx.AsyncClient, session: AsyncSession, anna: Colleague
) -> None:
    await seed_settings(session, SeedPlan(tenant_of(session)))
    await visitor.post(f"{OWN}/person", json=ASKING)
    conversation = await _conversation(session)
    await take_over(session, conversation, anna)
    await speak(session, conversation, "La finestra è chiusa?", anna)
    assert len(await _mails(session, "ticket_answered")) == 1
    await _news(visitor)
    await speak(session, await _conversation(session), "Ora mi legge.", anna)
    assert len(await _mails(session, "ticket_answered")) == 1

    arrived = len(await _mails(session, "ticket_arrived"))
    await _say(visitor, "La leggo.")
    assert len(await _mails(session, "ticket_arrived")) == arrived
    conversation = await _conversation(session)
    conversation.attended_at = now() - READING_LASTS - timedelta(seconds=1)
    await session.flush()
    await _say(visitor, "C’è ancora?")
    assert len(await _mails(session, "ticket_arrived")) == arrived + 1


async def test_an_answer_of_the_ticket_page_is_heard_in_the_window(
    visitor: httpx.AsyncClient, session: AsyncSession, anna: Colleague
) -> None:
    from aistrategyhub.features.support.service import put_ticket, write_as_staff

    await visitor.post(f"{OWN}/person", json=ASKING)
    ticket = (await session.execute(select(SupportTicket))).scalar_one()
    await write_as_staff(session, ticket.id, "Tra colleghi.", by=anna, is_internal=True)
    await write_as_staff(session, ticket.id, "La chiamo domani.", by=anna)
    await put_ticket(session, ticket.id, TicketStatus.CLOSED)
    news = await _news(visitor)
    assert [name for name, _data in news] == ["state", "opened", "message", "message", "closed"]
    assert news[3][1]["words"] == "La chiamo domani."
    assert not any("colleghi" in str(data) for _name, data in news)


async def test_what_is_forgotten_leaves_the_ticket_without_the_chat(
    visitor: httpx.AsyncClient, session: AsyncSession
) -> None:
    await seed_settings(session, SeedPlan(tenant_of(session)))
    await visitor.post(f"{OWN}/person", json=ASKING)
    assert (await visitor.delete(OWN)).status_code == 204
    ticket = (await session.execute(select(SupportTicket).execution_options(populate_existing=True))).scalar_one()
    assert (ticket.description, ticket.subject) == ("", ticket.ticket_number)
    assert not any(WHEN in mail.html for mail in await _mails(session, "ticket_arrived"))
    words = (await session.execute(select(TicketMessage.words))).scalars()
    assert "Mi chiamate?" in list(words)
    assert (await visitor.get(f"{OWN}/events")).status_code == 404


async def test_a_window_hears_that_the_conversation_is_gone(
    visitor: httpx.AsyncClient, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aistrategyhub.features.assistant import listening
    from aistrategyhub.features.assistant.schemas.live import Gone, Presence, Quiet
    from aistrategyhub.features.assistant.service.conversations import delete_conversation

    monkeypatch.setattr(listening, "BETWEEN_LOOKS", 0.0)
    token = visitor.headers["Conversation-Token"]
    heard = listening.listen(tenant_of(session), token, None, after=0, lasts=timedelta(minutes=1))
    assert isinstance(await anext(heard), Presence)
    assert isinstance(await anext(heard), Quiet)
    await delete_conversation(session, await _conversation(session))
    assert [type(one) async for one in heard] == [Gone]


async def test_a_deleted_ticket_sets_the_conversation_free(
    visitor: httpx.AsyncClient, session: AsyncSession, anna: Colleague
) -> None:
    conversation = await _conversation(session)
    await take_over(session, conversation, anna)
    ticket_id = conversation.ticket_id
    assert ticket_id is not None
    await delete_ticket(session, ticket_id)
    session.expire_all()
    assert (await _say(visitor, WHEN))[-1][1]["kind"] == "model"


async def test_windows_are_counted(visitor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def too_often(limit: RateLimit, key: str) -> None:
        raise TooManyRequests(retry_after=30)

    monkeypatch.setattr(events_api, "hit_or_refuse", too_often)
    monkeypatch.setattr(chat_api, "hit_or_refuse", too_often)
    assert (await visitor.get(f"{OWN}/events")).status_code == 429
    assert (await visitor.post(f"{OWN}/person", json=ASKING)).status_code == 429
    assert (await visitor.get(f"{OWN}/events", headers={"Last-Event-ID": "-1"})).status_code == 422


async def test_the_transcript_goes_where_the_visitor_wants_it_three_times_at_most(
    visitor: httpx.AsyncClient, session: AsyncSession, anna: Colleague
) -> None:
    await take_over(session, await _conversation(session), anna)
    await speak(session, await _conversation(session), "Eccomi.", anna)
    wanted = {"email": "Lucia@Prova.example", "consent": True}
    for refused in (wanted | {"email": "lucia"}, wanted | {"consent": False}):
        assert (await visitor.post(f"{OWN}/transcript", json=refused)).status_code == 422
    for _time in range(3):
        assert (await visitor.post(f"{OWN}/transcript", json=wanted)).status_code == 202
    assert (await visitor.post(f"{OWN}/transcript", json=wanted)).json()["error"]["code"] == "TRANSCRIPTS_SPENT"
    [first, *_others] = await _mails(session, "transcript")
    assert first.email_to == "lucia@prova.example"
    assert first.html.index(WHEN) < first.html.index("Entro 24 ore.") < first.html.index("Eccomi.")
    assert WHEN not in first.subject

    assert (await visitor.delete(OWN)).status_code == 204
    session.expire_all()
    assert not any(WHEN in mail.html for mail in await _mails(session, "transcript"))
