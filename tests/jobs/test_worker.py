"""The commit that marks a row done leases the next one."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import Job
from aistrategyhub.infra.db import transaction, unit_of_work
from aistrategyhub.infra.work import LeaseLost, Postponed, Work, WorkStatus, claim, enqueue, mark_done, postpone
from jobs.worker import Worker, perform

LEASES = {"prova": timedelta(minutes=1)}


@pytest.fixture
def runs() -> list[int]:
    return []


@pytest.fixture
def job(runs) -> Job:
    async def run(session, payload) -> None:
        runs.append(payload["number"])

    return Job("prova", run)


async def _ask_for(tenant, *numbers: int) -> None:
    for number in numbers:
        async with unit_of_work(tenant) as session:
            await enqueue(session, "prova", {"number": number})


async def _statuses() -> list[tuple[WorkStatus, int]]:
    async with transaction() as session:
        query = select(Work.status, Work.attempts).order_by(Work.created_at)
        return list((await session.execute(query)).tuples())


async def test_the_next_row_is_leased_with_the_mark_and_its_attempt_counted(committed_tenant, job, runs):
    await _ask_for(committed_tenant, 1, 2)
    (first,) = await claim(LEASES, 1)
    following = await perform(job, first, LEASES)
    assert following is not None
    assert following.payload == {"number": 2}
    assert await _statuses() == [(WorkStatus.DONE, 1), (WorkStatus.LEASED, 1)]
    assert await perform(job, following, LEASES) is None
    assert runs == [1, 2]


async def test_a_row_that_was_taken_over_leases_nothing(committed_tenant, job):
    await _ask_for(committed_tenant, 1, 2)
    (first,) = await claim(LEASES, 1)
    async with transaction() as session:
        await session.execute(update(Work).where(Work.id == first.id).values(next_attempt_at=now()))
    (again,) = [work for work in await claim(LEASES, 2) if work.id == first.id]
    async with transaction() as session:
        await session.execute(update(Work).where(Work.id != first.id).values(status=WorkStatus.READY, attempts=0))
    with pytest.raises(LeaseLost):
        await perform(job, first, LEASES)
    assert await _statuses() == [(WorkStatus.LEASED, again.attempts), (WorkStatus.READY, 0)]


async def test_a_worker_that_stops_leaves_what_waits_to_others(committed_tenant, job, runs):
    await _ask_for(committed_tenant, 1, 2)
    worker = Worker([job], concurrency=1)
    (first,) = await claim(LEASES, 1)
    await worker.stop(timedelta())
    assert await worker._do(first) is None
    assert runs == [1]
    assert await _statuses() == [(WorkStatus.DONE, 1), (WorkStatus.READY, 0)]


async def test_work_asked_for_by_a_row_is_taken_up_in_its_own_commit(committed_tenant, runs):
    async def ask(session, payload) -> None:
        runs.append(payload["number"])
        if payload["number"] == 1:
            await enqueue(session, "prova", {"number": 2})

    await _ask_for(committed_tenant, 1)
    (first,) = await claim(LEASES, 1)
    following = await perform(Job("prova", ask), first, LEASES)
    assert following is not None
    assert following.payload == {"number": 2}


async def test_what_gives_way_comes_last_and_leaves_a_place_free(committed_tenant, runs):
    async def run(session, payload) -> None:
        runs.append(payload["number"])

    async with unit_of_work(committed_tenant) as session:
        for number in range(4):
            await enqueue(session, "lento", {"number": number})
    await _ask_for(committed_tenant, 10, 11)
    worker = Worker([Job("prova", run), Job("lento", run, gives_way=True)], concurrency=4)

    claimed = await worker._claim()
    assert [work.job for work in claimed] == ["prova", "prova", "lento", "lento"]
    for work in claimed:
        worker._start(work)
    assert await worker._claim() == []
    await worker.stop(timedelta(seconds=10))
    worker._stopping = False

    assert len(await worker._claim()) == 2, "the last two of what gives way"
    assert sorted(runs) == [0, 1, 10, 11]


async def test_what_gives_way_never_fills_a_process(committed_tenant, runs):
    async def run(session, payload) -> None:
        runs.append(payload["number"])

    await _ask_for(committed_tenant, *range(6))
    worker = Worker([Job("prova", run, gives_way=True)], concurrency=4)
    assert len(await worker._claim()) == 3


async def test_a_row_that_is_not_due_yet_waits_without_an_attempt(committed_tenant):
    due = now() + timedelta(hours=1)

    async def not_yet(session, payload) -> None:
        raise Postponed(due, "a pause was asked for")

    await _ask_for(committed_tenant, 1)
    worker = Worker([Job("prova", not_yet)], concurrency=1)
    (work,) = await worker._claim()
    await worker._do(work)

    async with transaction() as session:
        row = (await session.execute(select(Work))).scalar_one()
    assert (row.status, row.attempts, row.next_attempt_at) == (WorkStatus.READY, 0, due)
    assert row.last_error == "a pause was asked for"


async def test_who_lost_the_lease_neither_postpones_nor_finishes(committed_tenant):
    await _ask_for(committed_tenant, 1)
    (late,) = await claim(LEASES, 1)
    async with transaction() as session:
        await session.execute(update(Work).values(next_attempt_at=now()))
    (holder,) = await claim(LEASES, 1)
    with pytest.raises(LeaseLost):
        await postpone(late, Postponed(now()))

    await postpone(holder, Postponed(now()))
    (again,) = await claim(LEASES, 1)

    assert (late.attempts, holder.attempts, again.attempts) == (1, 2, 2)
    with pytest.raises(LeaseLost):
        async with transaction() as session:
            await mark_done(session, late)
