"""What embedded PostgreSQL and Redis have in common: one process, one data folder, one owner at a time."""

import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, LOCK_UN, flock
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from aistrategyhub.infra.embedded import process
from aistrategyhub.infra.embedded.folders import forget_short_folder, private_folder
from aistrategyhub.infra.problems import Problem

# A command that used the server for a moment stops it within this time.
_PREDECESSOR_SECONDS = 25


class Claim:
    """A file whose lock says that a living process runs the server. The kernel drops it with that process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def is_held(self) -> bool:
        """Whether any living process, this one included, runs the server."""
        if not self._path.exists():
            return False
        with self._path.open() as file:
            try:
                flock(file, LOCK_SH | LOCK_NB)
            except BlockingIOError:
                return True
            return False

    def take(self) -> bool:
        """Claims the server for this process; False when another has it."""
        if self._file is not None:
            return True
        file = self._path.open("a+")
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file
        return True

    def release(self) -> None:
        if self._file is not None:
            flock(self._file, LOCK_UN)
            self._file.close()
            self._file = None

    @property
    def holder(self) -> str:
        """The process that claimed last."""
        return self._path.read_text()


class EmbeddedServer(ABC):
    """A server that is this process's child and ends with it: `with Server(folder) as server: ...`."""

    name: str
    _kind: str
    _stop_signal = signal.SIGTERM
    _stop_seconds = 5

    def __init__(self, data_dir: Path) -> None:
        data_dir = data_dir.resolve()
        self.folder = data_dir / self._kind
        self.log = data_dir / "log" / f"{self._kind}.log"
        self._claim = Claim(data_dir / f"{self._kind}.claim")
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        """The server's process, when this object started it."""
        return self._server

    def is_running(self) -> bool:
        """Whether a server of this data folder answers and whoever started it still lives."""
        return self._claim.is_held() and self._answers()

    def start(self) -> None:
        """Starts the server and returns when it can be used. Raises Problem when it cannot, with the end of its log."""
        private_folder(self.folder)
        self._take_claim()
        try:
            self._wait_for_predecessor()
            self._start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Ends the server, if this object started it."""
        if self._server is not None:
            process.stop(self._server, first=self._stop_signal, grace_seconds=self._stop_seconds)
            self._server = None
            forget_short_folder(self.folder)
        self._claim.release()

    @property
    @abstractmethod
    def _pid_file(self) -> Path:
        """Where the server writes its process id; it works in the folder of this file."""

    @abstractmethod
    def _answers(self) -> bool: ...

    @abstractmethod
    def _start(self) -> None: ...

    def _take_claim(self) -> None:
        deadline = time.monotonic() + _PREDECESSOR_SECONDS
        while not self._claim.take():
            if time.monotonic() > deadline:
                raise Problem(
                    f"Process {self._claim.holder} already runs the embedded {self.name} of {self.folder}.",
                    f"kill {self._claim.holder}",
                )
            time.sleep(0.1)

    def _wait_for_predecessor(self) -> None:
        """After a SIGKILL of the product its server is still shutting down: its data and socket are not free yet."""
        deadline = time.monotonic() + _PREDECESSOR_SECONDS
        while (pid := self._running_pid()) is not None:
            if time.monotonic() > deadline:
                raise Problem(
                    f"An older {self.name} (process {pid}) still works in {self._pid_file.parent}.",
                    f"kill -INT {pid}",
                )
            time.sleep(0.05)
        # PostgreSQL takes any living process of this user with the noted id for its predecessor.
        self._pid_file.unlink(missing_ok=True)

    def _running_pid(self) -> int | None:
        """The process that the file names, if it really is a server at work in this folder."""
        try:
            pid = int(self._pid_file.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None
        return pid if process.is_alive(pid) and process.works_in(pid, self._pid_file.parent) else None
