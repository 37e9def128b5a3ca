"""Refunds over HTTP: shown before they happen, decided once for each key, by whoever may and has proved it."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.payments.queries import list_refunds_of
from aistrategyhub.features.payments.service import settle
from tests.factories.people import cookie_of
from tests.factories.sales import create_open_payment, create_order, intent_of

OWN = {"Origin": "http://localhost:3000"}


@pytest.fixture
async def paid(session: AsyncSession) -> Order:
    order = await create_order(session)
    await settle(session, intent_of(order, await create_open_payment(session, order)))
    await session.flush()
    return order


@pytest.fixture
async def owner(session: AsyncSession) -> dict[str, str]:
    return OWN | await cookie_of(session, Role.ADMIN)


def address(order: Order, tail: str = "refunds") -> str:
    return f"/api/v1/admin/orders/{order.number}/{tail}"


async def test_a_refund_is_shown_decided_and_listed(
    session: AsyncSession, api: httpx.AsyncClient, owner: dict[str, str], paid: Order
) -> None:
    asked = {"extent": "amount", "amount": "122.00", "reason": "not_delivered", "note": "Ritardo"}
    shown = (await api.post(address(paid, "refunds/preview"), json=asked, headers=owner)).json()["data"]
    assert (shown["amount"], shown["left"], shown["credit_note"]) == ("122.00", "1098.00", True)
    assert [(line["net"], line["vat"]) for line in shown["lines"]] == [("100.00", "22.00")]
    assert await list_refunds_of(session, paid.id) == []

    keyed = owner | {"Idempotency-Key": "prova-1"}
    made = [await api.post(address(paid), json=asked, headers=keyed) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].json()["data"] == made[1].json()["data"]
    other = await api.post(address(paid), json=asked | {"amount": "1.00"}, headers=keyed)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")

    money = (await api.get(address(paid, "payments"), headers=owner)).json()["data"]
    assert [(one["status"], one["amount"]) for one in money["refunds"]] == [("decided", "122.00")]
    assert [(one["status"], one["received"]) for one in money["payments"]] == [("succeeded", "1220.00")]


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"extent": "amount", "amount": "1220.01"}, 409, "REFUND_ABOVE_LEFT"),
        ({"extent": "amount", "amount": "-1"}, 422, "VALIDATION_ERROR"),
        ({"extent": "amount", "amount": "1.001"}, 422, "VALIDATION_ERROR"),
        ({"extent": "amount", "amount": "NaN"}, 422, "VALIDATION_ERROR"),
        ({"extent": "amount"}, 422, "VALIDATION_ERROR"),
        ({"extent": "lines", "lines": [{"line_number": 9}]}, 422, "VALIDATION_ERROR"),
        ({"extent": "lines", "lines": [{"line_number": 1, "quantity": "1000000000"}]}, 422, "VALIDATION_ERROR"),
        ({"extent": "everything"}, 422, "VALIDATION_ERROR"),
        ({"extent": "full", "order_id": "x"}, 422, "VALIDATION_ERROR"),
        ({"extent": "surplus"}, 409, "NOTHING_TO_REFUND"),
    ],
)
async def test_bad_input_is_a_sentence_and_nothing_is_written(
    session: AsyncSession,
    api: httpx.AsyncClient,
    owner: dict[str, str],
    paid: Order,
    asked: dict[str, Any],
    status: int,
    code: str,
) -> None:
    for tail in ("refunds/preview", "refunds"):
        answer = await api.post(address(paid, tail), json=asked, headers=owner)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.text
    assert await list_refunds_of(session, paid.id) == []


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.EDITOR, Role.SUPPORT])
async def test_only_whoever_may_gives_money_back(
    session: AsyncSession, api: httpx.AsyncClient, paid: Order, role: Role
) -> None:
    headers = OWN | await cookie_of(session, role)
    answer = await api.post(address(paid), json={"extent": "full"}, headers=headers)
    assert answer.status_code == 403
    assert await list_refunds_of(session, paid.id) == []


async def test_an_order_that_is_not_there_is_told_so(api: httpx.AsyncClient, owner: dict[str, str]) -> None:
    answer = await api.post("/api/v1/admin/orders/ORD-1999-00001/refunds", json={"extent": "full"}, headers=owner)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "ORDER_NOT_FOUND")
