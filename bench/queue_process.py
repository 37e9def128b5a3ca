"""`python -m bench.queue_process`: the product's job process, with one more job that leaves a trace of each run."""

import asyncio
import os
import sys
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Job
from aistrategyhub.infra.logging import configure_logging
from aistrategyhub.infra.settings import load_settings_or_exit
from jobs.__main__ import JobProcess

JOB = "bench.trace"
TRACES = "bench_traces"
LEASE = timedelta(seconds=5)


async def leave_trace(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """One row, in the transaction that also marks the work done: which number, who, and when it began."""
    await session.execute(
        text(f"INSERT INTO {TRACES} (number, process, began_ns) VALUES (:number, :process, :began)"),
        {"number": payload["number"], "process": os.getpid(), "began": time.monotonic_ns()},
    )


def main() -> None:
    """Runs until SIGTERM, as `python -m jobs` does."""
    settings = load_settings_or_exit()
    configure_logging(settings, role="jobs")
    job = Job(name=JOB, run=leave_trace, lease=LEASE)
    sys.exit(asyncio.run(JobProcess(settings, also=[job]).run()))


if __name__ == "__main__":
    main()
