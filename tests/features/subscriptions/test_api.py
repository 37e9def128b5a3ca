"""Subscriptions over HTTP: one's own alone, to read, leave and pause, any number of times."""

import httpx
import pytest

from aistrategyhub.core.access import Role
from aistrategyhub.features.accounts.service import open_session
from tests.factories.people import cookie_of
from tests.factories.subscriptions import Life


@pytest.fixture
async def life(session, bank, monkeypatch) -> Life:
    return await Life.begin(session, bank, monkeypatch)


ORIGIN = {"Origin": "http://localhost:3000"}


async def _cookie(session, life: Life) -> dict[str, str]:
    signed_in = await open_session(session, life.person, methods=["password"], ip_address=None, user_agent="test")
    await session.flush()
    return {"Cookie": f"__Host-sid={signed_in.token}", **ORIGIN}


async def test_the_owner_reads_pauses_and_leaves(session, api: httpx.AsyncClient, life: Life):
    one, headers = await life.subscribe_and_pay(), await _cookie(session, life)
    listed = (await api.get("/api/v1/subscriptions", headers=headers)).json()
    assert [row["number"] for row in listed["data"]] == [one.number]
    paused = await api.post(f"/api/v1/subscriptions/{one.number}/pause", headers=headers)
    assert paused.json()["data"]["at_period_end"] == "pause"
    for _ in range(2):
        left = await api.post(
            f"/api/v1/subscriptions/{one.number}/cancel", headers=headers | {"Idempotency-Key": "disdetta-1"}
        )
        assert (left.status_code, left.json()["data"]["at_period_end"]) == (200, "cancel")
    assert left.json()["data"]["leaves_at"] is not None


async def test_nobody_else_sees_it(session, api: httpx.AsyncClient, life: Life):
    one = await life.subscribe_and_pay()
    other = await cookie_of(session, Role.EDITOR) | ORIGIN
    for path in ("", "/cancel", "/pause"):
        ask = api.post if path else api.get
        answer = await ask(f"/api/v1/subscriptions/{one.number}{path}", headers=other)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "SUBSCRIPTION_NOT_FOUND")
    assert (await api.get("/api/v1/subscriptions")).status_code in (401, 403)
