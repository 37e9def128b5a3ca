"""How fast the work queue is, and whether it keeps its word when its processes are killed."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

import psycopg
from sqlalchemy import select, text

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.tenants.queries import first_tenant
from aistrategyhub.infra.db import APPLICATION_ROLE, close_engine, transaction
from aistrategyhub.infra.heartbeat import JobProcess
from aistrategyhub.infra.work import WorkStatus, insert_rows
from bench.crew import Crew, crew
from bench.figures import Figure, Section, sampled
from bench.lab import Lab
from bench.queue_process import JOB, LEASE, TRACES

_SIZES = (1, 2, 4)
_CREW_THAT_IS_KILLED = 4
_PATIENCE_SECONDS = 240
_MOST_ATTEMPTS = 12
_HOW = (
    "The product's own job processes (four rows at a time each, as the settings have it), with one more job that"
    " inserts a row of its own in the transaction that marks the work done. Pick-up: rows asked for one by one"
    " while the queue is empty, from just before the commit that asks to the start of the job, so the commit's own"
    " wait for the disk is in it. Throughput: rows asked for in one transaction, from its commit to the start of"
    " the last one. Lost is a row without a trace, twice one with two. Killed: the same rows with"
    f" {_CREW_THAT_IS_KILLED} processes, of which one after the other gets SIGKILL at a random moment and is"
    f" replaced; what it held comes back when its lease of {LEASE.seconds} s ends."
)


def measure(lab: Lab) -> Section:
    """Pick-up and throughput with 1, 2 and 4 processes, then with kills."""
    section = Section("queue", "Work queue", _HOW)
    _make_room_for_traces(lab.database.owner_url)
    log, rows = lab.folder / "queue.log", lab.times(10_000, 500)
    for size in _SIZES:
        section.figures += asyncio.run(_measure_crew(size, rows, lab.times(60, 10), log))
    section.figures += asyncio.run(_measure_kills(rows, lab.times(8, 1), log))
    return section


def _make_room_for_traces(owner_url: str) -> None:
    with psycopg.connect(owner_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(
            f"CREATE TABLE {TRACES} (number int NOT NULL, process int NOT NULL, began_ns bigint NOT NULL)"
        )
        connection.execute(f"GRANT SELECT, INSERT, DELETE ON {TRACES} TO {APPLICATION_ROLE}")


async def _measure_crew(size: int, rows: int, samples: int, log: Path) -> list[Figure]:
    with crew(size, log) as members:
        await _until_ready(members)
        pickups = [await _measure_pickup() for _ in range(samples)]
        asked_ns = await _ask_for(range(rows))
        await _until_done()
    per_second = rows / ((await _last_began_ns() - asked_ns) / 1e9)
    name = "1 process" if size == 1 else f"{size} processes"
    figures = [
        sampled(f"{name}: pick-up when idle", pickups, "ms"),
        Figure(f"{name}: {rows:,} rows", per_second, "rows/s"),
        *await _faults(name, rows),
    ]
    await close_engine()
    return figures


async def _measure_kills(rows: int, kills: int, log: Path) -> list[Figure]:
    with crew(_CREW_THAT_IS_KILLED, log) as members:
        await _until_ready(members)
        asked_ns = await _ask_for(range(rows))
        done = asyncio.create_task(_until_done())
        killed = await _kill_now_and_then(members, kills, done)
        await done
    seconds = (await _last_began_ns() - asked_ns) / 1e9
    name = f"{rows:,} rows, killed"
    figures = [
        Figure(f"{name}: processes killed", killed),
        Figure(f"{name}: rows begun more than once", await _count("work", f"job = '{JOB}' AND attempts > 1")),
        Figure(f"{name}: all done after", seconds, "s"),
        *await _faults(name, rows),
    ]
    await close_engine()
    return figures


async def _until_ready(members: Crew) -> None:
    async def are_ready() -> bool:
        return set(members.pids) <= await _beating()

    await _until(are_ready, look_every=0.1)


async def _beating() -> set[int]:
    async with transaction() as session:
        return set((await session.execute(select(JobProcess.pid))).scalars())


async def _measure_pickup() -> float:
    """Milliseconds from asking for one row to the start of its job."""
    await asyncio.sleep(random.uniform(0.01, 0.06))
    asked_ns = await _ask_for([0])
    await _until_done(look_every=0.02)
    return (await _last_began_ns() - asked_ns) / 1e6


async def _ask_for(numbers: range | list[int]) -> int:
    """Asks for these rows, after forgetting all earlier ones; when the commit began, on the clock of the machine."""
    async with transaction() as session:
        await session.execute(text(f"DELETE FROM {TRACES}"))
        await session.execute(text("DELETE FROM work WHERE job = :job"), {"job": JOB})
    async with transaction() as session:
        tenant = await first_tenant(session)
        assert tenant is not None
        await insert_rows(session, [_row(tenant.id, number) for number in numbers])
        return time.monotonic_ns()


def _row(tenant_id: UUID, number: int) -> dict[str, object]:
    return {
        "id": new_id(),
        "tenant_id": tenant_id,
        "job": JOB,
        "payload": {"number": number},
        "status": WorkStatus.READY,
        "attempts": 0,
        "max_attempts": _MOST_ATTEMPTS,
        "next_attempt_at": now(),
        "created_at": now(),
    }


async def _until_done(look_every: float = 0.25) -> None:
    async def is_done() -> bool:
        return not await _count("work", f"job = '{JOB}' AND status IN ('ready', 'leased')")

    await _until(is_done, look_every)


async def _until(is_so: Callable[[], Awaitable[bool]], look_every: float) -> None:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while True:
            if await is_so():
                return
            await asyncio.sleep(look_every)


async def _kill_now_and_then(members: Crew, most: int, done: asyncio.Task[None]) -> int:
    killed = 0
    while killed < most and not done.done():
        await asyncio.sleep(random.uniform(0.3, 1.0))
        killed += members.lose_one(await _beating())
    return killed


async def _faults(name: str, rows: int) -> list[Figure]:
    seen = await _count(f"(SELECT DISTINCT number FROM {TRACES}) AS traces")
    return [
        Figure(f"{name}: lost", rows - seen, "rows", at_most=0),
        Figure(f"{name}: twice", await _count(TRACES) - seen, "rows", at_most=0),
    ]


async def _last_began_ns() -> int:
    async with transaction() as session:
        return (await session.execute(text(f"SELECT max(began_ns) FROM {TRACES}"))).scalar_one()


async def _count(table: str, condition: str = "true") -> int:
    async with transaction() as session:
        return (await session.execute(text(f"SELECT count(*) FROM {table} WHERE {condition}"))).scalar_one()
