"""Child processes that end with their parent, whatever ends it."""

import contextlib
import ctypes
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_prctl = ctypes.CDLL(None).prctl


def die_with_parent(death_signal: signal.Signals = signal.SIGTERM) -> None:
    """Asks Linux to send `death_signal` to this process when the thread that started it ends.

    A parent that is killed with SIGKILL runs no clean-up: this is what still stops its children.
    """
    _prctl(_PR_SET_PDEATHSIG, int(death_signal))


def spawn(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    output: IO[bytes] | int | None = None,
    cwd: Path | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Starts a process in a session of its own that gets `death_signal` when this process dies.

    Call it from a thread that lives as long as the child should: Linux watches the thread, not the process.
    `output` takes both streams; None leaves them where this process writes.
    """
    parent = os.getpid()

    def prepare() -> None:
        die_with_parent(death_signal)
        if os.getppid() != parent:
            os._exit(1)

    return subprocess.Popen(
        [str(word) for word in command],
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=prepare,
    )


def stop(process: subprocess.Popen[bytes], first: signal.Signals = signal.SIGTERM, grace_seconds: float = 10) -> int:
    """Stops a process made by `spawn`, then whatever it left in its group. Returns its exit code.

    It gets `first` and `grace_seconds` to finish; then SIGKILL, together with its descendants.
    """
    if process.poll() is None:
        process.send_signal(first)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(grace_seconds)
    kill_group(process)
    return process.wait()


def run_to_end(command: Sequence[str], *, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Runs a short command and keeps what it says. Ctrl-C at the terminal does not cut it in the middle."""
    return subprocess.run(
        command, env=env, capture_output=True, text=True, start_new_session=True, preexec_fn=die_with_parent
    )


def run_in_foreground(command: Sequence[str]) -> int:
    """Runs a command at this terminal, passes SIGTERM on to it, and answers its exit code."""
    child = subprocess.Popen(command, preexec_fn=die_with_parent)
    previous = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    try:
        return child.wait()
    except KeyboardInterrupt:
        return child.wait()
    finally:
        signal.signal(signal.SIGTERM, previous)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kills what is left of the group that a process made by `spawn` leads."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def is_alive(pid: int) -> bool:
    """Whether a process with this id exists and is not a zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def works_in(pid: int, folder: Path) -> bool:
    """Whether this is the working folder of a process; assumed to be when we may not look."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder
    except PermissionError:
        return True
    except OSError:
        return False


def describe_exit(code: int) -> str:
    """`exit code 3`, or `killed by SIGKILL`."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"
