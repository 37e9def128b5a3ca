"""The firm's orders over HTTP, and the buyer who calls one off."""

from datetime import UTC, datetime

import pytest

from aistrategyhub.core.access import Role
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.orders.links import order_key
from aistrategyhub.features.orders.models import OrderStatus
from aistrategyhub.features.orders.service import mark_paid
from tests.factories.people import cookie_of
from tests.factories.sales import create_order

LIST = "/api/v1/orders"
OWN = {"Origin": "http://localhost:3000"}


async def _orders(session, count):
    return [await create_order(session, slug=f"servizio-{number}") for number in range(count)]


class TestList:
    async def test_a_cursor_goes_on_though_the_list_grew(self, api, session):
        placed = await _orders(session, 3)
        staff = await cookie_of(session, Role.SUPPORT)
        first = (await api.get(f"{LIST}?per_page=2", headers=staff)).json()
        assert [row["order_number"] for row in first["data"]] == [placed[2].number, placed[1].number]
        newer = await create_order(session, slug="piu-nuovo")
        cursor = first["pagination"]["next_cursor"]
        second = (await api.get(f"{LIST}?per_page=2&cursor={cursor}", headers=staff)).json()
        assert [row["order_number"] for row in second["data"]] == [placed[0].number]
        assert second["pagination"]["next_cursor"] is None
        assert second["pagination"]["total"] == 4
        again = (await api.get(f"/api/v1/admin/orders?q={newer.number}&status=pending", headers=staff)).json()
        assert [row["order_number"] for row in again["data"]] == [newer.number]

    @pytest.mark.parametrize("query", ["per_page=0", "per_page=101", "page=0", "status=x", "cursor=%21", "cursor=YQ"])
    async def test_nonsense_is_refused(self, api, session, query):
        answer = await api.get(f"{LIST}?{query}", headers=await cookie_of(session, Role.ADMIN))
        assert (answer.status_code, answer.json()["success"]) == (422, False)

    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.EDITOR])
    async def test_others_see_nothing(self, api, session, role):
        [order] = await _orders(session, 1)
        headers = await cookie_of(session, role)
        for path in (LIST, "/api/v1/admin/orders", f"{LIST}/{order.id}"):
            assert (await api.get(path, headers=headers)).status_code == 403


class TestOne:
    async def test_it_is_read_with_its_lines(self, api, session):
        [order] = await _orders(session, 1)
        staff = await cookie_of(session, Role.SUPPORT)
        told = (await api.get(f"{LIST}/{order.id}", headers=staff)).json()["data"]
        assert (told["order_number"], len(told["items"])) == (order.number, 1)
        assert (await api.get(f"{LIST}/{new_id()}", headers=staff)).status_code == 404

    async def test_its_work_begins_and_ends(self, api, session):
        [order] = await _orders(session, 1)
        owner = OWN | await cookie_of(session, Role.ADMIN)
        refused = await api.patch(f"{LIST}/{order.id}/status", json={"status": "processing"}, headers=owner)
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "ILLEGAL_ORDER_TRANSITION")
        await mark_paid(session, order, at=datetime(2026, 11, 20, tzinfo=UTC))
        await session.flush()
        for status in ("processing", "completed"):
            answer = await api.patch(f"/api/v1/admin/orders/{order.id}/status", json={"status": status}, headers=owner)
            assert answer.json()["data"]["status"] == status
        for body in ({"status": "paid"}, {"status": "refunded"}, {}, {"status": "completed", "paid_at": None}):
            assert (await api.patch(f"{LIST}/{order.id}/status", json=body, headers=owner)).status_code == 422

    async def test_support_changes_nothing(self, api, session):
        [order] = await _orders(session, 1)
        staff = OWN | await cookie_of(session, Role.SUPPORT)
        answer = await api.patch(f"{LIST}/{order.id}/status", json={"status": "cancelled"}, headers=staff)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "PERMISSION_DENIED")


class TestCancel:
    async def test_the_holder_of_the_key_calls_it_off_however_often(self, api, session):
        [order] = await _orders(session, 1)
        for _time in range(2):
            answer = await api.post(f"{LIST}/{order_key(order.id)}/cancel", headers={"Idempotency-Key": "una volta"})
            assert (answer.status_code, answer.json()["data"]["status"]) == (200, "cancelled")

    async def test_a_paid_one_stays(self, api, session):
        [order] = await _orders(session, 1)
        await mark_paid(session, order, at=datetime(2026, 11, 20, tzinfo=UTC))
        await session.flush()
        answer = await api.post(f"{LIST}/{order_key(order.id)}/cancel")
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "ORDER_NOT_CANCELLABLE")
        await session.refresh(order)
        assert order.status is OrderStatus.PAID

    @pytest.mark.parametrize("key", ["x", "A" * 43, "0" * 200])
    async def test_no_key_opens_nothing(self, api, key):
        assert (await api.post(f"{LIST}/{key}/cancel")).status_code == 404
