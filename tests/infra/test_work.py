"""The work queue: rows are done once, whatever dies, and nothing is lost."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import Job
from aistrategyhub.features.site_settings.models import SiteSetting
from aistrategyhub.infra import work
from aistrategyhub.infra.db import transaction, unit_of_work
from aistrategyhub.infra.work import LeaseLost, Work, WorkStatus, claim, enqueue, mark_failed, retry_delay
from jobs.worker import Worker, perform

LEASES = {"prova": timedelta(minutes=1)}


async def _enqueue(tenant, count=1, **options):
    async with unit_of_work(tenant) as session:
        for number in range(count):
            await enqueue(session, "prova", {"number": number}, **options)


async def _rows() -> list[Work]:
    async with transaction() as session:
        return list((await session.execute(select(Work).order_by(Work.created_at))).scalars())


async def _make_due():
    async with transaction() as session:
        await session.execute(update(Work).values(next_attempt_at=now() - timedelta(seconds=1)))


class TestEnqueue:
    async def test_the_same_key_makes_one_row(self, committed_tenant):
        await _enqueue(committed_tenant, key="una-volta")
        await _enqueue(committed_tenant, key="una-volta")
        assert len(await _rows()) == 1

    async def test_nothing_is_asked_for_when_the_transaction_fails(self, committed_tenant):
        async def ask_and_fail() -> None:
            async with unit_of_work(committed_tenant) as session:
                await enqueue(session, "prova")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await ask_and_fail()
        assert await _rows() == []

    async def test_work_for_later_waits(self, committed_tenant):
        await _enqueue(committed_tenant, due=now() + timedelta(hours=1))
        assert await claim(LEASES, 10) == []


class TestClaim:
    async def test_two_claimers_never_get_the_same_row(self, committed_tenant):
        await _enqueue(committed_tenant, count=60)
        batches = await asyncio.gather(*(claim(LEASES, 10) for _ in range(8)))
        taken = Counter(row.id for batch in batches for row in batch)
        assert len(taken) == 60
        assert set(taken.values()) == {1}

    async def test_an_unknown_job_is_left_for_a_process_that_knows_it(self, committed_tenant):
        await _enqueue(committed_tenant)
        assert await claim({"altro": timedelta(minutes=1)}, 10) == []

    async def test_a_lease_that_ran_out_is_claimed_again_and_the_first_holder_loses(self, committed_tenant):
        await _enqueue(committed_tenant)
        (first,) = await claim(LEASES, 1)
        await _make_due()
        (second,) = await claim(LEASES, 1)
        assert (second.id, second.attempts) == (first.id, 2)

        async def leave_a_trace(session, payload):
            session.add(SiteSetting(setting_key=f"traccia {payload['number']}", setting_value={}))

        job = Job(name="prova", run=leave_a_trace)
        with pytest.raises(LeaseLost):
            await perform(job, first)
        await perform(job, second)
        async with unit_of_work(committed_tenant) as session:
            assert (await session.execute(select(func.count()).select_from(SiteSetting))).scalar_one() == 1
        assert (await _rows())[0].status is WorkStatus.DONE

    async def test_a_lease_that_is_renewed_is_not_taken_over(self, committed_tenant):
        await _enqueue(committed_tenant)
        (held,) = await claim(LEASES, 1)
        await _make_due()
        await work.renew([held])
        assert await claim(LEASES, 1) == []

    async def test_who_lost_a_lease_cannot_renew_it(self, committed_tenant):
        await _enqueue(committed_tenant)
        (first,) = await claim(LEASES, 1)
        await _make_due()
        (second,) = await claim(LEASES, 1)
        await _make_due()
        await work.renew([first])
        (third,) = await claim(LEASES, 1)
        assert (second.attempts, third.attempts) == (2, 3)

    async def test_a_row_that_kills_its_process_every_time_is_buried(self, committed_tenant):
        await _enqueue(committed_tenant, max_attempts=3)
        for _ in range(3):
            assert await claim(LEASES, 1)
            await _make_due()
        assert await claim(LEASES, 1) == []
        assert await work.bury_exhausted() == ["prova"]
        (row,) = await _rows()
        assert row.status is WorkStatus.DEAD
        assert row.last_error


class TestFailure:
    async def test_it_is_tried_again_later_and_dies_after_the_last_attempt(self, committed_tenant):
        await _enqueue(committed_tenant, max_attempts=2)
        (row,) = await claim(LEASES, 1)
        assert await mark_failed(row, "primo errore") is WorkStatus.READY
        assert await claim(LEASES, 1) == []
        await _make_due()
        (row,) = await claim(LEASES, 1)
        assert await mark_failed(row, "secondo errore") is WorkStatus.DEAD
        (stored,) = await _rows()
        assert (stored.status, stored.last_error) == (WorkStatus.DEAD, "secondo errore")

    async def test_whoever_waits_is_told_once_when_it_dies_and_a_fault_of_that_keeps_nothing_alive(
        self, committed_tenant
    ):
        async def break_off(session, payload):
            raise ValueError(f"{payload['number']} is broken")

        async def tell(session, payload):
            session.add(SiteSetting(setting_key=f"fallito {payload['number']}", setting_value={}))
            await session.flush()
            if payload["number"] == 1:
                raise ValueError("nobody listens")

        await _enqueue(committed_tenant, count=2, max_attempts=2)
        worker = Worker([Job(name="prova", run=break_off, give_up=tell)], concurrency=1)
        told = select(SiteSetting.setting_key).where(SiteSetting.setting_key.startswith("fallito"))
        for known in ([], ["fallito 0"]):
            for row in await claim(LEASES, 2):
                await worker._work_off(row)
            async with unit_of_work(committed_tenant) as session:
                assert list((await session.execute(told)).scalars()) == known
            await _make_due()
        assert [row.status for row in await _rows()] == [WorkStatus.DEAD] * 2

    async def test_whoever_waits_is_told_too_when_every_process_died_of_it(self, committed_tenant):
        async def tell(session, payload):
            session.add(SiteSetting(setting_key=f"fallito {payload['number']}", setting_value={}))

        await _enqueue(committed_tenant, max_attempts=1)
        assert await claim(LEASES, 1)
        await _make_due()
        await Worker([Job(name="prova", run=tell, give_up=tell)], concurrency=1).bury_exhausted()
        async with unit_of_work(committed_tenant) as session:
            assert (await session.execute(select(SiteSetting.setting_key))).scalars().all() == ["fallito 0"]
        assert [row.status for row in await _rows()] == [WorkStatus.DEAD]

    async def test_a_dead_row_can_be_given_another_round(self, committed_tenant):
        await _enqueue(committed_tenant, max_attempts=1)
        (row,) = await claim(LEASES, 1)
        await mark_failed(row, "errore")
        async with unit_of_work(committed_tenant) as session:
            assert await work.retry_dead(session, row.id)
            assert not await work.retry_dead(session, row.id)
        assert len(await claim(LEASES, 1)) == 1

    @pytest.mark.parametrize(
        ("attempts", "shortest", "longest"),
        [(1, 1, 2), (2, 2, 4), (5, 16, 32), (11, 1024, 2048), (12, 1800, 3600), (40, 1800, 3600)],
    )
    def test_the_wait_doubles_up_to_an_hour(self, attempts, shortest, longest):
        for _ in range(50):
            assert shortest <= retry_delay(attempts).total_seconds() <= longest


class TestWorker:
    async def test_what_it_works_on_stays_its_own_for_as_long_as_the_job_may_take(self, committed_tenant):
        begun, finish = asyncio.Semaphore(0), asyncio.Event()

        async def run(session, payload):
            begun.release()
            await finish.wait()

        await _enqueue(committed_tenant, count=2)
        quick = Job(name="prova", run=run, lease=timedelta(0))
        patient, hasty = Worker([Job(name="prova", run=run)], concurrency=1), Worker([quick], concurrency=1)
        working = [asyncio.create_task(worker.run()) for worker in (patient, hasty)]
        async with asyncio.timeout(10):
            await begun.acquire()
            await begun.acquire()
        await _make_due()
        await asyncio.gather(patient.renew_leases(), hasty.renew_leases())
        assert len(await claim(LEASES, 2)) == 1
        finish.set()
        await asyncio.gather(*(worker.stop(timedelta(seconds=5)) for worker in (patient, hasty)), *working)

    async def test_it_does_every_row_once_although_some_fail_at_first(self, committed_tenant):
        done: Counter[int] = Counter()
        tried: Counter[int] = Counter()

        async def run(session, payload):
            number = payload["number"]
            tried[number] += 1
            if number % 5 == 0 and tried[number] == 1:
                raise RuntimeError("alla prima non va")
            done[number] += 1

        await _enqueue(committed_tenant, count=30)
        worker = Worker([Job(name="prova", run=run)], concurrency=4)
        working = asyncio.create_task(worker.run())
        async with asyncio.timeout(20):
            while any(row.status is not WorkStatus.DONE for row in await _rows()):
                await asyncio.sleep(0.05)
                async with transaction() as session:
                    await session.execute(
                        text("UPDATE work SET next_attempt_at = now() WHERE status = 'ready' AND attempts > 0")
                    )
                worker.wake()
        await worker.stop(timedelta(seconds=2))
        await working
        assert done == Counter(range(30))
