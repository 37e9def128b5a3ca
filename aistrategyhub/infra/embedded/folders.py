"""Private folders of the embedded servers, and a place for sockets whose path is short enough."""

import shutil
import stat
import tempfile
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
    """Where to put a socket: `inside`/socket, or a private temporary folder when that path is too long.

    The temporary folder is written down in `inside`/socket.path, so that other processes find it.
    """
    natural = inside / "socket"
    if len(bytes(natural / socket_name)) <= _LONGEST_SOCKET_PATH:
        return private_folder(natural)
    note = inside / "socket.path"
    if note.exists():
        known = Path(note.read_text().strip())
        if _is_private(known, owner=inside.stat().st_uid):
            return known
    made = Path(tempfile.mkdtemp(prefix="hub-", dir="/tmp"))
    note.write_text(f"{made}\n")
    return made


def forget_temporary_socket_folder(inside: Path) -> None:
    """Removes the temporary folder that `socket_folder` made, if it made one."""
    note = inside / "socket.path"
    if note.exists():
        shutil.rmtree(note.read_text().strip(), ignore_errors=True)
        note.unlink()


def _is_private(folder: Path, *, owner: int) -> bool:
    try:
        about = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(about.st_mode) and about.st_uid == owner and not about.st_mode & 0o077


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
