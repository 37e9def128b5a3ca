"""Many tabs open at once, whose people all work; and one that is hostile."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

from reflex_base.utils.format import format_event_handler

from aistrategyhub.features.portal.state import CustomerHomeState
from bench.figures import Figure, Section, percentile
from bench.hostile import ATTACKS, attacked
from bench.lab import Lab
from bench.people import open_sessions
from tests.harness.sockets import Socket

_EVENT = format_event_handler(CustomerHomeState.event_handlers["load"])
_EVENTS_PER_SECOND = 40
_CALM_TABS = 10
_PAGE = "/404"
_HOW = (
    "{tabs} tabs of as many customers signed in, each on a websocket of its own, at two web workers with state in"
    f" Redis. {_EVENTS_PER_SECOND} times a second one of them asks for its home: the gate asks PostgreSQL who it"
    " is, the handler reads the orders. From sending to the answer. Then {calm} calm tabs at the same pace while"
    " one address is hostile: floods of events in sockets opened again and again, frames of 64 KB, and eight"
    " streams of sign-ins with wrong passwords. Ratios are of the calm tabs' p95 to that without hostility. The"
    " attacker is a process of its own that takes only what processor time nobody else wants, as if it were elsewhere."
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
    for label in ATTACKS:
        with attacked(label, lab.product.url) as attacker:
            hurt = await _events_of(port, cookies[:_CALM_TABS], seconds)
        figures += [
            Figure(f"{label}: calm tabs", _ms(hurt, 50), "ms", _ms(hurt, 95), len(hurt)),
            Figure(f"{label}: ratio of p95", percentile(hurt, 95) / percentile(quiet, 95)),
            Figure(f"{label}: turned away", attacker.turned_away, "times"),
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
