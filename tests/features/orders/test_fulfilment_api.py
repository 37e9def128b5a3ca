"""The steps of an order over HTTP: staff hand them over, whoever holds the key fetches and decides."""

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.orders.links import order_key
from aistrategyhub.features.orders.models import OrderStatus
from tests.factories.people import cookie_of
from tests.factories.sales import create_order
from tests.factories.steps import PDF, add_file, create_work

OWN = {"Origin": "http://localhost:3000"}
ADMIN = "/api/v1/admin"


async def test_a_step_from_its_plan_to_the_end_of_the_order(session: AsyncSession, api: AsyncClient) -> None:
    order, _none = await create_work(session, "Analisi")
    staff = OWN | await cookie_of(session, Role.ADMIN)
    keyed = staff | {"Idempotency-Key": "una volta"}
    body = {"name": "Relazione", "due": "2026-12-01"}
    added = [
        await api.post(f"{ADMIN}/orders/{order.number}/milestones", json=body, headers=keyed) for _time in range(2)
    ]
    assert [answer.status_code for answer in added] == [201, 201]
    first, second = added[1].json()["data"]
    assert (second["name"], second["due"], second["state"]) == ("Relazione", "2026-12-01", "to_do")
    other = await api.post(f"{ADMIN}/orders/{order.number}/milestones", json={"name": "Altra"}, headers=keyed)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")

    sent = await api.post(
        f"{ADMIN}/milestones/{first['milestone_id']}/files?name=Relazione%20finale.pdf", content=PDF, headers=staff
    )
    assert (sent.status_code, sent.json()["data"]["name"]) == (201, "Relazione finale.pdf")
    own = f"/api/v1/orders/{order_key(order.id)}"
    address = f"{own}/files/{sent.json()['data']['file_id']}"
    assert (await api.get(address)).status_code == 404
    assert (await api.get(f"{own}/milestones")).json()["data"][0]["files"] == []

    for step in (first, second):
        for _time in range(2):
            delivered = await api.post(f"{ADMIN}/milestones/{step['milestone_id']}/deliver", headers=keyed)
            assert (delivered.status_code, delivered.json()["data"]["state"]) == (200, "delivered")
    file = await api.get(address)
    assert (file.content, file.headers["content-type"]) == (PDF, "application/pdf")
    assert file.headers["content-disposition"] == "attachment; filename*=UTF-8''Relazione%20finale.pdf"
    assert file.headers["cache-control"] == "private, no-store"

    asked = await api.post(f"{own}/milestones/{first['milestone_id']}/change", json={"words": "Manca l’indice."})
    assert (asked.json()["data"][0]["state"], asked.json()["data"][0]["asked"]) == ("change_asked", "Manca l’indice.")
    await api.post(f"{ADMIN}/milestones/{first['milestone_id']}/deliver", headers=staff)
    for step in (first, second):
        for _time in range(2):
            answer = await api.post(
                f"{own}/milestones/{step['milestone_id']}/approve", headers={"Idempotency-Key": "si"}
            )
            assert answer.status_code == 200
    await session.refresh(order)
    assert order.status is OrderStatus.COMPLETED


async def test_a_file_of_two_megabytes_comes_in(session: AsyncSession, api: AsyncClient) -> None:
    _order, (step,) = await create_work(session, "Analisi")
    staff = OWN | await cookie_of(session, Role.ADMIN)
    large = PDF + bytes(2 * 1024 * 1024)
    sent = await api.post(f"{ADMIN}/milestones/{step.id}/files?name=Relazione.pdf", content=large, headers=staff)
    assert (sent.status_code, sent.json()["data"]["bytes"]) == (201, len(large))


async def test_another_order_s_key_opens_no_file(session: AsyncSession, api: AsyncClient) -> None:
    _order, (step,) = await create_work(session, "Analisi")
    file = await add_file(session, step)
    file.delivered_at = file.uploaded_at
    await session.flush()
    stranger = await create_order(session, slug="altro")
    for key in (order_key(stranger.id), "x"):
        assert (await api.get(f"/api/v1/orders/{key}/files/{file.id}")).status_code == 404
        assert (await api.post(f"/api/v1/orders/{key}/milestones/{step.id}/approve")).status_code == 404


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.EDITOR, Role.SUPPORT])
async def test_only_who_manages_orders_hands_over(session: AsyncSession, api: AsyncClient, role: Role) -> None:
    order, (step,) = await create_work(session, "Analisi")
    file = await add_file(session, step)
    headers = OWN | await cookie_of(session, role)
    answers = [
        await api.post(f"{ADMIN}/orders/{order.number}/milestones", json={"name": "x"}, headers=headers),
        await api.post(f"{ADMIN}/milestones/{step.id}/deliver", headers=headers),
        await api.post(f"{ADMIN}/milestones/{step.id}/files", content=PDF, headers=headers),
        await api.put(f"{ADMIN}/milestones/{step.id}", json={"name": "x"}, headers=headers),
        await api.delete(f"{ADMIN}/milestones/{step.id}", headers=headers),
        await api.delete(f"{ADMIN}/deliverables/{file.id}", headers=headers),
    ]
    assert {answer.status_code for answer in answers} == {403}
    seen = await api.get(f"{ADMIN}/deliverables/{file.id}", headers=headers)
    assert seen.status_code == (200 if role is Role.SUPPORT else 403)


async def test_what_cannot_be_is_said(session: AsyncSession, api: AsyncClient) -> None:
    order, (step,) = await create_work(session, "Analisi")
    staff = OWN | await cookie_of(session, Role.ADMIN)
    page = await api.post(f"{ADMIN}/milestones/{step.id}/files?name=a.pdf", content=b"<html>", headers=staff)
    assert (page.status_code, page.json()["error"]["code"]) == (422, "KIND_NOT_ALLOWED")
    assert (await api.post(f"{ADMIN}/milestones/{new_id()}/deliver", headers=staff)).status_code == 404
    early = await api.post(f"/api/v1/orders/{order_key(order.id)}/milestones/{step.id}/approve")
    assert (early.status_code, early.json()["error"]["code"]) == (409, "ILLEGAL_MILESTONE_TRANSITION")
    changed = await api.put(f"{ADMIN}/milestones/{step.id}", json={"name": "", "due": None}, headers=staff)
    assert changed.status_code == 422
    assert (await api.delete(f"{ADMIN}/milestones/{step.id}", headers=staff)).status_code == 204
