"""One's own data over HTTP: who may, what is refused, and two requests at once."""

import asyncio
import io
import zipfile
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role, acting_as
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.accounts.models import Person, PrivacyRequest, RequestStatus, Session
from aistrategyhub.features.accounts.service.privacy_requests import request_export
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.storage import Storage
from tests.factories.people import cookie_of, create_somebody, principal_of
from tests.factories.sales import create_open_payment, create_order, create_seller
from tests.harness.background import run_everything

EXPORT = "/api/v1/users/me/export"
ME = "/api/v1/users/me"
OWN = {"Origin": "http://localhost:3000"}


@pytest.fixture
async def headers(session: AsyncSession, storage: Storage) -> dict[str, str]:
    await create_seller(session)
    return OWN | await cookie_of(session, Role.CUSTOMER)


async def _person(session: AsyncSession) -> Person:
    return (await session.execute(select(Person).where(Person.role == Role.CUSTOMER))).scalar_one()


async def test_asked_made_and_fetched(api: httpx.AsyncClient, session: AsyncSession, headers: dict[str, str]) -> None:
    asked = (await api.post(EXPORT, headers=headers)).json()["data"]
    assert (asked["status"], asked["file_url"]) == ("requested", None)
    again = (await api.post(EXPORT, headers=headers)).json()["data"]
    assert again["id"] == asked["id"]
    assert (await api.get(f"{EXPORT}/{asked['id']}/file", headers=headers)).status_code == 404
    await run_everything(session)
    [made] = (await api.get(EXPORT, headers=headers)).json()["data"]
    answer = await api.get(made["file_url"], headers=headers)
    assert answer.headers["content-disposition"] == 'attachment; filename="dati-personali.zip"'
    assert answer.headers["cache-control"] == "private, no-store"
    assert "README.txt" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()


async def test_anothers_archive_a_forged_id_and_an_old_one_are_not_found(
    api: httpx.AsyncClient, session: AsyncSession, headers: dict[str, str]
) -> None:
    other = await create_somebody(session, email="altro@prova.example")
    theirs = await request_export(session, other.id, language="it")
    await run_everything(session)
    await session.refresh(theirs)
    assert theirs.status is RequestStatus.READY
    for request_id in (theirs.id, new_id()):
        answer = await api.get(f"{EXPORT}/{request_id}/file", headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "PRIVACY_REQUEST_NOT_FOUND")
    assert (await api.get(f"{EXPORT}/..%2F..%2Fetc/file", headers=headers)).status_code in (404, 422)
    mine = (await api.post(EXPORT, headers=headers)).json()["data"]["id"]
    await run_everything(session)
    week_ago = now() - timedelta(seconds=1)
    await session.execute(update(PrivacyRequest).where(PrivacyRequest.id == UUID(mine)).values(expires_at=week_ago))
    answer = await api.get(f"{EXPORT}/{mine}/file", headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "EXPORT_NOT_AVAILABLE")


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", EXPORT), ("GET", f"{EXPORT}/00000000-0000-7000-8000-000000000000/file"), ("DELETE", ME)],
)
async def test_dangerous_acts_want_a_fresh_proof(
    api: httpx.AsyncClient, session: AsyncSession, headers: dict[str, str], method: str, path: str
) -> None:
    await session.execute(update(Session).values(proved_at=now() - timedelta(minutes=11)))
    answer = await api.request(method, path, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "STEP_UP_REQUIRED")
    assert await session.scalar(select(func.count()).select_from(PrivacyRequest)) == 0


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", EXPORT), ("GET", EXPORT), ("DELETE", ME), ("GET", f"{ME}/erasure"), ("DELETE", f"{ME}/erasure")],
)
async def test_visitors_have_no_data_to_ask_for(api: httpx.AsyncClient, method: str, path: str) -> None:
    assert (await api.request(method, path, headers=OWN)).status_code in (401, 403)


async def test_erasure_is_asked_for_and_cancelled(
    api: httpx.AsyncClient, session: AsyncSession, headers: dict[str, str]
) -> None:
    assert (await api.get(f"{ME}/erasure", headers=headers)).status_code == 404
    asked = await api.delete(ME, headers=headers)
    assert (asked.status_code, asked.json()["data"]["status"]) == (202, "requested")
    assert (await api.get(f"{ME}/erasure", headers=headers)).json()["data"]["id"] == asked.json()["data"]["id"]
    assert (await api.delete(f"{ME}/erasure", headers=headers)).status_code == 204
    answer = await api.delete(f"{ME}/erasure", headers=headers)
    assert answer.json()["error"]["code"] == "NO_ERASURE_WAITING"


async def test_a_running_payment_refuses_it_with_a_sentence(
    api: httpx.AsyncClient, session: AsyncSession, headers: dict[str, str]
) -> None:
    with acting_as(principal_of(await _person(session))):
        order = await create_order(session)
    await create_open_payment(session, order)
    answer = await api.delete(ME, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "ORDER_UNDER_WAY")
    assert order.number in answer.json()["error"]["message"]


async def test_two_requests_at_the_same_moment_are_one(committed_tenant: UUID) -> None:
    async with unit_of_work(committed_tenant) as session:
        person_id = (await create_somebody(session)).id

    async def ask() -> UUID:
        async with unit_of_work(committed_tenant) as session:
            return (await request_export(session, person_id, language="it")).id

    assert len(set(await asyncio.gather(*(ask() for _ in range(6))))) == 1
    async with unit_of_work(committed_tenant) as session:
        assert await session.scalar(select(func.count()).select_from(PrivacyRequest)) == 1
