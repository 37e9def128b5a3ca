"""Keeps a set of processes running: starts again what dies, and stops everything it started."""

import logging
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Protocol, Self

from aistrategyhub.infra.embedded import process
from aistrategyhub.infra.last_will import LastWill
from aistrategyhub.infra.problems import Problem

_log = logging.getLogger(__name__)

_LOOK_EVERY_SECONDS = 0.2
_FIRST_DELAY_SECONDS = 0.5
_LONGEST_DELAY_SECONDS = 30.0
_STEADY_SECONDS = 60.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Somebody asked the product to stop (Ctrl-C, SIGTERM, SIGHUP)."""


class Managed(Protocol):
    """Something that runs as one child process: a program, the embedded PostgreSQL, the embedded Redis."""

    name: str

    @property
    def process(self) -> subprocess.Popen[bytes] | None: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...


@dataclass
class Program:
    """A command that should run for ever. It gets SIGTERM and `grace_seconds` to finish before SIGKILL."""

    name: str
    command: Sequence[str | Path]
    env: Mapping[str, str]
    cwd: Path | None = None
    grace_seconds: float = 10
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        self.process = process.spawn(self.command, env=self.env, cwd=self.cwd)

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def stop(self) -> None:
        if self.process is not None:
            process.stop(self.process, grace_seconds=self.grace_seconds)
            self.process = None


@dataclass
class _Watched:
    managed: Managed
    started_at: float
    failures: int = 0
    start_again_at: float | None = None


class Supervisor:
    """`with Supervisor(folder) as supervisor:` start things, then `supervisor.watch()` until somebody says stop.

    Leaving the block stops everything: programs first and all at once, then servers, the last started first.
    If this process is killed, its children are told; what still runs `last_will_seconds` later is killed, from a
    note kept in `folder`.
    """

    def __init__(self, folder: Path, *, last_will_seconds: int = 40) -> None:
        self._stop = threading.Event()
        self._watched: list[_Watched] = []
        self._last_will = LastWill(folder, last_will_seconds)
        self._previous: dict[signal.Signals, object] = {}

    def __enter__(self) -> Self:
        for number in _SIGNALS:
            # A product started under nohup goes on when its terminal is closed.
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._previous[number] = signal.signal(number, self._on_signal)
        self._last_will.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop_all()
        self._last_will.revoke()
        for number, handler in self._previous.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    def start(self, managed: Managed) -> None:
        """Starts it and, from `watch` on, starts it again whenever it dies. Raises Stopped when told to stop."""
        self.check()
        managed.start()
        self._watched.append(_Watched(managed, started_at=time.monotonic()))
        self._write_last_will()

    def run(self, step: Program) -> int:
        """Runs a program that should end, and answers its exit code. Raises Stopped when told to stop."""
        self.check()
        step.start()
        assert step.process is not None
        try:
            while (code := step.process.poll()) is None:
                self._stop.wait(0.05)
                self.check()
            return code
        finally:
            step.stop()

    def check(self) -> None:
        """Raises Stopped when told to stop."""
        if self._stop.is_set():
            raise Stopped

    def watch(self, each_look: Callable[[], None] = lambda: None) -> None:
        """Looks after everything that was started, until told to stop. Calls `each_look` several times a second."""
        while not self._stop.wait(_LOOK_EVERY_SECONDS):
            for watched in self._watched:
                self._look_after(watched)
            each_look()

    def _look_after(self, watched: _Watched) -> None:
        if watched.start_again_at is not None:
            if time.monotonic() >= watched.start_again_at:
                self._start_again(watched)
            return
        child = watched.managed.process
        code = 0 if child is None else child.poll()
        if code is not None:
            self._bury(watched, process.describe_exit(code))

    def _bury(self, watched: _Watched, how: str) -> None:
        """Clears away what a dead child left in its group, and plans its next start."""
        if watched.managed.process is not None:
            process.kill_group(watched.managed.process)
        if time.monotonic() - watched.started_at > _STEADY_SECONDS:
            watched.failures = 0
        delay = min(_FIRST_DELAY_SECONDS * 2**watched.failures, _LONGEST_DELAY_SECONDS)
        watched.failures += 1
        watched.start_again_at = time.monotonic() + delay
        _log.warning("%s ended (%s); it starts again in %.1f s", watched.managed.name, how, delay)

    def _start_again(self, watched: _Watched) -> None:
        watched.started_at = time.monotonic()
        watched.start_again_at = None
        try:
            watched.managed.start()
        except (Problem, OSError) as problem:
            self._bury(watched, f"cannot start: {problem}")
            return
        self._write_last_will()
        _log.info("%s runs again (attempt %d)", watched.managed.name, watched.failures)

    def _write_last_will(self) -> None:
        programs = (watched.managed for watched in self._watched if isinstance(watched.managed, Program))
        self._last_will.write([program.process.pid for program in programs if program.process])

    def _stop_all(self) -> None:
        programs = [watched.managed for watched in self._watched if isinstance(watched.managed, Program)]
        for program in programs:
            program.ask_to_stop()
        for program in programs:
            program.stop()
        for watched in reversed(self._watched):
            watched.managed.stop()
        self._watched.clear()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if not self._stop.is_set():
            _log.info("stopping (%s)", signal.Signals(number).name)
            self._stop.set()
            return
        # Whoever asks twice is in a hurry. The embedded servers still write what they must.
        for watched in self._watched:
            if isinstance(watched.managed, Program) and watched.managed.process is not None:
                process.kill_group(watched.managed.process)
