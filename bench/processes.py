"""What Linux says about a process and all that it started."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Memory:
    """One process: what it has in memory (RSS) and its fair share of it (PSS: shared pages are divided), in MB."""

    pid: int
    command: str
    rss: float
    pss: float


def family(pid: int) -> Iterator[int]:
    """The process and its living descendants."""
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from family(int(child))


def memory(pid: int) -> list[Memory]:
    """The memory of a process and of each of its descendants."""
    found = []
    for member in family(pid):
        with suppress(OSError):
            rollup = Path(f"/proc/{member}/smaps_rollup").read_text()
            command = Path(f"/proc/{member}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            found.append(Memory(member, command.strip(), _megabytes(rollup, "Rss"), _megabytes(rollup, "Pss")))
    return found


def cpu_seconds(pid: int) -> float:
    """The processor time that a process, its living descendants and their ended children have used."""
    return sum(map(_cpu_seconds_of_one, family(pid)))


def _cpu_seconds_of_one(pid: int) -> float:
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(map(int, words[11:15])) / _TICKS


def _megabytes(rollup: str, what: str) -> float:
    found = re.search(rf"^{what}:\s+(\d+) kB", rollup, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0
