"""Numbers: 1..n without a hole, even when eight writers race and some roll back."""

import asyncio
import random

from aistrategyhub.infra.counters import next_number, start_after
from aistrategyhub.infra.db import unit_of_work


async def test_eight_writers_with_rollbacks_leave_no_gap(committed_tenant):
    taken: list[int] = []

    async def writer(seed: int) -> None:
        choice = random.Random(seed)
        for _ in range(20):
            try:
                async with unit_of_work(committed_tenant) as session:
                    number = await next_number(session, "fatture:2026")
                    if choice.random() < 0.3:
                        raise InterruptedError
            except InterruptedError:
                continue
            taken.append(number)

    await asyncio.gather(*(writer(seed) for seed in range(8)))
    assert sorted(taken) == list(range(1, len(taken) + 1))
    assert len(taken) < 160


async def test_a_firm_from_another_program_goes_on_counting(session):
    await start_after(session, "fatture:2026", 41)
    assert await next_number(session, "fatture:2026") == 42
    assert await next_number(session, "fatture:2027") == 1
