"""A request from a program to the firm's list, with its mails."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.contact.service.proofs import new_challenge
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.quotes import service
from aistrategyhub.features.quotes.links import prefill_key
from aistrategyhub.features.quotes.models import QuotePrefill, QuoteRequest, RequestStatus
from aistrategyhub.features.quotes.queries import list_requests
from tests.factories.messages import solved
from tests.factories.quotes import create_asked_service, create_request, wish_data


async def stored(session: AsyncSession) -> list[QuoteRequest]:
    return list((await session.execute(select(QuoteRequest))).scalars())


def body(**changes: Any) -> dict[str, Any]:
    return {**wish_data(), "proof": solved(new_challenge().model_dump()), **changes}


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proofs of work of somebody who took their time."""
    monkeypatch.setattr("aistrategyhub.features.contact.service.proofs.QUICKEST", timedelta(0))


@pytest.mark.usefixtures("patient")
async def test_a_request_of_a_service_keeps_its_answers_as_asked(session: AsyncSession, api: AsyncClient) -> None:
    await create_asked_service(session)

    answer = await api.post("/api/v1/quote-requests", json=body(service="piano", answers={"domanda": "25"}))

    assert answer.status_code == 201, answer.text
    (request,) = await stored(session)
    assert answer.json()["data"]["number"] == request.number
    assert request.number.startswith("QR-2026-0000")
    assert (request.item_slug, request.item_name, request.questionnaire_version) == ("piano", "Piano NIS2", 1)
    assert request.answers == [{"key": "domanda", "kind": "number", "label": "Quanti?", "value": "25", "shown": "25"}]
    receipt = (
        await session.execute(select(EmailSend).where(EmailSend.email_to == "lucia@officinebrenta.example"))
    ).scalar_one()
    assert request.number in receipt.subject
    assert "gennaio" not in receipt.text


@pytest.mark.usefixtures("patient")
async def test_a_wrong_answer_says_which_and_nothing_is_kept(session: AsyncSession, api: AsyncClient) -> None:
    await create_asked_service(session)

    answer = await api.post("/api/v1/quote-requests", json=body(service="piano", answers={"domanda": "0"}))

    assert answer.status_code == 422
    (detail,) = answer.json()["error"]["details"]
    assert (detail["field"], detail["code"]) == ("answer_domanda", "TOO_SMALL")
    assert await stored(session) == []


@pytest.mark.usefixtures("patient")
async def test_a_service_that_is_not_there(session: AsyncSession, api: AsyncClient) -> None:
    answer = await api.post("/api/v1/quote-requests", json=body(service="nessuno"))

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "ITEM_NOT_FOUND")


async def test_a_robot_is_too_quick_and_a_false_proof_lets_nothing_in(session: AsyncSession, api: AsyncClient) -> None:
    quick = await api.post("/api/v1/quote-requests", json=body())
    false = await api.post("/api/v1/quote-requests", json=body(proof="bm8="))

    assert (quick.status_code, false.status_code) == (429, 422)
    assert await stored(session) == []


@pytest.mark.usefixtures("patient")
async def test_the_words_of_an_assessment_come_along_by_their_signed_key(
    session: AsyncSession, api: AsyncClient
) -> None:
    given = {"source": "assessment", "source_id": new_id(), "about": "nis2"}
    kept = await service.keep_prefill(session, words="Punteggio 46/100", **given)
    again = await service.keep_prefill(session, words="Punteggio 60/100", **given)

    await api.post("/api/v1/quote-requests", json=body(prefill=prefill_key(kept)))
    await api.post("/api/v1/quote-requests", json=body(prefill=str(kept), message="Con una chiave falsa."))

    assert again == kept
    assert sorted(request.prefill for request in await stored(session)) == ["", "Punteggio 60/100"]
    await service.forget_prefills(session, "assessment", [given["source_id"]])
    assert (await session.execute(select(QuotePrefill))).first() is None


async def test_one_submit_is_one_request(session: AsyncSession) -> None:
    first = await create_request(session)
    second = await create_request(session)

    assert first.id == second.id


async def test_what_falls_into_the_trap_is_spam_and_nobody_is_written_to(session: AsyncSession) -> None:
    request = await create_request(session, is_trapped=True)

    assert request.status is RequestStatus.SPAM
    assert (await session.execute(select(EmailSend))).first() is None


async def test_the_list_is_searched_and_filtered(session: AsyncSession) -> None:
    await create_request(session, submit="one", company="Acque del Brenta")
    await create_request(session, submit="two", company="Officine")
    await create_request(session, submit="three", is_trapped=True)

    found = await list_requests(session, q="acque", statuses=[RequestStatus.NEW])
    spam = await list_requests(session, statuses=[RequestStatus.SPAM])

    assert [row.company for row in found.rows] == ["Acque del Brenta"]
    assert spam.total == 1


async def test_old_requests_go_and_spam_sooner(session: AsyncSession) -> None:
    await create_request(session, submit="kept")
    spam = await create_request(session, submit="spam", is_trapped=True)
    spam.received_at -= timedelta(days=31)
    await session.flush()

    gone = await service.forget_old_requests(
        session, before=now() - timedelta(days=730), spam_before=now() - timedelta(days=30)
    )

    assert gone == 1
    assert len(await stored(session)) == 1
