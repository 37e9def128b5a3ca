"""The form of a quote in a browser without scripts."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.ids import new_id
from aistrategyhub.features.catalog.schemas import QuestionKind
from aistrategyhub.features.quotes.links import FORM_ACTION, prefill_key
from aistrategyhub.features.quotes.models import QuoteRequest, RequestStatus
from aistrategyhub.features.quotes.service import keep_prefill
from tests.factories.quotes import create_asked_service, question, wish_data
from tests.harness.plain_forms import hidden, later, shown

EVERY_KIND = [question(kind, key=kind.value, labels={"it": f"Domanda {kind.value}"}) for kind in QuestionKind]
ANSWERS = {
    "answer_text": "due sedi",
    "answer_long_text": "prima\nseconda",
    "answer_number": "12,5",
    "answer_yes_no": "no",
    "answer_choice": "due",
    "answer_choices__uno": "on",
    "answer_date": "30/11/2026",
}


def typed(**changes: Any) -> dict[str, str]:
    data = {**wish_data(consent="on"), **changes}
    return {name: value for name, value in data.items() if value is not None}


async def stored(session: AsyncSession) -> list[QuoteRequest]:
    return list((await session.execute(select(QuoteRequest))).scalars())


async def test_it_is_read_once_more_and_then_goes(
    session: AsyncSession, api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await create_asked_service(session, *EVERY_KIND)
    kept = await keep_prefill(session, source="assessment", source_id=new_id(), about="nis2", words="Punteggio 46/100")
    came_from = {"Referer": f"http://localhost:3000/preventivo/piano?da={prefill_key(kept)}"}
    review = await api.post(FORM_ACTION, data=typed(service="piano", **ANSWERS), headers=came_from)
    assert (review.status_code, await stored(session)) == (200, [])
    assert "Controlla e invia" in review.text
    assert '<a href="/privacy"' in review.text
    assert "Punteggio 46/100" in review.text

    later(monkeypatch, timedelta(seconds=20))
    sent = await api.post(FORM_ACTION, data=shown(review) | hidden(review))

    (request,) = await stored(session)
    assert (sent.status_code, request.number in sent.text) == (200, True)
    assert (request.item_slug, request.prefill, request.status) == ("piano", "Punteggio 46/100", RequestStatus.NEW)
    assert request.page.startswith("/preventivo/piano?da=")
    assert [(one["kind"], one["value"]) for one in request.answers] == [
        ("text", "due sedi"),
        ("long_text", "prima\nseconda"),
        ("number", "12.5"),
        ("yes_no", False),
        ("choice", "due"),
        ("choices", ["uno"]),
        ("date", "2026-11-30"),
    ]


async def test_sending_the_page_twice_is_one_request(
    session: AsyncSession, api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = await api.post(FORM_ACTION, data=typed())
    later(monkeypatch, timedelta(seconds=20))
    said = {(await api.post(FORM_ACTION, data=shown(review) | hidden(review))).text for _twice in range(2)}

    assert (len(await stored(session)), len(said)) == (1, 1)


async def test_every_wrong_field_has_its_sentence_and_keeps_what_was_typed(
    session: AsyncSession, api: httpx.AsyncClient
) -> None:
    await create_asked_service(session, *EVERY_KIND)
    script = '"><script>alert(1)</script>'
    wrong = {"answer_number": "tanti", "answer_date": "fine mese", "answer_choice": "tre", "email": "lucia"}

    answer = await api.post(FORM_ACTION, data=typed(service="piano", **{**ANSWERS, **wrong}, name=script, consent=None))

    assert (answer.status_code, await stored(session)) == (422, [])
    assert "<script" not in answer.text
    assert set(re.findall(r'class="failed" id="(\w+)-error"', answer.text)) == {*wrong, "consent"}
    assert "Scrivi un numero, per esempio 12 oppure 12,5." in unescape(answer.text)
    kept = shown(answer)
    assert (kept["name"], kept["email"], kept["answer_text"]) == (script, "lucia", "due sedi")
    assert (kept["answer_number"], kept["answer_date"], kept["answer_yes_no"]) == ("tanti", "fine mese", "no")


async def test_a_service_that_went_meanwhile_loses_no_words(session: AsyncSession, api: httpx.AsyncClient) -> None:
    answer = await api.post(FORM_ACTION, data=typed(service="ritirato", answer_domanda="25"))

    assert (answer.status_code, hidden(answer)["service"]) == (404, "")
    assert shown(answer)["message"] == "Vorremmo cominciare a gennaio."


async def test_it_speaks_the_language_of_its_page(session: AsyncSession, api: httpx.AsyncClient) -> None:
    await create_asked_service(session)

    answer = await api.post(FORM_ACTION, data=typed(locale="en", service="piano", answer_domanda="12"))

    assert '<html lang="en">' in answer.text
    assert "How many?" in answer.text


@pytest.mark.parametrize(
    ("after", "said"),
    [(timedelta(seconds=1), "troppo in fretta"), (timedelta(hours=13), "troppo a lungo")],
)
async def test_neither_too_quick_nor_too_late(
    session: AsyncSession, api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, after: timedelta, said: str
) -> None:
    review = await api.post(FORM_ACTION, data=typed())
    later(monkeypatch, after)
    answer = await api.post(FORM_ACTION, data=shown(review) | hidden(review))

    assert answer.status_code in (422, 429)
    assert said in answer.text
    assert shown(answer)["message"] == "Vorremmo cominciare a gennaio."
    assert await stored(session) == []


@pytest.mark.parametrize("seal", ["x", "à", "A" * 43])
async def test_a_forged_seal_opens_nothing(session: AsyncSession, api: httpx.AsyncClient, seal: str) -> None:
    assert (await api.post(FORM_ACTION, data=typed(seal=seal))).status_code == 422
    assert await stored(session) == []


async def test_the_trap_works_here_too(
    session: AsyncSession, api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = await api.post(FORM_ACTION, data=typed(website="x"))
    later(monkeypatch, timedelta(seconds=20))
    await api.post(FORM_ACTION, data=shown(review) | hidden(review) | {"website": "x"})

    assert [request.status for request in await stored(session)] == [RequestStatus.SPAM]


@pytest.mark.parametrize(
    "broken",
    [{"service": "\x00"}, {"service": "../x"}, {"prefill": "à"}, {"page": "//altrove.example"}, {"locale": "xx"}],
)
async def test_what_no_page_sends_does_no_harm(
    session: AsyncSession, api: httpx.AsyncClient, broken: dict[str, str]
) -> None:
    answer = await api.post(FORM_ACTION, data=typed(**broken))

    assert answer.status_code in (200, 404)
    assert "altrove" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
