"""Answers that a process keeps: how long they count, and how much room they may take."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from starlette.requests import Request
from starlette.responses import Response

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.core.ids import new_id
from aistrategyhub.infra.http import remembered as kept


class Site:
    """A site whose changes are counted, and how often an answer was made anew."""

    def __init__(self) -> None:
        self.change: str | None = "0"
        self.made = 0
        self.is_broken = False
        self._tenant_id = new_id()

    async def change_count(self, tenant_id: UUID) -> str | None:
        return self.change

    async def ask(self, query: str = "", size: int = 10, **headers: str) -> Response:
        async def make() -> dict[str, Any]:
            self.made += 1
            await asyncio.sleep(0)
            if self.is_broken:
                raise TimeoutError
            return {"data": "x" * size}

        sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "path": "/api/v1/prova", "query_string": query.encode(), "headers": sent}
        with acting_as(Principal.system(self._tenant_id)):
            return await kept.remembered(Request(scope), make)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Site:
    asked = Site()
    monkeypatch.setattr(kept, "change_count", asked.change_count)
    monkeypatch.setattr(kept, "_kept", type(kept._kept)())
    return asked


async def test_an_answer_is_made_once_until_something_changes(site: Site) -> None:
    tag = (await site.ask()).headers["etag"]
    assert (await site.ask(if_none_match=tag)).status_code == 304
    assert site.made == 1
    site.change = "1"
    await site.ask()
    assert site.made == 2


async def test_a_crowd_waits_for_one_answer(site: Site) -> None:
    answers = await asyncio.gather(*(site.ask() for _ in range(20)))
    assert {answer.body[:30] for answer in answers} == {b'{"success":true,"data":"xxxxxx'}
    assert site.made == 1


async def test_where_the_first_fails_the_others_try_for_themselves(site: Site) -> None:
    site.is_broken = True
    failed = await asyncio.gather(*(site.ask() for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in failed] == [TimeoutError] * 3
    assert site.made == 3
    site.is_broken = False
    assert (await site.ask()).status_code == 200


async def test_nothing_is_kept_while_nobody_counts_the_changes(site: Site) -> None:
    site.change = None
    await site.ask()
    await site.ask()
    assert site.made == 2


async def test_addresses_without_end_take_no_room_without_end(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_MOST_BYTES", 5_000)
    for number in range(20):
        await site.ask(f"x={number}", size=1_000)
    assert 0 < sum(len(one.body) for one in kept._kept.values()) <= 5_000
    site.made = 0
    await site.ask("x=19")
    assert site.made == 0
    await site.ask("x=0")
    assert site.made == 1


async def test_what_is_kept_is_answered_before_the_api_is_asked(site: Site) -> None:
    reached: list[str] = []

    async def api(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["method"])

    async def send(message: Any) -> None:
        answered.append(message)

    async def ask(method: str = "GET", query: str = "") -> None:
        scope = {"type": "http", "method": method, "path": "/api/v1/prova", "query_string": query.encode()}
        with acting_as(Principal.system(site._tenant_id)):
            await kept.RememberedAnswers(api)({**scope, "headers": []}, None, send)

    answered: list[Any] = []
    await site.ask()
    await ask()
    assert (reached, answered[0]["status"]) == ([], 200)
    assert b'"data":"xxxxxxxxxx"' in answered[1]["body"]
    await ask(query="x=1")
    await ask("POST")
    site.change = "1"
    await ask()
    assert reached == ["GET", "POST", "GET"]
    assert site.made == 1
