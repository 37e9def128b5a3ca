"""`python -m jobs`: one job process. Any number may run, on any number of machines."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import structlog

from aistrategyhub import registry
from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import Job
from aistrategyhub.core.ids import new_id
from aistrategyhub.infra import heartbeat, outbox, rate_limits, system_logs, work
from aistrategyhub.infra.db import DatabaseUnavailable, close_engine
from aistrategyhub.infra.logging import configure_logging
from aistrategyhub.infra.metrics.serving import start_metrics
from aistrategyhub.infra.outbox import FACTS_CHANNEL
from aistrategyhub.infra.settings import Settings, load_settings_or_exit
from aistrategyhub.infra.telemetry import start_telemetry
from aistrategyhub.infra.work import WORK_CHANNEL
from aistrategyhub.prerender.service import CHANNEL as PRERENDER_CHANNEL
from jobs.clock import Clock
from jobs.gauges import MEASURE_EVERY, measure
from jobs.listener import listen
from jobs.prerendering import Prerendering
from jobs.worker import LOOK_EVERY, Worker

log = structlog.get_logger("jobs")

_PATIENCE = timedelta(seconds=15)
_RENEW_EVERY = timedelta(seconds=3)
_CLEAN_EVERY = timedelta(hours=1)
_KEEP_DONE = timedelta(days=7)


class JobProcess:
    """Workers, relay, clock, heartbeat and the public pages, started together and stopped in order.

    It does the jobs of every room, and `also` those that a measurement brings along.
    """

    def __init__(self, settings: Settings, *, also: Sequence[Job] = ()) -> None:
        self._settings = settings
        self._id = new_id()
        self._started_at = now()
        self._subscribers = registry.subscribers()
        jobs = [*registry.jobs(), *also, *outbox.delivery_jobs(self._subscribers)]
        self._worker = Worker(jobs, settings.job_concurrency)
        self._clock = Clock(settings, jobs)
        self._prerendering = Prerendering(settings)
        self._facts = asyncio.Event()
        self._stop = asyncio.Event()

    async def run(self) -> bool:
        """Runs until SIGTERM or SIGINT; True when it ended because a part of it broke."""
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self._stop.set)
        background = [
            asyncio.create_task(coroutine)
            for coroutine in (
                listen(self._settings, self._channels()),
                self._prerendering.run(),
                self._clock.run(),
                self._relay(),
                self._repeat(heartbeat.BEAT_EVERY, self._beat),
                self._repeat(timedelta(seconds=30), self._worker.bury_exhausted),
                self._repeat(_CLEAN_EVERY, self._clean),
                self._repeat(MEASURE_EVERY, self._measure),
            )
        ]
        working = [
            asyncio.create_task(coroutine)
            for coroutine in (self._worker.run(), self._repeat(_RENEW_EVERY, self._worker.renew_leases))
        ]
        log.info("job process ready", concurrency=self._settings.job_concurrency)
        broken = await self._until_stopped([*working, *background])
        for task in background:
            task.cancel()
        await self._worker.stop(_PATIENCE)
        for task in working:
            task.cancel()
        await asyncio.gather(*working, *background, return_exceptions=True)
        with contextlib.suppress(DatabaseUnavailable):
            await heartbeat.leave(self._id)
        await close_engine()
        log.info("job process stopped")
        return broken

    def _channels(self) -> dict[str, Callable[[], None]]:
        return {
            WORK_CHANNEL: self._worker.wake,
            FACTS_CHANNEL: self._facts.set,
            PRERENDER_CHANNEL: self._prerendering.wake,
        }

    async def _until_stopped(self, tasks: list[asyncio.Task[None]]) -> bool:
        """Waits for the signal to stop, or for a part that broke: half a process is worse than a new one."""
        stop = asyncio.create_task(self._stop.wait())
        done, _running = await asyncio.wait([stop, *tasks], return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        for task in done - {stop}:
            log.error("a part of the job process broke", exc_info=task.exception())
        return stop not in done

    async def _relay(self) -> None:
        while True:
            self._facts.clear()
            try:
                while await outbox.relay(self._subscribers):
                    self._worker.wake()
            except DatabaseUnavailable:
                await asyncio.sleep(1)
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._facts.wait(), LOOK_EVERY.total_seconds())

    async def _repeat(self, every: timedelta, do: Callable[[], Awaitable[None]]) -> None:
        while True:
            with contextlib.suppress(DatabaseUnavailable):
                await do()
            await asyncio.sleep(every.total_seconds())

    async def _beat(self) -> None:
        await heartbeat.beat(self._id, self._started_at, is_leader=self._clock.is_leader)

    async def _measure(self) -> None:
        if self._clock.is_leader:
            await measure()

    async def _clean(self) -> None:
        await work.purge_done(_KEEP_DONE)
        await outbox.purge_relayed(_KEEP_DONE)
        await rate_limits.purge_windows()
        await system_logs.purge_old()


def main() -> None:
    """Runs one job process."""
    settings = load_settings_or_exit()
    configure_logging(settings, role="jobs")
    start_metrics(settings)
    start_telemetry(settings, role="jobs")
    sys.exit(asyncio.run(JobProcess(settings).run()))


if __name__ == "__main__":
    main()
