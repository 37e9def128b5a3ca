"""Private folders of the embedded servers, and a place for sockets whose path is short enough."""

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import IO

from aistrategyhub.infra.problems import Problem

# `sun_path` of a Unix socket holds 108 bytes with its final zero.
_LONGEST_SOCKET_PATH = 107
_LOG_LIMIT_BYTES = 10_000_000


def private_folder(path: Path) -> Path:
    """The folder, made if needed, that only its owner may enter."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(
            f"The folder {path} cannot be made: {error.strerror}.", "DATA_DIR=$HOME/aistrategyhub make run"
        ) from None
    return path


def socket_folder(inside: Path, socket_name: str) -> Path:
    """Where to put a socket: `inside`/socket, or a private folder of /tmp when that path is too long.

    The folder of /tmp is named after `inside`, so that every process finds the same one. Raises Problem when a
    stranger has taken its name.
    """
    natural = inside / "socket"
    if len(bytes(natural / socket_name)) <= _LONGEST_SOCKET_PATH:
        return private_folder(natural)
    short = private_folder(_short_folder(inside))
    about = short.lstat()
    owners = (os.geteuid(), inside.stat().st_uid)
    if not stat.S_ISDIR(about.st_mode) or about.st_uid not in owners or about.st_mode & 0o077:
        raise Problem(
            f"The path {natural} is too long for a socket, and {short} belongs to somebody else.",
            "DATA_DIR=$HOME/hub make run",
        )
    return short


def forget_short_folder(inside: Path) -> None:
    """Removes the folder of /tmp that `socket_folder` made, if it made one."""
    shutil.rmtree(_short_folder(inside), ignore_errors=True)


def _short_folder(inside: Path) -> Path:
    return Path("/tmp", f"hub-{hashlib.sha256(bytes(inside)).hexdigest()[:20]}")


def open_log(path: Path) -> IO[bytes]:
    """The log file, open for appending; one that has outgrown 10 MB becomes `.1` first."""
    private_folder(path.parent)
    if path.exists() and path.stat().st_size > _LOG_LIMIT_BYTES:
        path.replace(path.with_name(path.name + ".1"))
    return path.open("ab")


def last_lines(path: Path, count: int = 5) -> str:
    """The end of a log, for a sentence that explains a failure."""
    try:
        return "\n".join(path.read_text(errors="replace").splitlines()[-count:])
    except OSError:
        return ""


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Waits for the lock that the file stands for, and holds it inside the block."""
    with path.open("a") as file:
        flock(file, LOCK_EX)
        yield


class AlreadyLocked(Exception):
    """Somebody else holds the lock."""


@contextmanager
def exclusive_lock(path: Path) -> Iterator[None]:
    """Holds the lock inside the block; raises AlreadyLocked at once when somebody else has it.

    The kernel drops it when its holder dies, even by SIGKILL, so it is never stale.
    """
    with path.open("a") as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise AlreadyLocked(path) from None
        yield
