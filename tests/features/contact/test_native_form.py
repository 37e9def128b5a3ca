"""The contact form of a browser without scripts."""

from datetime import timedelta
from html import unescape
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.contact.models import ContactMessage, MessageStatus
from tests.factories.catalog import create_service
from tests.factories.messages import QUESTION, message_data
from tests.harness.plain_forms import hidden, later, shown

FORM = "/api/v1/contact/form"


def typed(**changes: Any) -> dict[str, str]:
    data = message_data(consent="on", **changes)
    return {name: value for name, value in data.items() if value is not None}


async def stored(session: AsyncSession) -> list[ContactMessage]:
    return list((await session.execute(select(ContactMessage))).scalars())


async def test_it_is_read_once_more_and_then_goes(
    session: AsyncSession, api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await create_service(session, slug="dpia", name="DPIA")
    came_from = {"Referer": "http://localhost:3000/contatti?servizio=dpia"}
    review = await api.post(FORM, data=typed(), headers=came_from)
    assert review.status_code == 200
    assert "Controlla e invia" in review.text
    assert await stored(session) == []

    later(monkeypatch, timedelta(seconds=20))
    sent = await api.post(FORM, data=shown(review) | hidden(review))

    assert (sent.status_code, sent.headers["location"]) == (303, "/messaggio-inviato")
    (message,) = await stored(session)
    assert (message.service_slug, message.page, message.words) == ("dpia", "/contatti?servizio=dpia", QUESTION)


async def test_sending_the_page_twice_is_one_message(
    session: AsyncSession, api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = await api.post(FORM, data=typed())
    later(monkeypatch, timedelta(seconds=20))
    for _twice in range(2):
        assert (await api.post(FORM, data=shown(review) | hidden(review))).status_code == 303

    assert len(await stored(session)) == 1


async def test_what_is_wrong_comes_back_as_it_was_typed(session: AsyncSession, api: httpx.AsyncClient) -> None:
    script = '"><script>alert(1)</script>'
    answer = await api.post(FORM, data=typed(name=script, email="lucia", message="Prima\n\n<b>seconda</b>"))

    assert answer.status_code == 422
    assert "<script" not in answer.text
    assert "<b>" not in answer.text
    assert unescape(answer.text).count(script) == 1
    assert "L'indirizzo non è valido" in unescape(answer.text)
    assert 'id="email-error"' in answer.text
    assert " checked" in answer.text
    assert await stored(session) == []


async def test_it_speaks_the_language_of_its_page(session: AsyncSession, api: httpx.AsyncClient) -> None:
    answer = await api.post(FORM, data=typed(locale="en", name=""))

    assert '<html lang="en">' in answer.text
    assert "Write your first name." in answer.text


@pytest.mark.parametrize(
    ("after", "said"),
    [(timedelta(seconds=1), "troppo in fretta"), (timedelta(hours=13), "troppo a lungo")],
)
async def test_neither_too_quick_nor_too_late(
    session: AsyncSession, api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, after: timedelta, said: str
) -> None:
    review = await api.post(FORM, data=typed())
    later(monkeypatch, after)
    answer = await api.post(FORM, data=shown(review) | hidden(review))

    assert answer.status_code in (422, 429)
    assert said in answer.text
    assert QUESTION.partition("\n")[0] in answer.text
    assert await stored(session) == []


@pytest.mark.parametrize("seal", ["x", "à", "A" * 43])
async def test_a_forged_seal_opens_nothing(session: AsyncSession, api: httpx.AsyncClient, seal: str) -> None:
    assert (await api.post(FORM, data=typed(seal=seal))).status_code == 422
    assert await stored(session) == []


async def test_a_form_on_another_site_tells_nothing_of_a_page(
    session: AsyncSession, api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = await api.post(FORM, data=typed(), headers={"Referer": "https://altrove.example/truffa"})

    assert hidden(review)["page"] == ""


async def test_the_trap_works_here_too(
    session: AsyncSession, api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = await api.post(FORM, data=typed(website="x"))
    later(monkeypatch, timedelta(seconds=20))
    sent = await api.post(FORM, data=shown(review) | hidden(review) | {"website": "x"})

    assert sent.status_code == 303
    assert [message.status for message in await stored(session)] == [MessageStatus.SPAM]


async def test_the_page_runs_nothing_and_is_kept_by_nobody(session: AsyncSession, api: httpx.AsyncClient) -> None:
    answer = await api.post(FORM, data=typed())

    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
