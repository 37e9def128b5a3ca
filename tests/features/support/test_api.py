"""Tickets over HTTP: customers see and write in their own, the firm by its permissions, a repeated request once."""

from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.features.support import api as tickets
from aistrategyhub.features.support.models import SupportTicket, TicketMessage
from aistrategyhub.features.support.queries import colleague_of
from aistrategyhub.features.support.service import write_as_staff
from aistrategyhub.infra.rate_limits import RateLimit
from tests.factories.people import cookie_of, create_somebody
from tests.factories.tickets import create_ticket

OWN = {"Origin": "http://localhost:3000"}
PATH = "/api/v1/tickets"
ASKED = {"subject": "Il report non si apre", "message": "Il PDF è vuoto."}


@pytest.fixture(autouse=True)
def uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody_is_counted(limit: RateLimit, key: str) -> None:
        return None

    monkeypatch.setattr(tickets, "hit_or_refuse", nobody_is_counted)


async def _as(session: AsyncSession, role: Role) -> dict[str, str]:
    return await cookie_of(session, role) | OWN


async def _opened(api: httpx.AsyncClient, by: dict[str, str], **more: Any) -> dict[str, Any]:
    answer = await api.post(PATH, headers=by, json=ASKED | more)
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]


async def test_a_customer_asks_reads_writes_and_closes(api: httpx.AsyncClient, session: AsyncSession) -> None:
    customer = await _as(session, Role.CUSTOMER)
    ticket = await _opened(api, customer, priority="high")
    assert (ticket["status"], ticket["priority"], ticket["source"]) == ("new", "high", "portal")
    own = f"{PATH}/{ticket['number']}"
    said = await api.post(f"{own}/messages", headers=customer, json={"message": "Ancora vuoto."})
    assert (said.status_code, said.json()["data"]["author"]) == (201, "customer")
    closed = await api.patch(f"{own}/status", headers=customer, json={"status": "closed"})
    assert closed.json()["data"]["status"] == "closed"
    thread = (await api.get(own, headers=customer)).json()["data"]["messages"]
    assert [(one["author"], one["event"]) for one in thread] == [
        ("system", "opened"),
        ("customer", None),
        ("system", "closed"),
    ]
    again = await api.post(f"{own}/messages", headers=customer, json={"message": "Riapro."})
    assert again.status_code == 201
    assert (await api.get(own, headers=customer)).json()["data"]["status"] == "in_progress"


async def test_what_is_anothers_is_not_there(api: httpx.AsyncClient, session: AsyncSession) -> None:
    stranger = await create_somebody(session, email="altra@prova.example")
    other = await create_ticket(session, user_id=stranger.id)
    customer = await _as(session, Role.CUSTOMER)
    own = f"{PATH}/{other.ticket_number}"
    for answer in (
        await api.get(own, headers=customer),
        await api.post(f"{own}/messages", headers=customer, json={"message": "x"}),
        await api.patch(f"{own}/status", headers=customer, json={"status": "closed"}),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "TICKET_NOT_FOUND")
    for query in ({}, {"mine": "false"}, {"q": "altra"}, {"q": other.ticket_number}):
        assert (await api.get(PATH, headers=customer, params=query)).json()["data"] == []


async def test_a_customer_does_not_do_the_work_of_the_firm(api: httpx.AsyncClient, session: AsyncSession) -> None:
    customer = await _as(session, Role.CUSTOMER)
    own = f"{PATH}/{(await _opened(api, customer))['number']}"
    note = await api.post(f"{own}/messages", headers=customer, json={"message": "x", "is_internal": True})
    assert (note.status_code, note.json()["error"]["code"]) == (403, "ONLY_THE_FIRM")
    for status in ("in_progress", "waiting_customer", "resolved"):
        answer = await api.patch(f"{own}/status", headers=customer, json={"status": status})
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "ONLY_THE_FIRM")


async def test_the_firm_reads_all_answers_and_notes(api: httpx.AsyncClient, session: AsyncSession) -> None:
    asker = await create_somebody(session, email="lucia@prova.example")
    ticket = await create_ticket(session, user_id=asker.id)
    await create_ticket(session, subject="Altro")
    colleague = await _as(session, Role.SUPPORT)
    listed = (await api.get(PATH, headers=colleague, params={"q": "report", "status": ["new"]})).json()
    assert ([one["number"] for one in listed["data"]], listed["pagination"]["total"]) == ([ticket.ticket_number], 1)
    assert (await api.get(PATH, headers=colleague, params={"mine": "true"})).json()["data"] == []
    own = f"{PATH}/{ticket.ticket_number}"
    for body in ({"message": "Ecco il PDF."}, {"message": "È il solito.", "is_internal": True}):
        assert (await api.post(f"{own}/messages", headers=colleague, json=body)).status_code == 201
    thread = (await api.get(own, headers=colleague)).json()["data"]
    assert (thread["status"], thread["messages"][-1]["is_internal"]) == ("waiting_customer", True)
    solved = await api.patch(f"{own}/status", headers=colleague, json={"status": "resolved"})
    assert solved.json()["data"]["resolved_at"]
    backwards = await api.patch(f"{own}/status", headers=colleague, json={"status": "new"})
    assert backwards.status_code == 422


async def test_notes_among_colleagues_are_not_told_to_whoever_asked(
    api: httpx.AsyncClient, session: AsyncSession
) -> None:
    customer = await _as(session, Role.CUSTOMER)
    number = (await _opened(api, customer))["number"]
    ticket = (await session.execute(select(SupportTicket).where(SupportTicket.ticket_number == number))).scalar_one()
    anna = await create_somebody(session, Role.SUPPORT)
    by = await colleague_of(session, anna.id)
    await write_as_staff(session, ticket.id, "cliente difficile", by=by, is_internal=True)
    told = await api.get(f"{PATH}/{number}", headers=customer)
    assert "difficile" not in told.text


async def test_a_request_that_is_repeated_is_done_once(api: httpx.AsyncClient, session: AsyncSession) -> None:
    customer = await _as(session, Role.CUSTOMER) | {"Idempotency-Key": "una-volta"}
    first, second = await _opened(api, customer), await _opened(api, customer)
    assert first == second
    assert await session.scalar(select(func.count()).select_from(SupportTicket)) == 1
    own = f"{PATH}/{first['number']}/messages"
    answers = [await api.post(own, headers=customer, json={"message": "Ancora."}) for _ in range(2)]
    assert answers[0].json()["data"] == answers[1].json()["data"]
    written = select(func.count()).select_from(TicketMessage).where(TicketMessage.words == "Ancora.")
    assert await session.scalar(written) == 1
    other = await api.post(PATH, headers=customer, json=ASKED | {"subject": "Un’altra cosa"})
    assert other.json()["error"]["code"] == "IDEMPOTENCY_KEY_REUSED"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"subject": "", "message": "x"}, "subject"),
        ({"subject": "x", "message": " "}, "message"),
        ({"subject": "x" * 200, "message": "x"}, "subject"),
        ({"subject": "x", "message": "x" * 19_000}, "message"),
        ({"subject": "x", "message": "x", "priority": "now"}, "priority"),
        ({"subject": "x", "message": "x", "user_id": "somebody"}, "user_id"),
    ],
)
async def test_each_wrong_field_is_told(
    api: httpx.AsyncClient, session: AsyncSession, body: dict[str, Any], field: str
) -> None:
    answer = await api.post(PATH, headers=await _as(session, Role.CUSTOMER), json=body)
    assert answer.status_code == 422
    assert field in [one["field"] for one in answer.json()["error"]["details"]]
    assert await session.scalar(select(func.count()).select_from(SupportTicket)) == 0


async def test_nobody_reads_without_signing_in(api: httpx.AsyncClient) -> None:
    for answer in (await api.get(PATH), await api.get(f"{PATH}/TKT-2026-00001"), await api.post(PATH, json=ASKED)):
        assert answer.status_code in (401, 403)
