"""Many tabs open at once, whose people all work; and one that is hostile."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from urllib.parse import urlsplit

import httpx
from reflex_base.utils.format import format_event_handler

from aistrategyhub.features.portal.state import CustomerHomeState
from bench.figures import Figure, Section, percentile
from bench.lab import Lab
from bench.people import open_sessions
from bench.sign_in import some_address
from tests.harness.sockets import Rejected, Socket

_EVENT = format_event_handler(CustomerHomeState.event_handlers["load"])
_EVENTS_PER_SECOND = 40
_CALM_TABS = 10
_PAGE = "/da-nessuna-parte"
_HOW = (
    "{tabs} tabs of as many customers signed in, each on a websocket of its own, at two web workers with state in"
    f" Redis. {_EVENTS_PER_SECOND} times a second one of them asks for its home: the gate asks PostgreSQL who it"
    " is, the handler reads the orders. From sending to the answer. Then {calm} calm tabs at the same pace while"
    " one address is hostile: floods of events in sockets opened again and again, frames of 64 KB, and eight"
    " streams of sign-ins with wrong passwords. Ratios are of the calm tabs' p95 to that without hostility; it has"
    " clients and product on one machine, so what the attacker's own program costs is in them."
)


def measure(lab: Lab) -> Section:
    """An authorised event among many tabs, and beside a hostile one."""
    assert lab.product
    count = lab.times(200, 30)
    cookies = open_sessions(lab, count)
    section = Section("tabs", "Events and hostile sockets", _HOW.format(tabs=count, calm=_CALM_TABS))
    section.figures += asyncio.run(_measure(lab, cookies))
    return section


async def _measure(lab: Lab, cookies: Sequence[str]) -> list[Figure]:
    port, seconds = urlsplit(lab.product.url).port, lab.times(20, 4)
    many = await _events_of(port, cookies, seconds)
    figures = [Figure(f"Event among {len(cookies)} tabs", _ms(many, 50), "ms", _ms(many, 95), len(many))]
    quiet = await _events_of(port, cookies[:_CALM_TABS], seconds)
    figures.append(Figure(f"{_CALM_TABS} calm tabs", _ms(quiet, 50), "ms", _ms(quiet, 95), len(quiet)))
    for label, attack in (("flood", _flood), ("64 KB frames", _large_frames), ("wrong passwords", _guess)):
        ended: list[int | None] = []
        attacking = asyncio.create_task(_again_and_again(attack, lab.product.url, ended))
        hurt = await _events_of(port, cookies[:_CALM_TABS], seconds)
        attacking.cancel()
        with suppress(asyncio.CancelledError):
            await attacking
        figures += [
            Figure(f"{label}: calm tabs", _ms(hurt, 50), "ms", _ms(hurt, 95), len(hurt)),
            Figure(f"{label}: ratio of p95", percentile(hurt, 95) / percentile(quiet, 95)),
            Figure(f"{label}: turned away", len(ended), "times"),
        ]
    return figures


def _ms(samples: Sequence[float], percent: float) -> float:
    return percentile(samples, percent) * 1e3


async def _events_of(port: int, cookies: Sequence[str], seconds: float) -> list[float]:
    """Seconds of each event of these people's tabs, one tab after the other at a fixed pace."""
    async with AsyncExitStack() as stack:
        tabs = [await stack.enter_async_context(Socket(port, cookie=cookie, page=_PAGE)) for cookie in cookies]
        await asyncio.sleep(1)
        trips = []
        for number in range(round(seconds * _EVENTS_PER_SECOND)):
            trips.append(asyncio.create_task(_round_trip(tabs[number % len(tabs)])))
            await asyncio.sleep(1 / _EVENTS_PER_SECOND)
        return await asyncio.gather(*trips)


async def _round_trip(tab: Socket) -> float:
    heard, began = len(tab.raw), time.perf_counter()
    tab.send(_EVENT)
    await tab.until(lambda: len(tab.raw) > heard)
    return time.perf_counter() - began


async def _again_and_again(
    attack: Callable[[str, list[int | None]], Awaitable[None]], url: str, ended: list[int | None]
) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(8 if attack is _guess else 1):
            group.create_task(_for_ever(attack, url, ended))


async def _for_ever(
    attack: Callable[[str, list[int | None]], Awaitable[None]], url: str, ended: list[int | None]
) -> None:
    while True:
        with suppress(Rejected, OSError, TimeoutError):
            await attack(url, ended)
        await asyncio.sleep(0)


async def _flood(url: str, ended: list[int | None]) -> None:
    async with Socket(urlsplit(url).port, address="127.0.0.6", page=_PAGE) as tab:
        for _ in range(300):
            tab.send(_EVENT)
        ended.append(await tab.closed(60))


async def _large_frames(url: str, ended: list[int | None]) -> None:
    async with Socket(urlsplit(url).port, address="127.0.0.7", page=_PAGE) as tab:
        for _ in range(40):
            tab.send(_EVENT, {"data": "x" * (63 * 1024)})
        tab.send(_EVENT, {"data": "x" * (65 * 1024)})
        ended.append(await tab.closed())


async def _guess(url: str, ended: list[int | None]) -> None:
    body = {"email": f"{random.randrange(1000)}@misura.example", "password": "indovinata per caso"}
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        answer = await client.post("/api/v1/auth/login", json=body, headers={"X-Forwarded-For": some_address()})
    ended.append(answer.status_code)
