"""Health is open to everybody, so what asks for it a thousand times costs what asking once costs."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from aistrategyhub.infra.http import health
from aistrategyhub.infra.http.health import PartDown, health_routers


class Provider:
    """Counts how often it is asked; `problem` is what it then does."""

    def __init__(self) -> None:
        self.asked = 0
        self.problem: Exception | None = None
        self.seconds = 0.01

    async def ping(self) -> None:
        self.asked += 1
        await asyncio.sleep(self.seconds)
        if self.problem:
            raise self.problem


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
async def client(provider) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(health_routers(provider.ping)[0])
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as opened:
        yield opened


async def _finding(client) -> tuple[int, str]:
    answer = await client.get("/health/stripe")
    return answer.status_code, answer.json()["data"]["checks"]["stripe"]


async def test_many_at_once_ask_a_part_once(client, provider):
    found = await asyncio.gather(*(_finding(client) for _ in range(50)))
    assert set(found) == {(200, "ok")}
    assert provider.asked == 1


async def test_an_answer_is_old_after_a_moment(client, provider, monkeypatch):
    monkeypatch.setattr(health, "_FRESH_SECONDS", 0.05)
    assert await _finding(client) == (200, "ok")
    provider.problem = PartDown("the key is wrong")
    await asyncio.sleep(0.06)
    assert await _finding(client) == (503, "the key is wrong")
    assert provider.asked == 2


async def test_who_asks_and_goes_away_takes_the_answer_from_nobody(client, provider):
    provider.seconds = 0.1
    impatient = asyncio.create_task(_finding(client))
    await asyncio.sleep(0.02)
    patient = asyncio.create_task(_finding(client))
    await asyncio.sleep(0.02)
    impatient.cancel()
    assert await patient == (200, "ok")
    assert provider.asked == 1


@pytest.mark.parametrize(
    ("problem", "said"),
    [(PartDown("closed for lunch"), "closed for lunch"), (RuntimeError("secret host name"), "down")],
)
async def test_a_part_that_is_not_well_says_so_without_details(client, provider, problem, said):
    provider.problem = problem
    assert await _finding(client) == (503, said)


async def test_a_part_that_is_silent_is_not_waited_for(client, provider, monkeypatch):
    monkeypatch.setattr(health, "_PATIENCE_SECONDS", 0.05)
    provider.seconds = 5
    assert await _finding(client) == (503, "does not answer")
