"""How many people can sign in at once, and whether anybody else feels it: passwords are hashed off the event loop."""

import asyncio
import random
import time
from collections.abc import Sequence

import httpx

from bench.figures import Figure, Section, percentile
from bench.lab import Lab
from bench.load import Load, press_with_own_client
from bench.people import BCRYPT_ROUNDS, PASSWORD, add_customers

_AT_ONCE = 8
_READERS = 2
_READ = "/api/v1/health"
_HOW = (
    "Customers of a running product with two web workers, each signing in once with the right password from an"
    f" address and a device of their own, {_AT_ONCE} at a time: two transactions, a hash between them, the mail of"
    f" a new device. argon2id at 19 MiB and two passes, as the product hashes; bcrypt at cost {BCRYPT_ROUNDS}, as"
    f" older systems did, with the new hash that replaces it. Meanwhile {_READERS} clients read {_READ}, one after"
    " the other and without pause; the ratio is of their p95 with sign-ins to without. Clients and product share"
    " the machine."
)


def measure(lab: Lab) -> Section:
    """Sign-ins per second with either hash, and other people's p95 meanwhile."""
    section = Section("sign_in", "Signing in", _HOW)
    url = lab.product.url
    quiet = asyncio.run(press_with_own_client(url + _READ, clients=_READERS, seconds=lab.times(6, 2)))
    section.figures.append(Figure("Others, nobody signing in", quiet.median_ms, "ms", quiet.p95_ms, quiet.requests))
    for scheme, count in (("argon2", lab.times(300, 40)), ("bcrypt", lab.times(80, 16))):
        emails = add_customers(lab, scheme, count)
        section.figures += asyncio.run(_storm(url, scheme, emails, quiet))
    return section


async def _storm(url: str, scheme: str, emails: Sequence[str], quiet: Load) -> list[Figure]:
    reading = asyncio.create_task(_read_until_cancelled(url))
    began = time.perf_counter()
    statuses = await _sign_in_all(url, emails)
    took = time.perf_counter() - began
    reading.cancel()
    reads = await reading
    slowest = percentile(reads, 95) * 1e3
    return [
        Figure(f"{scheme}: sign-ins", len(emails) / took, "/s"),
        Figure(f"{scheme}: refused", sum(status != 200 for status in statuses), "sign-ins", at_most=0),
        Figure(
            f"{scheme}: others meanwhile", percentile(reads, 50) * 1e3, "ms", percentile(reads, 95) * 1e3, len(reads)
        ),
        Figure(f"{scheme}: others, ratio of p95", slowest / quiet.p95_ms),
    ]


async def _sign_in_all(url: str, emails: Sequence[str]) -> list[int]:
    waiting = list(emails)

    async def one_after_the_other() -> list[int]:
        statuses = []
        async with httpx.AsyncClient(base_url=url, timeout=60) as client:
            while waiting:
                body = {"email": waiting.pop(), "password": PASSWORD}
                client.cookies.clear()
                answer = await client.post("/api/v1/auth/login", json=body, headers={"X-Forwarded-For": some_address()})
                statuses.append(answer.status_code)
        return statuses

    return [
        status for some in await asyncio.gather(*(one_after_the_other() for _ in range(_AT_ONCE))) for status in some
    ]


async def _read_until_cancelled(url: str) -> list[float]:
    """The seconds of each read."""
    times: list[float] = []

    async def read() -> None:
        async with httpx.AsyncClient(base_url=url, timeout=60) as client:
            while True:
                began = time.perf_counter()
                await client.get(_READ)
                times.append(time.perf_counter() - began)

    try:
        await asyncio.gather(*(read() for _ in range(_READERS)))
    except asyncio.CancelledError:
        return times
    return times


def some_address() -> str:
    """Another visitor each time."""
    return "10." + ".".join(str(random.randrange(256)) for _ in range(3))
