"""The clock: one process leads, and turns each due moment of each job into work rows.

Whoever holds the advisory lock on a connection of its own leads; when it dies, PostgreSQL frees the lock and
another process takes over. A row is unique on job, tenant and due moment, so two clocks could not make it twice, and
a new leader first asks for whatever came due last: what nobody asked for in the meantime is made up for.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from aistrategyhub.core.clock import ROME, now
from aistrategyhub.core.feature import Job
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.tenants.queries import list_tenants
from aistrategyhub.infra.db import DatabaseUnavailable, transaction
from aistrategyhub.infra.settings import Settings
from aistrategyhub.infra.work import WorkStatus, insert_rows
from jobs.listener import connect

log = structlog.get_logger(__name__)

_LEADER_LOCK = 7_304_118
_TRY_EVERY_SECONDS = 1.0
_CHECK_EVERY_SECONDS = 2.0
# Less than finished work is kept for: what is made up for is known not to have run.
_MAKE_UP_FOR = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock:
    """Keeps trying to lead; while it leads, ticks."""

    def __init__(self, settings: Settings, jobs: Sequence[Job]) -> None:
        self._settings = settings
        self._jobs = [job for job in jobs if job.every or job.cron]
        self.is_leader = False

    async def run(self) -> None:
        """Leads whenever nobody else does, until cancelled."""
        while True:
            try:
                async with await connect(self._settings) as connection:
                    await self._wait_for_lead(connection)
                    await self._lead(connection)
            except psycopg.Error as error:
                log.warning("clock lost its connection", error=type(error).__name__)
            await asyncio.sleep(_TRY_EVERY_SECONDS)

    async def _wait_for_lead(self, connection: psycopg.AsyncConnection) -> None:
        while True:
            cursor = await connection.execute("SELECT pg_try_advisory_lock(%s)", (_LEADER_LOCK,))
            row = await cursor.fetchone()
            if row and row[0]:
                return
            await asyncio.sleep(_TRY_EVERY_SECONDS)

    async def _lead(self, connection: psycopg.AsyncConnection) -> None:
        scheduler = AsyncIOScheduler(timezone=ROME)
        for job in self._jobs:
            scheduler.add_job(tick, _trigger(job), args=[job], id=job.name, coalesce=True, misfire_grace_time=60)
        scheduler.start()
        self.is_leader = True
        log.info("this process keeps the clock", jobs=len(self._jobs))
        try:
            for job in self._jobs:
                await tick(job)
            while True:
                await asyncio.sleep(_CHECK_EVERY_SECONDS)
                await connection.execute("SELECT 1")
        finally:
            self.is_leader = False
            scheduler.shutdown(wait=False)


async def tick(job: Job) -> None:
    """Asks for one run of the job per tenant, for the moment at which it was due last."""
    due = due_moment(job, now())
    if due is None:
        return
    try:
        async with transaction() as session:
            tenants = [tenant for tenant in await list_tenants(session) if tenant.created_at <= due]
            rows = [_row(job, tenant.id, due) for tenant in tenants]
            if rows:
                await insert_rows(session, rows)
    except DatabaseUnavailable:
        log.warning("database gone, this tick is skipped", job=job.name)


def due_moment(job: Job, at: datetime) -> datetime | None:
    """The last moment at which the job was due, however late the clock notices: an interval's boundary, or the minute
    of a cron line; None when it was not due within a day."""
    if job.every is not None:
        step = job.every.total_seconds()
        return datetime.fromtimestamp(at.timestamp() // step * step, tz=UTC)
    trigger, last = _trigger(job), None
    due = trigger.get_next_fire_time(None, at - _MAKE_UP_FOR)
    while due is not None and due <= at:
        last, due = due, trigger.get_next_fire_time(due, due)
    return last.astimezone(UTC) if last else None


def _row(job: Job, tenant_id: Any, due: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "tenant_id": tenant_id,
        "job": job.name,
        "payload": {},
        "key": f"clock:{job.name}:{tenant_id}:{due.isoformat()}",
        "status": WorkStatus.READY,
        "attempts": 0,
        "max_attempts": job.max_attempts,
        "next_attempt_at": now(),
        "created_at": now(),
    }


def _trigger(job: Job) -> CronTrigger | IntervalTrigger:
    if job.cron:
        return CronTrigger.from_crontab(job.cron, timezone=ROME)
    assert job.every is not None
    return IntervalTrigger(seconds=int(job.every.total_seconds()), start_date=_EPOCH, timezone=UTC)
