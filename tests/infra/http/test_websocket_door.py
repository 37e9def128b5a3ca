"""The door of the websocket, knocked at over a real connection to the product's own processes."""

import asyncio
import time

import httpx
import pytest

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
            for number in range(100):
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


async def _flood(site: GuardedSite) -> None:
    for _ in range(10):
        async with site.socket() as tab:
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
