"""Each attempt of a row is counted with its outcome, and a row is picked up once."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import update

from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import Job
from aistrategyhub.infra import metrics
from aistrategyhub.infra.db import transaction, unit_of_work
from aistrategyhub.infra.work import Work, claim, enqueue
from jobs.worker import Worker


@pytest.fixture
def counted(monkeypatch):
    counts = {"picked_up": [], "ended": []}
    monkeypatch.setattr(metrics, "work_picked_up", lambda job, waited: counts["picked_up"].append((job, waited)))
    monkeypatch.setattr(
        metrics, "work_ended", lambda job, outcome, seconds: counts["ended"].append((job, str(outcome)))
    )
    return counts


async def test_outcomes_are_counted(committed_tenant, counted):
    async def run(session, payload) -> None:
        if payload["fails"]:
            raise ValueError("not today")

    worker = Worker([Job("prova", run)], concurrency=1)
    for fails in (False, True):
        async with unit_of_work(committed_tenant) as session:
            await enqueue(session, "prova", {"fails": fails}, max_attempts=2)
    async with transaction() as session:
        await session.execute(update(Work).values(next_attempt_at=now() - timedelta(seconds=30)))
    for _attempt in range(2):
        for work in await claim({"prova": timedelta(minutes=1)}, 10):
            await asyncio.create_task(worker._do(work))
        async with transaction() as session:
            await session.execute(update(Work).values(next_attempt_at=now() - timedelta(seconds=30)))

    assert sorted(counted["ended"]) == [("prova", "dead"), ("prova", "done"), ("prova", "failed")]
    assert [job for job, _waited in counted["picked_up"]] == ["prova", "prova"]
    assert all(29 < waited < 60 for _job, waited in counted["picked_up"])


async def test_only_what_is_committed_is_counted(committed_tenant, monkeypatch):
    orders = []
    monkeypatch.setattr(metrics, "are_collected", lambda: True)
    async with unit_of_work(committed_tenant) as session:
        metrics.after_commit(session, orders.append, "kept")
        assert orders == []
    with suppress(ZeroDivisionError):
        async with unit_of_work(committed_tenant) as session:
            metrics.after_commit(session, orders.append, "rolled back")
            raise ZeroDivisionError
    assert orders == ["kept"]
