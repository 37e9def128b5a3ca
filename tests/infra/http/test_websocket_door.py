"""The door of the websocket, knocked at over a real connection to the product's own processes."""

import asyncio
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from aistrategyhub.infra.http import websocket_door
from aistrategyhub.infra.http.websocket_door import Budget, WebsocketDoor
from aistrategyhub.infra.settings import get_settings
from tests.harness.guarded import GuardedSite
from tests.harness.probes import PROBE, probe
from tests.harness.sockets import Rejected, Socket

POLICY_VIOLATION = 1008


class TestKnocking:
    @pytest.mark.parametrize(
        "origin",
        [
            None,
            "",
            "null",
            "https://altrove.example",
            "http://localhost",
            "http://localhost:1",
            "http://localhost.altrove.example",
            "ftp://{host}",
            "{host}",
            "http://altrove.example@{host}",
            "http://{host}/",
            "http://[",
        ],
    )
    async def test_a_page_of_another_site_is_refused(self, guarded_site: GuardedSite, origin: str | None):
        named = origin and origin.replace("{host}", f"localhost:{guarded_site.port}")
        with pytest.raises(Rejected) as refused:
            await guarded_site.socket().open(origin=named)
        assert refused.value.status == 403

    @pytest.mark.parametrize("scheme", ["http", "https"])
    async def test_our_own_page_is_let_in(self, guarded_site: GuardedSite, scheme: str):
        """A proxy may have taken the TLS off."""
        tab = guarded_site.socket()
        await tab.open(origin=f"{scheme}://localhost:{guarded_site.port}")
        await tab.connect()
        await tab.close()

    async def test_only_the_events_have_a_socket(self, guarded_site: GuardedSite):
        for path in ("/", "/_upload", "/api/v1/health", "/_eventi/", "/_event/more"):
            with pytest.raises(Rejected):
                await guarded_site.socket().open(path=path)

    @pytest.mark.parametrize(
        "token",
        ["", "x", "../../etc", "0" * 36, "a" * 4000, "*", "00000000-0000-4000-8000-00000000000g", "cache:1", "%00"],
    )
    async def test_a_token_that_is_none_is_refused(self, guarded_site: GuardedSite, token: str):
        tab = guarded_site.socket()
        await tab.open(query=f"EIO=4&transport=websocket&token={token}")
        tab.write('40/_event,{"event":null}')
        await tab.until(lambda: len(tab.raw) > 1)
        assert tab.raw[-1].startswith("44/_event,")
        assert not tab.is_connected
        await tab.close()


class TestShutPaths:
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", "/_event/?EIO=4&transport=polling"),
            ("POST", "/_event/?EIO=4&transport=polling"),
            ("OPTIONS", "/_event/"),
            ("GET", "/_upload"),
            ("POST", "/_upload"),
            ("GET", "/_upload/anything.txt"),
            ("GET", "/%5Fupload"),
            ("GET", "/_health"),
            ("GET", "/auth-codespace"),
            ("GET", "/_all_routes"),
        ],
    )
    async def test_the_frameworks_other_ways_in_are_not_there(self, guarded_site: GuardedSite, method: str, path: str):
        headers = {"Reflex-Client-Token": "x", "Reflex-Event-Handler": probe("echo")}
        async with httpx.AsyncClient(base_url=guarded_site.url) as client:
            answer = await client.request(method, path, headers=headers)
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "NOT_FOUND"


class TestFrames:
    @pytest.mark.parametrize(
        "frame",
        [
            "",
            "x",
            "2",
            "2probe",
            "3" * 100,
            "5",
            "6",
            "4",
            "40",
            "40/other,{}",
            "42[]",
            '42["event",{}]',
            "42/_event,{}",
            "42/_event,[]",
            '42/_event,["connect",{"QUERY_STRING":"token=x"}]',
            '42/_event,["\\u0063onnect",{}]',
            '42/_event,["disconnect"]',
            '42/_event, ["event",{}]',
            '42/_event,7["event",{}]',
            '43/_event,7["event",{}]',
            '451-/_event,["connect",{"_placeholder":true,"num":0}]',
            b"\x00",
            b'42/_event,["event",{}]',
        ],
    )
    async def test_what_no_page_of_ours_says_ends_the_socket(self, guarded_site: GuardedSite, frame: str | bytes):
        async with guarded_site.socket() as tab:
            tab.write(frame)
            assert await tab.closed() == POLICY_VIOLATION

    @pytest.mark.parametrize("size", [64 * 1024 + 1, 70 * 1024, 1024 * 1024])
    async def test_a_large_frame_ends_the_socket(self, guarded_site: GuardedSite, size: int):
        async with guarded_site.socket() as tab:
            tab.send(probe("echo"), {"word": "x" * size})
            assert await tab.closed() == POLICY_VIOLATION

    async def test_a_frame_is_measured_in_bytes(self, guarded_site: GuardedSite):
        async with guarded_site.socket() as tab:
            tab.write('42/_event,["event",{"name":"' + "€" * 30_000 + '"}]')
            assert await tab.closed() == POLICY_VIOLATION

    async def test_a_flood_ends_the_socket(self, guarded_site: GuardedSite):
        async with guarded_site.socket() as tab:
            for number in range(45):
                tab.send(probe("count"), {"number": number})
            assert await tab.closed() == POLICY_VIOLATION
            assert (tab.seen(PROBE, "number") or 0) < 41

    async def test_a_busy_person_is_no_flood(self, guarded_site: GuardedSite):
        async with guarded_site.socket() as tab:
            for number in range(60):
                tab.send(probe("count"), {"number": number})
                await asyncio.sleep(1 / 20 if number > 30 else 0)
            await tab.until(lambda: tab.seen(PROBE, "number") == 59)

    async def test_another_person_does_not_feel_the_flood(self, guarded_site: GuardedSite):
        async with guarded_site.socket() as calm:
            flooding = asyncio.create_task(_flood(guarded_site))
            trips = [await _round_trip(calm, number) for number in range(20)]
            await flooding
        assert sorted(trips)[len(trips) // 2] < 0.1
        assert max(trips) < 1


PING = '42/_event,["ping"'


class Caller:
    """A browser at the door without a network between them: `sent` is what it was answered."""

    def __init__(self, door: WebsocketDoor, address: str, *frames: str) -> None:
        self.sent: list[dict[str, Any]] = []
        self._door = door
        self._scope = {
            "type": "websocket",
            "path": "/_event/",
            "scheme": "ws",
            "headers": [(b"host", b"prova.it"), (b"origin", b"http://prova.it")],
            "client": (address, 1),
        }
        self._messages = [
            {"type": "websocket.connect"},
            *({"type": "websocket.receive", "text": text} for text in frames),
        ]

    async def knock(self) -> "Caller":
        await self._door(self._scope, self._receive, self._send)
        return self

    @property
    def end(self) -> int | None:
        return next((message.get("code") for message in self.sent if message["type"] == "websocket.close"), None)

    async def _receive(self) -> dict[str, Any]:
        await asyncio.sleep(0)
        return self._messages.pop(0) if self._messages else {"type": "websocket.disconnect", "code": 1001}

    async def _send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)


async def _echo(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})
    await send({"type": "websocket.send", "text": "after the end"})


@pytest.fixture
def as_in_production(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("RATE_LIMIT_FACTOR", "1")
    get_settings.cache_clear()
    yield
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.mark.usefixtures("as_in_production")
class TestOneAddress:
    """Many sockets of one address, each within its own limits."""

    async def test_they_have_one_budget_together(self, monkeypatch):
        monkeypatch.setattr(websocket_door, "time", SimpleNamespace(monotonic=lambda: 0.0))
        door = WebsocketDoor(_echo)
        callers = [await Caller(door, "1.1.1.1", *[PING] * 30).knock() for _ in range(25)]
        assert [caller.end for caller in callers] == [None] * 20 + [POLICY_VIOLATION] * 5
        assert callers[20].sent == [{"type": "websocket.close", "code": POLICY_VIOLATION}]
        talkative = await Caller(door, "1.1.1.3", *[PING] * 45).knock()
        assert [message["type"] for message in talkative.sent[-2:]] == ["websocket.send", "websocket.close"]
        assert (await Caller(door, "1.1.1.2", PING).knock()).end is None

    async def test_only_so_many_are_open_at_once(self, monkeypatch):
        monkeypatch.setattr(websocket_door, "SOCKETS_PER_ADDRESS", 3)
        door = WebsocketDoor(_echo)
        callers = await asyncio.gather(*(Caller(door, "1.1.1.1", PING).knock() for _ in range(4)))
        assert [caller.end for caller in callers] == [None, None, None, POLICY_VIOLATION]
        assert (await Caller(door, "1.1.1.1", PING).knock()).end is None

    async def test_an_address_is_not_remembered_for_ever(self, monkeypatch):
        monkeypatch.setattr(websocket_door, "_MOST_ADDRESSES", 2)
        door = WebsocketDoor(_echo)
        for number in range(5):
            await Caller(door, f"1.1.1.{number}", PING).knock()
        assert len(door._budgets) == 2
        assert not door._open

    async def test_nothing_is_said_after_the_end(self):
        caller = await Caller(WebsocketDoor(_echo), "1.1.1.1", PING, "nonsense", PING).knock()
        assert [message["type"] for message in caller.sent] == [
            "websocket.accept",
            "websocket.send",
            "websocket.close",
        ]


class TestBudget:
    @pytest.mark.parametrize(
        ("pauses", "taken"),
        [([0] * 5, 3), ([0, 0, 0, 0.5, 0.5], 4), ([0, 0, 0, 10, 0, 0, 0], 6), ([1] * 9, 9)],
    )
    def test_it_is_refilled_and_never_overflows(self, monkeypatch, pauses, taken):
        clock = SimpleNamespace(now=100.0, monotonic=lambda: clock.now)
        monkeypatch.setattr(websocket_door, "time", clock)
        budget, count = Budget(per_second=1, at_once=3), 0
        for pause in pauses:
            clock.now += pause
            count += budget.take()
        assert count == taken


async def _flood(site: GuardedSite) -> None:
    for _ in range(10):
        async with site.socket(address="127.0.0.6") as tab:
            for _ in range(300):
                tab.send(probe("echo"), {"word": "x" * 9_000})
            await tab.closed()


async def _round_trip(tab: Socket, number: int) -> float:
    began = time.perf_counter()
    tab.send(probe("echo"), {"word": f"trip {number}"})
    await tab.until(lambda: tab.seen(PROBE, "heard") == f"trip {number}")
    took = time.perf_counter() - began
    await asyncio.sleep(0.1)
    return took
