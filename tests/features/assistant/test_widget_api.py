"""The widget over HTTP, called from pages of other sites."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.service import open_session
from aistrategyhub.features.assistant import answering
from aistrategyhub.features.assistant.api import chat, widget
from aistrategyhub.features.assistant.models import Bot, BotStatus, ChatConversation
from aistrategyhub.features.assistant.service import change_bot, create_bot
from aistrategyhub.features.assistant.widget.sessions import SESSION_LASTS
from aistrategyhub.features.support.models import SupportTicket
from aistrategyhub.infra.rate_limits import CHAT, WIDGET, RateLimit, TooManyRequests
from tests.factories.knowledge import create_bot_one
from tests.factories.people import cookie_of, create_somebody

SITE, OTHER = "https://cliente.example", "https://altro.example"
WHEN = "Entro quante ore la pre-notifica?"
counted: list[tuple[RateLimit, str]] = []


@pytest.fixture(autouse=True)
def uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody_is_counted(limit: RateLimit, key: str) -> None:
        counted.append((limit, key))

    counted.clear()
    monkeypatch.setattr(answering, "hit_or_refuse", nobody_is_counted)
    monkeypatch.setattr(widget, "hit_or_refuse", nobody_is_counted)
    monkeypatch.setattr(chat, "hit_or_refuse", nobody_is_counted)


@pytest.fixture
async def bot(session: AsyncSession) -> Bot:
    return await create_bot_one(session, allowed_origins=[SITE])


def _path(bot: Bot, rest: str = "session") -> str:
    return f"/api/v1/widget/{bot.widget_key}/{rest}"


def _from(site: str, session: str = "") -> dict[str, str]:
    return {"Origin": site} | ({"Widget-Session": session} if session else {})


async def _open(api: httpx.AsyncClient, bot: Bot, site: str = SITE, session: str = "") -> dict[str, Any]:
    answer = await api.post(_path(bot), headers=_from(site, session), json={})
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


async def _ask(api: httpx.AsyncClient, bot: Bot, session: str, site: str = SITE) -> list[tuple[str, dict[str, Any]]]:
    answer = await api.post(_path(bot, "message"), headers=_from(site, session), json={"message": WHEN})
    assert answer.status_code == 200, answer.text
    parts = [part.split("\n") for part in answer.text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in parts]


async def test_a_site_that_was_let_in_asks_and_may_read_the_answer(api: httpx.AsyncClient, bot: Bot) -> None:
    answer = await api.post(_path(bot), headers=_from(SITE), json={"locale": "en"})
    assert answer.headers["access-control-allow-origin"] == SITE
    assert answer.headers["vary"] == "Origin"
    assert "access-control-allow-credentials" not in answer.headers
    assert "set-cookie" not in answer.headers
    window = answer.json()["data"]
    assert (window["name"], window["locale"], window["conversation"]) == ("Assistente", "en", None)

    heard = await _ask(api, bot, window["session"])
    assert [name for name, _data in heard] == ["begun", "words", "citation", "finished"]
    assert set(heard[0][1]) == {"session", "expires_in", "message_id", "with_person"}
    again = await _open(api, bot, session=heard[0][1]["session"])
    assert [one["role"] for one in again["conversation"]["messages"]] == ["visitor", "assistant"]


@pytest.mark.parametrize("site", [OTHER, "null", f"{SITE}.evil.example", "http://cliente.example"])
@pytest.mark.parametrize("rest", ["session", "message", "conversation/person"])
async def test_a_foreign_site_gets_nothing(api: httpx.AsyncClient, bot: Bot, site: str, rest: str) -> None:
    answer = await api.post(_path(bot, rest), headers=_from(site), json={"message": WHEN})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "FOREIGN_ORIGIN")
    assert "access-control-allow-origin" not in answer.headers


async def test_nobody_is_let_in_until_the_owner_says_so(api: httpx.AsyncClient, session: AsyncSession) -> None:
    bot = await create_bot_one(session)
    assert (await api.post(_path(bot), headers=_from(SITE), json={})).status_code == 403
    assert (await api.post(_path(bot), headers=_from("http://localhost:3000"), json={})).status_code == 200
    await change_bot(session, 1, allowed_origins=[SITE])
    assert (await api.post(_path(bot), headers=_from(SITE), json={})).status_code == 200


@pytest.mark.parametrize(("site", "status"), [(SITE, 204), (OTHER, 403), ("null", 403)])
async def test_a_preflight_is_answered_for_those_alone(
    api: httpx.AsyncClient, bot: Bot, site: str, status: int
) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,widget-session"}
    answer = await api.options(_path(bot, "message"), headers=_from(site) | asked)
    assert answer.status_code == status
    if status == 403:
        assert not [name for name in answer.headers if name.startswith("access-control")]
        return
    allowed = {name.strip().lower() for name in answer.headers["access-control-allow-headers"].split(",")}
    assert {"content-type", "widget-session", "last-event-id"} <= allowed
    assert answer.headers["access-control-allow-origin"] == SITE
    assert set(answer.headers["access-control-allow-methods"].split(", ")) == {"GET", "POST", "PUT", "DELETE"}
    assert "access-control-allow-credentials" not in answer.headers


async def test_a_session_is_no_good_elsewhere_or_later(api: httpx.AsyncClient, session: AsyncSession, bot: Bot) -> None:
    await change_bot(session, 1, allowed_origins=[SITE, OTHER])
    signed = (await _open(api, bot))["session"]
    unnamed = await api.post(_path(bot, "message"), headers={"Widget-Session": signed}, json={"message": WHEN})
    assert (unnamed.status_code, unnamed.json()["error"]["code"]) == (403, "FOREIGN_ORIGIN")
    assert (await api.get(_path(bot, "conversation"), headers={"Widget-Session": signed})).status_code == 401
    replays = [_from(OTHER, signed), _from("http://localhost:3000", signed)]
    for headers in (*replays, _from(SITE), _from(SITE, signed[:-2] + "xx")):
        answer = await api.post(_path(bot, "message"), headers=headers, json={"message": WHEN})
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "WIDGET_SESSION_INVALID")
    with time_machine.travel(now() + SESSION_LASTS + timedelta(seconds=1)):
        late = await api.post(_path(bot, "message"), headers=_from(SITE, signed), json={"message": WHEN})
        assert late.status_code == 401
        assert late.headers["access-control-allow-origin"] == SITE
        assert (await _open(api, bot, session=signed))["session"] != signed
    assert (await session.execute(select(func.count()).select_from(ChatConversation))).scalar_one() == 0


async def test_a_session_opens_no_other_bot(api: httpx.AsyncClient, session: AsyncSession, bot: Bot) -> None:
    other = await create_bot(session, "Altro")
    await change_bot(session, other.number, status=BotStatus.ACTIVE, allowed_origins=[SITE])
    signed = (await _open(api, bot))["session"]
    answer = await api.post(_path(other, "message"), headers=_from(SITE, signed), json={"message": WHEN})
    assert answer.json()["error"]["code"] == "WIDGET_SESSION_INVALID"


@pytest.mark.parametrize("key", ["nessuno", "..", "%00", "a" * 25, "site"])
async def test_a_forged_key_opens_nothing_for_other_sites(api: httpx.AsyncClient, bot: Bot, key: str) -> None:
    answer = await api.post(f"/api/v1/widget/{key}/session", headers=_from(SITE), json={})
    assert answer.status_code in (403, 404)
    assert "access-control-allow-origin" not in answer.headers


async def test_our_own_pages_open_the_bot_of_the_site(api: httpx.AsyncClient, bot: Bot) -> None:
    answer = await api.post("/api/v1/widget/site/session", headers=_from("http://localhost:3000"), json={})
    assert answer.json()["data"]["name"] == "Assistente"
    assert "access-control-allow-origin" not in answer.headers
    nobody = await api.post("/api/v1/widget/nessuno/session", headers=_from("http://localhost:3000"), json={})
    assert nobody.json()["error"]["code"] == "BOT_NOT_FOUND"


async def test_who_is_signed_in_here_is_a_stranger_there(
    api: httpx.AsyncClient, session: AsyncSession, bot: Bot
) -> None:
    cookie = await cookie_of(session, Role.ADMIN)
    window = await api.post(_path(bot), headers=_from(SITE) | cookie, json={})
    signed = window.json()["data"]["session"]
    await api.post(_path(bot, "message"), headers=_from(SITE, signed) | cookie, json={"message": WHEN})
    assert (await session.execute(select(ChatConversation.user_id))).scalar_one() is None


async def test_a_visitor_judges_hands_over_and_deletes_their_own(
    api: httpx.AsyncClient, session: AsyncSession, bot: Bot
) -> None:
    begun = (await _ask(api, bot, (await _open(api, bot))["session"]))[0][1]
    own = _from(SITE, begun["session"])
    path = _path(bot, f"conversation/messages/{begun['message_id']}/feedback")
    assert (await api.put(path, headers=own, json={"feedback": "up"})).status_code == 200
    told = (await api.get(_path(bot, "conversation"), headers=own)).json()["data"]
    assert told["messages"][1]["feedback"] == "up"
    stranger = _from(SITE, (await _open(api, bot))["session"])
    for headers in (stranger, _from(SITE)):
        assert (await api.get(_path(bot, "conversation"), headers=headers)).status_code in (401, 404)
        assert (await api.delete(_path(bot, "conversation"), headers=headers)).status_code in (401, 404)
    assert (await api.delete(_path(bot, "conversation"), headers=own)).status_code == 204
    assert (await _open(api, bot, session=begun["session"]))["conversation"] is None
    again = await _ask(api, bot, (await _open(api, bot, session=begun["session"]))["session"])
    assert again[-1][0] == "finished"


LUCIA = {"email": "lucia@cliente.example", "name": "Lucia", "consent": True}


async def test_a_person_is_asked_for_after_a_question(api: httpx.AsyncClient, bot: Bot) -> None:
    begun = (await _ask(api, bot, (await _open(api, bot))["session"]))[0][1]
    path = _path(bot, "conversation/person")
    told = (await api.post(path, headers=_from(SITE, begun["session"]), json=LUCIA)).json()["data"]
    assert told["reference"].startswith("TKT-")
    again = (await api.post(path, headers=_from(SITE, told["session"]), json=LUCIA)).json()["data"]
    assert again["reference"] == told["reference"]
    window = await _open(api, bot, session=told["session"])
    assert window["conversation"]["reference"] == told["reference"]
    assert "informativa sulla privacy" in window["consent"]


async def test_a_person_is_asked_for_before_any_question(
    api: httpx.AsyncClient, session: AsyncSession, bot: Bot
) -> None:
    signed = (await _open(api, bot))["session"]
    path = _path(bot, "conversation/person")
    wrong = await api.post(path, headers=_from(SITE, signed), json={"email": "nessuno"})
    assert (wrong.status_code, {one["field"] for one in wrong.json()["error"]["details"]}) == (
        422,
        {"email", "consent"},
    )
    assert (await session.execute(select(func.count()).select_from(ChatConversation))).scalar_one() == 0
    told = await api.post(path, headers=_from(SITE, signed), json=LUCIA | {"message": "Chiamatemi, grazie."})
    assert told.json()["data"]["reference"].startswith("TKT-")
    window = await _open(api, bot, session=told.json()["data"]["session"])
    assert window["conversation"]["reference"] == told.json()["data"]["reference"]


async def test_without_a_conversation_there_is_nothing_to_follow(api: httpx.AsyncClient, bot: Bot) -> None:
    signed = (await _open(api, bot))["session"]
    answer = await api.get(_path(bot, "conversation/events"), headers=_from(SITE, signed))
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "CONVERSATION_NOT_FOUND")


async def test_a_bot_that_is_paused_says_so_in_the_visitors_language(
    api: httpx.AsyncClient, session: AsyncSession, bot: Bot
) -> None:
    await change_bot(session, 1, status=BotStatus.PAUSED)
    answer = await api.post(_path(bot), headers=_from(SITE) | {"Accept-Language": "en"}, json={})
    assert answer.json()["error"] == {
        "code": "BOT_NOT_ACTIVE",
        "message": "The assistant is not active right now.",
        "details": [],
    }
    assert answer.headers["access-control-allow-origin"] == SITE


async def test_floods_are_counted_by_network_and_bot(
    api: httpx.AsyncClient, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _ask(api, bot, (await _open(api, bot))["session"])
    assert counted == [(WIDGET, f"127.0.0.1 {bot.widget_key}"), (CHAT, "127.0.0.1")]

    async def too_often(limit: RateLimit, key: str) -> None:
        raise TooManyRequests(retry_after=30)

    monkeypatch.setattr(widget, "hit_or_refuse", too_often)
    answer = await api.post(_path(bot), headers=_from(SITE), json={})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "30")
    assert answer.headers["access-control-allow-origin"] == SITE
    assert answer.headers["access-control-expose-headers"] == "Retry-After"


async def test_english_words_for_the_bots_sleep_and_its_greeting(
    api: httpx.AsyncClient, session: AsyncSession, bot: Bot
) -> None:
    await change_bot(session, 1, greeting="Buongiorno.", greeting_en="Good morning.")
    for locale, greeting in (("it", "Buongiorno."), ("en", "Good morning.")):
        answer = await api.post(_path(bot), headers=_from(SITE), json={"locale": locale})
        assert answer.json()["data"]["greeting"] == greeting
    await change_bot(session, 1, widget_languages=["it"])
    answer = await api.post(_path(bot), headers=_from(SITE), json={"locale": "en"})
    assert (answer.json()["data"]["locale"], answer.json()["data"]["greeting"]) == ("it", "Buongiorno.")


# Our own pages know who is signed in.

HERE = "http://localhost:3000"


def _own(rest: str = "session") -> str:
    return f"/api/v1/widget/site/{rest}"


async def _cookies(session: AsyncSession, *names: str) -> dict[str, dict[str, str]]:
    cookies = {"": {}}
    for name in names:
        person = await create_somebody(session, email=f"{name}@prova.example")
        signed_in = await open_session(session, person, methods=["password"], ip_address=None, user_agent="test")
        cookies[name] = {"Cookie": f"__Host-sid={signed_in.token}"}
    await session.flush()
    return cookies


async def _say_here(api: httpx.AsyncClient, cookie: dict[str, str], signed: str) -> httpx.Response:
    return await api.post(_own("message"), headers=_from(HERE, signed) | cookie, json={"message": WHEN})


def _next(answer: httpx.Response) -> str:
    return json.loads(answer.text.split("\n")[1].removeprefix("data: "))["session"]


async def _opened_here(api: httpx.AsyncClient, cookie: dict[str, str], signed: str = "") -> dict[str, Any]:
    answer = await api.post(_own(), headers=_from(HERE, signed) | cookie, json={})
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


async def test_a_conversation_on_our_own_pages_is_of_who_is_signed_in(
    api: httpx.AsyncClient, session: AsyncSession, bot: Bot
) -> None:
    cookies = await _cookies(session, "ada")
    window = await _opened_here(api, cookies["ada"])
    assert window["is_signed_in"] is True
    assert (await _say_here(api, cookies["ada"], window["session"])).status_code == 200
    talk = (await session.execute(select(ChatConversation))).scalar_one()
    assert talk.user_id is not None


@pytest.mark.parametrize(("former", "later"), [("ada", "bob"), ("ada", ""), ("", "ada")])
async def test_whoever_comes_next_to_the_browser_sees_nothing_of_it(
    api: httpx.AsyncClient, session: AsyncSession, bot: Bot, former: str, later: str
) -> None:
    cookies = await _cookies(session, "ada", "bob")
    window = await _opened_here(api, cookies[former])
    signed = _next(await _say_here(api, cookies[former], window["session"]))
    assert (await _opened_here(api, cookies[former], signed))["conversation"] is not None
    assert (await _opened_here(api, cookies[later], signed))["conversation"] is None
    headers = {"Widget-Session": signed} | cookies[later]
    for answer in (
        await _say_here(api, cookies[later], signed),
        await api.get(_own("conversation"), headers=headers),
        await api.get(_own("conversation/events"), headers=headers),
        await api.delete(_own("conversation"), headers=headers | {"Origin": HERE}),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "WIDGET_SESSION_INVALID")
    assert (await _opened_here(api, cookies[former], signed))["conversation"] is not None


async def test_somebody_signed_in_asks_for_a_person_without_an_address(
    api: httpx.AsyncClient, session: AsyncSession, bot: Bot
) -> None:
    cookies = await _cookies(session, "ada")
    signed = (await _opened_here(api, cookies["ada"]))["session"]
    path = _own("conversation/person")
    told = await api.post(path, headers=_from(HERE, signed) | cookies["ada"], json={"message": "Mi chiami."})
    assert told.status_code == 200, told.text
    ticket = (await session.execute(select(SupportTicket))).scalar_one()
    assert (ticket.email, ticket.user_id is not None) == ("ada@prova.example", True)


async def test_whoever_is_signed_in_here_is_a_stranger_on_other_sites(
    api: httpx.AsyncClient, session: AsyncSession, bot: Bot
) -> None:
    """Even where a browser sent the cookie along, or a program its token."""
    cookies = await _cookies(session, "ada")
    headers = _from(SITE) | cookies["ada"]
    window = (await api.post(_path(bot), headers=headers, json={})).json()["data"]
    assert window["is_signed_in"] is False
    said = await api.post(
        _path(bot, "message"),
        headers=_from(SITE, window["session"]) | cookies["ada"] | {"Authorization": "Bearer x"},
        json={"message": "A che punto è il mio ordine?"},
    )
    assert "Per vedere i suoi ordini" in said.text
    talk = (await session.execute(select(ChatConversation))).scalar_one()
    assert talk.user_id is None
