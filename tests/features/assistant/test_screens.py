"""Asking in a tab, and looking after bots: real events through the real gate."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.assistant import answering
from aistrategyhub.features.assistant.models import BotStatus, ChatConversation, ChatMessage, Feedback
from aistrategyhub.features.assistant.queries import get_bot
from aistrategyhub.features.assistant.rules.forms import read_bot
from aistrategyhub.features.assistant.rules.screens import line_of_reply
from aistrategyhub.features.assistant.schemas.chat import Citation
from aistrategyhub.features.assistant.service import change_bot
from aistrategyhub.features.assistant.state import chat as chat_state
from aistrategyhub.features.assistant.state import conversation as conversation_state
from aistrategyhub.features.assistant.state.admin import (
    AdminBotsState,
    AdminBotState,
    AdminConversationsState,
    AdminDocumentsState,
)
from aistrategyhub.features.assistant.state.chat import ChatState, HandOverState
from aistrategyhub.features.assistant.state.conversation import AdminConversationState
from aistrategyhub.features.assistant.state.site import SiteAssistantState
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.infra.rate_limits import RateLimit, TooManyRequests
from tests.factories.knowledge import create_bot_one
from tests.factories.people import create_somebody, principal_of
from tests.harness.states import Tab
from tests.harness.talk_server import Quote, TalkServer

WHEN = "Entro quante ore va fatta la pre-notifica?"


@pytest.fixture(autouse=True)
def uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody_is_counted(limit: RateLimit, key: str) -> None:
        return None

    monkeypatch.setattr(answering, "hit_or_refuse", nobody_is_counted)
    monkeypatch.setattr(chat_state, "hit_or_refuse", nobody_is_counted)
    # One look, and no more.
    monkeypatch.setattr(chat_state, "_TAB_LASTS", timedelta(0))
    monkeypatch.setattr(conversation_state, "_LOOKS", 0)


@pytest.fixture
async def chat(session: AsyncSession, tab: Tab) -> Tab:
    """A tab in which the page of the chat was opened."""
    await create_bot_one(session, name="Ada", greeting="Buongiorno.")
    tab.go("/chat")
    await tab.send(ChatState.arrive)
    return tab


async def test_whoever_comes_next_sees_nothing_of_what_was_said(session: AsyncSession, chat: Tab) -> None:
    nobody = chat.principal
    ada = principal_of(await create_somebody(session, email="ada@prova.example"))
    bob = principal_of(await create_somebody(session, email="bob@prova.example"))
    for before, after in ((nobody, ada), (ada, bob), (bob, nobody)):
        chat.principal = before
        await chat.send(ChatState.arrive)
        await chat.send(ChatState.ask, form={"question": WHEN})
        assert len(chat.seen(ChatState, "lines")) == 2
        chat.principal = after
        await chat.send(ChatState.arrive)
        assert chat.seen(ChatState, "lines") == []


async def test_a_question_after_signing_out_begins_anew(session: AsyncSession, chat: Tab) -> None:
    nobody = chat.principal
    chat.principal = principal_of(await create_somebody(session, email="ada@prova.example"))
    await chat.send(ChatState.ask, form={"question": WHEN})
    chat.principal = nobody
    await chat.send(ChatState.ask, form={"question": "Quanto costa il corso?"})
    assert len(chat.seen(ChatState, "lines")) == 2
    assert len((await session.execute(select(ChatConversation))).scalars().all()) == 2


async def test_a_question_is_answered_with_its_sources(session: AsyncSession, chat: Tab, talk: TalkServer) -> None:
    talk.say = lambda body: ["Dipende: ", Quote("entro 24 ore.", 0, 0, 1)]
    assert chat.seen(ChatState, "greeting") == "Buongiorno."
    await chat.send(ChatState.ask, form={"question": WHEN})
    question, reply = chat.seen(ChatState, "lines")
    assert [part["words"] for part in question["segments"]] == [WHEN]
    assert [(part["words"], part["number"]) for part in reply["segments"]] == [("Dipende: entro 24 ore.", "1")]
    assert (reply["sources"][0]["label"], reply["sources"][0]["place"]) == (
        "1. Guida NIS2",
        "Notifica degli incidenti › Termini",
    )
    assert (reply["is_writing"], chat.seen(ChatState, "busy"), chat.seen(ChatState, "round")) == (False, False, 1)

    await chat.send(ChatState.open_source, key=reply["sources"][0]["key"])
    assert chat.seen(ChatState, "opened") == reply["sources"][0]["key"]
    await chat.send(ChatState.judge, message_id=reply["message_id"], feedback="down")
    assert chat.seen(ChatState, "lines")[1]["feedback"] == "down"
    message = (await session.execute(select(ChatMessage).where(ChatMessage.kind.is_not(None)))).scalar_one()
    assert message.feedback is Feedback.DOWN
    assert not any("_token" in name for name in chat.values[ChatState.get_full_name()])


async def test_a_refusal_keeps_what_was_typed(chat: Tab, monkeypatch: pytest.MonkeyPatch) -> None:
    async def too_often(limit: RateLimit, key: str) -> None:
        raise TooManyRequests(retry_after=30)

    monkeypatch.setattr(answering, "hit_or_refuse", too_often)
    await chat.send(ChatState.ask, form={"question": WHEN})
    assert "Troppe richieste" in chat.seen(ChatState, "form_error")
    assert (chat.seen(ChatState, "round"), chat.seen(ChatState, "lines")) == (0, [])
    assert chat.seen(ChatState, "busy") is False


async def test_a_person_is_asked_for_with_a_number_and_everything_can_be_taken_back(
    session: AsyncSession, chat: Tab
) -> None:
    await chat.send(ChatState.want_person)
    assert chat.events[-1].payload["path"] == "/contatti"
    await chat.send(ChatState.ask, form={"question": WHEN})
    await chat.send(ChatState.want_person)
    assert chat.seen(ChatState, "is_wanting_person") is True
    await chat.send(HandOverState.submit, form={"email": "lucia", "message": ""})
    assert set(chat.seen(HandOverState, "errors")) == {"email", "consent"}
    await chat.send(HandOverState.submit, form={"email": "lucia@prova.example", "message": "Ciao.", "consent": "on"})
    assert (chat.seen(ChatState, "reference")[:4], chat.seen(ChatState, "is_wanting_person")) == ("TKT-", False)
    assert [part["words"] for part in chat.seen(ChatState, "lines")[-1]["segments"]] == ["Ciao."]
    await chat.send(ChatState.forget)
    assert (chat.seen(ChatState, "lines"), chat.seen(ChatState, "reference")) == ([], "")
    assert (await session.execute(select(func.count()).select_from(ChatConversation))).scalar_one() == 0


async def test_the_firm_comes_in_speaks_and_gives_back(session: AsyncSession, chat: Tab) -> None:
    visitor = chat.principal
    await chat.send(ChatState.ask, form={"question": WHEN})
    conversation = (await session.execute(select(ChatConversation))).scalar_one()
    staff = principal_of(await create_somebody(session, Role.SUPPORT))
    route = "/admin/assistente/[bot_number]/conversazioni/[conversation_id]"
    chat.principal = staff
    chat.go(route, bot_number="1", conversation_id=str(conversation.id))
    await chat.send(AdminConversationState.load)
    await chat.send(AdminConversationState.join)
    assert (chat.seen(AdminConversationState, "is_mine"), chat.seen(AdminConversationState, "person")) == (True, "Anna")
    await chat.send(AdminConversationState.say, form={"message": " "})
    assert set(chat.seen(AdminConversationState, "errors")) == {"message"}
    await chat.send(AdminConversationState.say, form={"message": "Eccomi."})

    chat.principal = visitor
    chat.go("/chat")
    await chat.send(ChatState.ask, form={"question": "Parlo con una persona?"})
    question, _reply, joined, spoken, asked = chat.seen(ChatState, "lines")
    assert (question["is_visitor"], asked["is_visitor"]) == (True, True)
    assert (joined["note"][:4], spoken["person"]) == ("Anna", "Anna")
    assert (chat.seen(ChatState, "with_person"), chat.seen(ChatState, "busy")) == (True, False)

    chat.principal = staff
    chat.go(route, bot_number="1", conversation_id=str(conversation.id))
    await chat.send(AdminConversationState.leave)
    told = chat.seen(AdminConversationState, "lines")
    assert [line["person"] for line in told if line["person"]] == ["Anna"]
    assert chat.seen(AdminConversationState, "is_mine") is False


async def test_an_editor_comes_into_nothing(session: AsyncSession, chat: Tab) -> None:
    await chat.send(ChatState.ask, form={"question": WHEN})
    conversation = (await session.execute(select(ChatConversation))).scalar_one()
    chat.principal = principal_of(await create_somebody(session, Role.EDITOR))
    chat.go(
        "/admin/assistente/[bot_number]/conversazioni/[conversation_id]",
        bot_number="1",
        conversation_id=str(conversation.id),
    )
    await chat.send(AdminConversationState.join)
    await session.refresh(conversation)
    assert conversation.attended_by is None


async def test_a_bot_that_is_paused_says_so(session: AsyncSession, chat: Tab) -> None:
    await change_bot(session, 1, status=BotStatus.PAUSED)
    await chat.send(ChatState.arrive)
    assert chat.seen(ChatState, "is_available") is False


@pytest.fixture
async def owner(session: AsyncSession, tab: Tab) -> Tab:
    tab.principal = principal_of(await create_somebody(session, Role.ADMIN))
    return tab


async def test_the_owner_sees_bots_changes_one_and_what_it_knows(session: AsyncSession, owner: Tab) -> None:
    await create_bot_one(session)
    await owner.send(AdminBotsState.load)
    [row] = owner.seen(AdminBotsState, "rows")
    assert (row["number"], row["status_label"], row["percent"]) == ("1", "Attivo", 0)
    owner.go("/admin/assistente/[bot_number]", bot_number="1")
    await owner.send(AdminBotState.load)
    form = {
        "name": "Ada",
        "status": "paused",
        "topics": "NIS2\n\nAI Act",
        "monthly_euro": "12,50",
        "daily_questions": "9",
    }
    await owner.send(AdminBotState.save, form=form)
    bot = await get_bot(session, 1)
    await session.refresh(bot)
    assert (bot.name, bot.status, bot.topics, bot.monthly_cents, bot.daily_questions) == (
        "Ada",
        BotStatus.PAUSED,
        ["NIS2", "AI Act"],
        1250,
        9,
    )
    await owner.send(AdminBotState.save, form=form | {"monthly_euro": "molti", "name": " "})
    assert set(owner.seen(AdminBotState, "errors")) == {"monthly_euro", "name"}

    await owner.send(AdminDocumentsState.load)
    documents = owner.seen(AdminDocumentsState, "rows")
    assert {row["status_label"] for row in documents} == {"Letto"}
    first = documents[0]["document_id"]
    await owner.send(AdminDocumentsState.switch, document_id=first, is_active=False)
    assert "Disattivato" in [row["status_label"] for row in owner.seen(AdminDocumentsState, "rows")]
    await owner.send(AdminDocumentsState.delete, document_id=first)
    assert len(owner.seen(AdminDocumentsState, "rows")) == 1


async def test_the_firm_reads_and_forgets_conversations(session: AsyncSession, chat: Tab) -> None:
    await chat.send(ChatState.ask, form={"question": WHEN})
    chat.principal = principal_of(await create_somebody(session, Role.SUPPORT))
    chat.go("/admin/assistente/[bot_number]/conversazioni", bot_number="1")
    await chat.send(AdminConversationsState.load)
    [row] = chat.seen(AdminConversationsState, "rows")
    assert row["opening"] == WHEN
    route = "/admin/assistente/[bot_number]/conversazioni/[conversation_id]"
    chat.go(route, bot_number="1", conversation_id=row["conversation_id"])
    await chat.send(AdminConversationState.load)
    assert [line["is_visitor"] for line in chat.seen(AdminConversationState, "lines")] == [True, False]
    await chat.send(AdminConversationState.delete)
    await chat.send(AdminConversationState.load)
    assert chat.seen(AdminConversationState, "is_missing") is True


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": "  "}, "name"),
        ({"daily_questions": "-1"}, "daily_questions"),
        ({"daily_questions": "1e3"}, "daily_questions"),
        ({"monthly_euro": "1,234"}, "monthly_euro"),
        ({"topics": "x" * 81}, "topics"),
        ({"refused_words": "\n".join(map(str, range(201)))}, "refused_words"),
    ],
)
def test_what_is_typed_wrong_is_told_at_its_field(changes: dict[str, Any], wrong: str) -> None:
    typed = {"name": "Ada", "daily_questions": "5", "monthly_euro": "10", "topics": "", "refused_words": ""}
    assert read_bot(typed)["monthly_cents"] == 1000
    with pytest.raises(InvalidInput) as refusal:
        read_bot(typed | changes)
    assert [error.field for error in refusal.value.fields] == [wrong]


def test_numbers_stand_behind_the_words_they_belong_to() -> None:
    from uuid import UUID

    def cited(number: int, at: int, quote: str) -> Citation:
        return Citation(number, UUID(int=number), UUID(int=9), "Guida", "Guida › Art. 5", 3, "/guida", quote, at)

    line = line_of_reply("m", "Uno. Due. Tre.", [cited(1, 4, "primo testo"), cited(2, 9, "b"), cited(1, 9, "terzo")])
    assert [(part.words, part.number) for part in line.segments] == [
        ("Uno.", "1"),
        (" Due.", "2"),
        ("", "1"),
        (" Tre.", ""),
    ]
    assert [(one.key, one.label, one.place) for one in line.sources] == [
        ("m-1", "1. Guida", "Art. 5, pagina 3"),
        ("m-2", "2. Guida", "Art. 5, pagina 3"),
    ]
    assert line.sources[0].quote == "primo testo […] terzo"
    assert line.sources[0].href == "/guida#:~:text=primo%20testo"


async def test_the_owner_lets_sites_in_and_copies_the_line_for_them(session: AsyncSession, owner: Tab) -> None:
    bot = await create_bot_one(session)
    owner.go("/admin/assistente/[bot_number]", bot_number="1")
    await owner.send(AdminBotState.load)
    plain = f'<script src="http://localhost:3000/widget.js" data-bot="{bot.widget_key}" async></script>'
    assert owner.seen(AdminBotState, "bot")["snippet"] == plain
    form = {
        "allowed_origins": "https://cliente.example/\nhttp://localhost:8000",
        "colour": "burgundy",
        "side": "left",
        "theme": "dark",
        "languages": "en",
        "greeting_en": "Good morning.",
    }
    await owner.send(AdminBotState.save_widget, form=form)
    await session.refresh(bot)
    assert bot.allowed_origins == ["https://cliente.example", "http://localhost:8000"]
    assert (bot.widget_languages, bot.greeting_en) == (["en"], "Good morning.")
    seen = owner.seen(AdminBotState, "bot")
    look = 'data-colour="burgundy" data-side="left" data-theme="dark" data-lang="en"'
    assert seen["snippet"] == plain.replace(" async", f" {look} async")
    assert seen["preview_address"] == (
        f"/widget/preview?colour=burgundy&side=left&theme=dark&lang=en&bot={bot.widget_key}"
    )
    query = select(AuditEntry.changes).where(AuditEntry.action == "assistant.bot_changed")
    [changed] = [one for one in (await session.execute(query)).scalars() if "allowed_origins" in one["after"]]
    assert changed["before"]["allowed_origins"] == []

    await owner.send(AdminBotState.save_widget, form=form | {"allowed_origins": "https://a.it\nb.it"})
    assert "«b.it»" in owner.seen(AdminBotState, "errors")["allowed_origins"]
    await session.refresh(bot)
    assert len(bot.allowed_origins) == 2


async def test_who_only_teaches_lets_no_site_in(session: AsyncSession, tab: Tab) -> None:
    bot = await create_bot_one(session)
    tab.principal = principal_of(await create_somebody(session, Role.EDITOR))
    tab.go("/admin/assistente/[bot_number]", bot_number="1")
    await tab.send(AdminBotState.load)
    await tab.send(AdminBotState.save_widget, form={"allowed_origins": "https://a.it"})
    await session.refresh(bot)
    assert bot.allowed_origins == []


async def test_pages_of_the_site_lead_to_the_assistant_while_it_is_active(session: AsyncSession, tab: Tab) -> None:
    await tab.send(SiteAssistantState.load)
    assert tab.seen(SiteAssistantState, "is_open") is False
    await create_bot_one(session)
    await tab.send(SiteAssistantState.load)
    assert tab.seen(SiteAssistantState, "is_open") is True
    await change_bot(session, 1, status=BotStatus.PAUSED)
    await tab.send(SiteAssistantState.load)
    assert tab.seen(SiteAssistantState, "is_open") is False
