"""Who plays which part among the processes of a running product, and what may be done to them."""

import os
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path


class Part(StrEnum):
    """A process of the product, by words of its command line."""

    WEB = "aistrategyhub.cli serve"
    JOBS = "-m jobs"
    POSTGRES = "bin/postgres -D"
    STAND_IN = "integrations.stripe.standin"


def playing(part: Part, supervisor: int) -> list[int]:
    """The processes that play this part now, among those that the supervisor started."""
    return [pid for pid in children_of(supervisor) if part in _command_of(pid)]


def web_workers(supervisor: int) -> list[int]:
    """The processes that answer requests."""
    return [worker for master in playing(Part.WEB, supervisor) for worker in children_of(master)]


def children_of(pid: int) -> list[int]:
    """The processes whose parent this is."""
    with suppress(OSError):
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    return []


def age_seconds(pid: int) -> float:
    """For how long a process has been there; 0 when it is gone."""
    with suppress(OSError):
        started = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
        return time.clock_gettime(time.CLOCK_BOOTTIME) - started / os.sysconf("SC_CLK_TCK")
    return 0


def send(number: signal.Signals, pids: Iterable[int]) -> int:
    """Sends a signal to these processes; how many were there to get it."""
    reached = 0
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
            reached += 1
    return reached


def _command_of(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""
