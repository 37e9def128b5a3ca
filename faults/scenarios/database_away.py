"""F9, F10, F11: PostgreSQL stopped, killed twenty times, without a connection left, without room on its disk."""

import asyncio
import signal
import time
from collections.abc import Callable
from typing import Any

from faults.processes import Part, playing, send
from faults.refusing import DISK_FULL, refusing
from faults.stage import Stage

_KILLS = 20
_BUYERS = 6
# On a machine that does nothing else it is back within five.
_BACK_WITHIN_SECONDS = 30


async def run(stage: Stage) -> dict[str, int]:
    """What was acknowledged is there, nothing is half done, and whoever had no answer gets one when it is back."""
    order = await stage.shop.order()
    server = playing(Part.POSTGRES, stage.supervisor)
    async with stage.customers(_BUYERS):
        slowest = await _gone(stage, order, lambda: send(signal.SIGINT, server))
        for _ in range(_KILLS * stage.rounds):
            await asyncio.sleep(stage.dice.uniform(0.2, 1.5))
            slowest = max(slowest, await _gone(stage, order, lambda: _kill_a_backend(stage)))
        server = playing(Part.POSTGRES, stage.supervisor)
        slowest = max(slowest, await _gone(stage, order, lambda: send(signal.SIGKILL, server)))
        await _no_connection_left(stage, order)
    await _no_room_left(stage)
    await stage.settle()
    return {"PostgreSQL stopped or killed": _KILLS * stage.rounds + 2, "slowest return, ms": round(slowest * 1000)}


async def _gone(stage: Stage, order: dict[str, Any], go: Callable[[], object]) -> float:
    """For how many seconds somebody who looks at their order was not answered."""
    began = time.monotonic()
    go()
    await asyncio.sleep(0.05)
    await stage.shop.track(order)
    took = time.monotonic() - began
    stage.expect(took < _BACK_WITHIN_SECONDS, f"PostgreSQL was gone for {took:.1f} s")
    return took


def _kill_a_backend(stage: Stage) -> None:
    """One process of the server dies, and the server takes itself for damaged: all connections end, and it recovers
    from its log as after a power cut."""
    backends = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    found = [row["pid"] for row in stage.database.rows(backends)]
    send(signal.SIGKILL, [stage.dice.choice(sorted(found))] if found else [])


async def _no_connection_left(stage: Stage, order: dict[str, Any]) -> None:
    stage.database.rows("ALTER ROLE hub_web CONNECTION LIMIT 0")
    try:
        stage.database.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'hub_web'")
        answer = await stage.shop.once("GET", "/api/v1/orders/track", params={"key": order["order_key"]})
        stage.expect(answer.status_code == 503, f"without a connection left: {answer.status_code}")
    finally:
        stage.database.rows("ALTER ROLE hub_web CONNECTION LIMIT -1")


async def _no_room_left(stage: Stage) -> None:
    """The disk of the database is full: a sentence, no half order, and the same request succeeds when there is room."""
    before = stage.database.value("SELECT count(*) FROM orders")
    body, key = stage.shop.order_body(), {"Idempotency-Key": f"full:{time.monotonic_ns()}"}
    with refusing(stage.database, "order_items", "INSERT", DISK_FULL, 1):
        answer = await stage.shop.once("POST", "/api/v1/checkout/create-order", json=body, headers=key)
        stage.expect(answer.status_code == 503, f"with a full disk: {answer.status_code} {answer.text[:200]}")
        after = stage.database.value("SELECT count(*) FROM orders")
        stage.expect(after == before, "a full disk left half an order")
        again = await stage.shop.ask("POST", "/api/v1/checkout/create-order", json=body, headers=key)
        stage.expect(again.status_code == 201, f"with room again: {again.status_code} {again.text[:200]}")
