"""Nobody learns from an answer, its time or a limit who has an account (ASVS 5.0, 6.3.8)."""

import time
from collections.abc import Awaitable, Callable

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.ids import new_token
from tests.factories.people import create_somebody

PASSWORD = "quattro parole a caso"
ROUNDS = 12


async def _seconds(ask: Callable[[], Awaitable[httpx.Response]]) -> float:
    start = time.perf_counter()
    assert (await ask()).status_code == 202
    return time.perf_counter() - start


@pytest.mark.parametrize("path", ["register", "forgot-password", "resend-verification"])
async def test_known_and_unknown_addresses_take_as_long(
    api: httpx.AsyncClient, session: AsyncSession, path: str
) -> None:
    known = await create_somebody(session, email="anna@prova.example")

    async def ask(email: str) -> httpx.Response:
        more = {"password": PASSWORD, "first_name": "Anna", "last_name": "Ferri"} if path == "register" else {}
        return await api.post(f"/api/v1/auth/{path}", json={"email": email, **more})

    await ask(known.email)
    times: dict[bool, list[float]] = {True: [], False: []}
    for _round in range(ROUNDS):
        times[True].append(await _seconds(lambda: ask(known.email)))
        times[False].append(await _seconds(lambda: ask(f"{new_token()[:12].lower()}x@prova.example")))
    fastest = [min(measured) for measured in times.values()]
    # A hash or a mail written for one of the two alone makes tens of milliseconds out of three.
    assert max(fastest) < 5 * min(fastest), fastest
