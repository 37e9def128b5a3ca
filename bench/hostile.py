"""`python -m bench.hostile ATTACK URL`: somebody who means harm, in a process that yields to every other."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import httpx
from reflex_base.utils.format import format_event_handler

from aistrategyhub.features.portal.state import CustomerHomeState
from aistrategyhub.infra.settings import ROOT
from bench.sign_in import some_address
from tests.harness.sockets import Rejected, Socket

_EVENT = format_event_handler(CustomerHomeState.event_handlers["load"])
_PAGE = "/404"
_STREAMS = {"wrong passwords": 8}
_YIELDS_TO_ALL = 19
_READY = "at work"


class Attacker:
    """How often it was turned away: known when it has been stopped."""

    turned_away = 0


@contextmanager
def attacked(attack: str, url: str) -> Iterator[Attacker]:
    """While the block runs, somebody carries out this attack on the product at `url`."""
    attacker = Attacker()
    command = [sys.executable, "-m", "bench.hostile", attack, url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline().strip() == _READY
        yield attacker
        process.terminate()
        attacker.turned_away = int(process.communicate(timeout=30)[0])


async def _flood(url: str) -> int | None:
    async with Socket(urlsplit(url).port, address="127.0.0.6", page=_PAGE) as tab:
        for _ in range(300):
            tab.send(_EVENT)
        return await tab.closed(60)


async def _large_frames(url: str) -> int | None:
    async with Socket(urlsplit(url).port, address="127.0.0.7", page=_PAGE) as tab:
        for _ in range(40):
            tab.send(_EVENT, {"data": "x" * (63 * 1024)})
        tab.send(_EVENT, {"data": "x" * (65 * 1024)})
        return await tab.closed()


async def _guess(url: str) -> int | None:
    body = {"email": f"{random.randrange(1000)}@misura.example", "password": "indovinata per caso"}
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        answer = await client.post("/api/v1/auth/login", json=body, headers={"X-Forwarded-For": some_address()})
    return answer.status_code


ATTACKS: dict[str, Callable[[str], Awaitable[int | None]]] = {
    "flood": _flood,
    "64 KB frames": _large_frames,
    "wrong passwords": _guess,
}


async def _attack_until_stopped(name: str, url: str) -> int:
    """Attacks until SIGTERM; how often it was turned away."""
    stopped, turned_away = asyncio.Event(), 0
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)

    async def again_and_again() -> None:
        nonlocal turned_away
        while True:
            with suppress(Rejected, OSError, TimeoutError, httpx.TransportError):
                await ATTACKS[name](url)
                turned_away += 1
            await asyncio.sleep(0)

    streams = [asyncio.create_task(again_and_again()) for _ in range(_STREAMS.get(name, 1))]
    print(_READY, flush=True)
    await stopped.wait()
    for stream in streams:
        stream.cancel()
    await asyncio.gather(*streams, return_exceptions=True)
    return turned_away


if __name__ == "__main__":
    os.nice(_YIELDS_TO_ALL)
    print(asyncio.run(_attack_until_stopped(*sys.argv[1:])))
