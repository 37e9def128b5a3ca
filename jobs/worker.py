"""Workers: claim due rows, do each in one transaction with its mark, plan the next attempt when it fails."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

import structlog

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, InvalidInput
from aistrategyhub.core.feature import Job
from aistrategyhub.infra import metrics
from aistrategyhub.infra.db import DatabaseUnavailable, unit_of_work
from aistrategyhub.infra.telemetry import span
from aistrategyhub.infra.work import (
    LEASE,
    ClaimedWork,
    LeaseLost,
    Postponed,
    WorkStatus,
    bury_exhausted,
    claim,
    claim_with,
    mark_done,
    mark_failed,
    postpone,
    renew,
)

log = structlog.get_logger(__name__)

LOOK_EVERY = timedelta(seconds=2)
_DATABASE_PAUSE = timedelta(seconds=1)


@dataclass(frozen=True)
class Held:
    """A row that this process works on, and until when (monotonic seconds) its lease may be renewed."""

    work: ClaimedWork
    until: float


class Worker:
    """Does up to `concurrency` rows at a time until told to stop."""

    def __init__(self, jobs: Sequence[Job], concurrency: int) -> None:
        self._jobs = {job.name: job for job in jobs}
        self._leases = {job.name: min(job.lease, LEASE) for job in jobs if not job.gives_way}
        self._later = {job.name: min(job.lease, LEASE) for job in jobs if job.gives_way}
        self._places = concurrency
        self._running: dict[asyncio.Task[None], Held] = {}
        self._news = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """There is something to do, or a place became free."""
        self._news.set()

    async def run(self) -> None:
        """Works until `stop`."""
        while not self._stopping:
            self._news.clear()
            try:
                claimed = await self._claim()
            except DatabaseUnavailable:
                await asyncio.sleep(_DATABASE_PAUSE.total_seconds())
                continue
            for work in claimed:
                self._start(work)
            if not claimed:
                await self._wait()

    async def stop(self, patience: timedelta) -> None:
        """Claims nothing more and gives what runs this long to end; the rest is taken up again by its lease."""
        self._stopping = True
        self.wake()
        if self._running:
            _done, late = await asyncio.wait(self._running, timeout=patience.total_seconds())
            for task in late:
                task.cancel()

    async def renew_leases(self) -> None:
        """Keeps the rows in work, each for as long as its job may take; a process that dies keeps none."""
        held = [held.work for held in self._running.values() if held.until > time.monotonic()]
        if held:
            await renew(held)

    async def bury_exhausted(self) -> None:
        """Gives up rows whose every attempt ended with a killed process."""
        for job in await bury_exhausted({name: job.give_up for name, job in self._jobs.items() if job.give_up}):
            log.error("work is dead: the process that ran it ended every time", job=job)

    async def _claim(self) -> list[ClaimedWork]:
        free = self._places - len(self._running)
        claimed = await claim(self._leases, free) if free > 0 else []
        for_later = min(free - len(claimed), self._places_for_later())
        return [*claimed, *(await claim(self._later, for_later))] if for_later > 0 and self._later else claimed

    def _places_for_later(self) -> int:
        taken = sum(held.work.job in self._later for held in self._running.values())
        return max(1, self._places - 1) - taken

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._news.wait(), LOOK_EVERY.total_seconds())
        except TimeoutError:
            return

    def _start(self, work: ClaimedWork) -> None:
        task = asyncio.create_task(self._work_off(work))
        self._running[task] = self._hold(work)
        task.add_done_callback(self._finished)

    def _hold(self, work: ClaimedWork) -> Held:
        return Held(work, time.monotonic() + self._jobs[work.job].lease.total_seconds())

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.pop(task, None)
        self.wake()

    async def _work_off(self, work: ClaimedWork) -> None:
        """Does a row and, as long as there are any, those that were claimed together with its mark."""
        following = await self._do(work)
        while following is not None:
            self._running[asyncio.current_task()] = self._hold(following)
            following = await self._do(following)

    async def _do(self, work: ClaimedWork) -> ClaimedWork | None:
        job = self._jobs[work.job]
        with (
            structlog.contextvars.bound_contextvars(work_id=str(work.id), tenant_id=str(work.tenant_id)),
            acting_as(Principal.system(work.tenant_id)),
        ):
            if work.attempts == 1:
                metrics.work_picked_up(work.job, (now() - work.due_at).total_seconds())
            began = time.monotonic()
            try:
                following = await perform(job, work, self._following(job))
            except LeaseLost:
                log.warning("lease lost, effects rolled back", job=work.job)
            except Postponed as later:
                await self._postpone(work, later)
            except DatabaseUnavailable:
                log.warning("database gone, the lease brings the row back", job=work.job)
            except Exception as error:
                await self._fail(work, error, time.monotonic() - began)
            else:
                metrics.work_ended(work.job, WorkStatus.DONE, time.monotonic() - began)
                waited = (now() - work.created_at).total_seconds()
                log.info("work done", job=work.job, attempt=work.attempts, seconds=round(waited, 3))
                return following
        return None

    def _following(self, job: Job) -> Mapping[str, timedelta]:
        """The jobs whose rows may follow at once, with their leases; none once the process stops, and after a row
        that gave way it is looked again what comes first."""
        return {} if self._stopping or job.gives_way else self._leases

    async def _postpone(self, work: ClaimedWork, later: Postponed) -> None:
        try:
            await postpone(work, later)
        except (DatabaseUnavailable, LeaseLost):
            return
        log.debug("work postponed", job=work.job, due=later.due.isoformat())

    async def _fail(self, work: ClaimedWork, error: Exception, seconds: float) -> None:
        try:
            status = await mark_failed(work, explain(error), self._jobs[work.job].give_up)
        except (DatabaseUnavailable, LeaseLost):
            return
        metrics.work_ended(work.job, "dead" if status is WorkStatus.DEAD else "failed", seconds)
        if status is WorkStatus.DEAD:
            log.error("work is dead and waits for somebody", job=work.job, attempts=work.attempts, exc_info=error)
        else:
            log.warning("work failed, will be tried again", job=work.job, attempt=work.attempts, error=explain(error))


async def perform(
    job: Job, work: ClaimedWork, leases: Mapping[str, timedelta] = MappingProxyType({})
) -> ClaimedWork | None:
    """Does one claimed row: its effects and its mark are one commit.

    The same commit leases the next due row of the jobs in `leases`, which is returned: two commits in a row would
    make a busy process half as fast.
    """
    with span(work.job, attempt=work.attempts):
        async with unit_of_work(work.tenant_id) as session:
            await job.run(session, work.payload)
            await mark_done(session, work)
            claimed = await claim_with(session, leases, 1) if leases else []
    return claimed[0] if claimed else None


def explain(error: Exception) -> str:
    """One line for the row and the log: the error's name and code, and no payload."""
    if isinstance(error, InvalidInput):
        return f"{error.code}: {', '.join(field.field for field in error.fields)}"
    if isinstance(error, DomainError):
        return f"{type(error).__name__} {error}"
    return f"{type(error).__name__}: {error}".splitlines()[0][:300]
