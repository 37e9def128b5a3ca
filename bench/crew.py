"""Job processes for the measurements of the work queue."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aistrategyhub.infra.embedded import process
from aistrategyhub.infra.settings import ROOT


class Crew:
    """Some job processes; what they log goes to one file."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._members: list[subprocess.Popen[bytes]] = []

    @property
    def pids(self) -> list[int]:
        return [member.pid for member in self._members]

    def hire(self, count: int) -> None:
        """Starts this many processes; they are ready a moment later."""
        for _ in range(count):
            with self._log.open("ab") as output:
                command = [sys.executable, "-m", "bench.queue_process"]
                self._members.append(process.spawn(command, env=os.environ, cwd=ROOT, output=output))

    def lose_one(self, among: set[int]) -> bool:
        """Kills one of these processes with SIGKILL and starts another; False when none of them is left."""
        chosen = [member for member in self._members if member.pid in among]
        if not chosen:
            return False
        victim = random.choice(chosen)
        self._members.remove(victim)
        os.killpg(victim.pid, signal.SIGKILL)
        victim.wait()
        self.hire(1)
        return True

    def dismiss(self) -> None:
        """Stops all of them, in order."""
        for member in self._members:
            member.terminate()
        for member in self._members:
            process.stop(member, grace_seconds=20)


@contextmanager
def crew(count: int, log: Path) -> Iterator[Crew]:
    """A crew of this size, gone when the block ends."""
    members = Crew(log)
    try:
        members.hire(count)
        yield members
    finally:
        members.dismiss()
