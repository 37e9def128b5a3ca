"""Facts reach every subscriber once, and only when the change they tell of was committed."""

from typing import ClassVar

import pytest
from sqlalchemy import func, select

from aistrategyhub.core.events import Fact
from aistrategyhub.core.feature import Subscriber
from aistrategyhub.infra import outbox, work
from aistrategyhub.infra.db import transaction, unit_of_work
from aistrategyhub.infra.outbox import delivery_jobs, publish, relay
from aistrategyhub.infra.work import Work, claim
from jobs.worker import perform


class ThingHappened(Fact):
    fact_name: ClassVar[str] = "prova.thing_happened"

    what: str


def _subscribers(heard: list[str]) -> list[Subscriber]:
    async def first(session, fact):
        heard.append(f"prima:{fact.what}")

    async def second(session, fact):
        heard.append(f"seconda:{fact.what}")

    return [Subscriber("prima", ThingHappened, first), Subscriber("seconda", ThingHappened, second)]


async def test_each_subscriber_hears_a_fact_once_however_often_it_is_relayed(committed_tenant):
    heard: list[str] = []
    subscribers = _subscribers(heard)
    async with unit_of_work(committed_tenant) as session:
        await publish(session, ThingHappened(what="vendita"))
    assert await relay(subscribers) == 1
    assert await relay(subscribers) == 0
    jobs = {job.name: job for job in delivery_jobs(subscribers)}
    for row in await claim({name: job.lease for name, job in jobs.items()}, 10):
        assert row.tenant_id == committed_tenant
        await perform(jobs[row.job], row)
    assert sorted(heard) == ["prima:vendita", "seconda:vendita"]


async def test_a_rolled_back_change_tells_nobody(committed_tenant):
    async def change_and_fail() -> None:
        async with unit_of_work(committed_tenant) as session:
            await publish(session, ThingHappened(what="mai successa"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await change_and_fail()
    assert await relay(_subscribers([])) == 0


async def test_old_facts_and_done_work_are_cleaned_away(committed_tenant):
    from datetime import timedelta

    heard: list[str] = []
    subscribers = _subscribers(heard)
    async with unit_of_work(committed_tenant) as session:
        await publish(session, ThingHappened(what="vecchia"))
    await relay(subscribers)
    assert await outbox.purge_relayed(timedelta(hours=1)) == 0
    assert await outbox.purge_relayed(timedelta(0)) == 1
    assert await work.purge_done(timedelta(0)) == 0
    async with transaction() as session:
        assert (await session.execute(select(func.count()).select_from(Work))).scalar_one() == 2
