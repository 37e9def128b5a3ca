"""The file that makes a killed stand-in remember: one JSON line for each accepted change, on disk before the answer."""

import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILE_NAME = "ledger.jsonl"


class FolderInUse(RuntimeError):
    """Another stand-in is writing in this folder."""


class JournalDamaged(RuntimeError):
    """A line that is not the last one cannot be read: this is no interrupted write."""


class Journal:
    """An append-only file owned by one process at a time."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / FILE_NAME
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise FolderInUse(f"another payment stand-in uses {folder}") from None
        self._size = 0
        _sync_folder(folder)

    def replay(self) -> Iterator[dict[str, Any]]:
        """Every entry from the first. Cuts off a last line that a kill left half written."""
        with self.path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                entry = _read(line)
                if entry is None:
                    if lines.read(1):
                        raise JournalDamaged(f"{self.path}, line {number}")
                    break
                self._size += len(line)
                yield entry
        os.ftruncate(self._file, self._size)

    def append(self, entry: dict[str, Any], *, durable: bool = True) -> None:
        """Writes one entry whole or not at all; with `durable` it survives a power cut, otherwise a kill."""
        line = json.dumps(entry, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
        try:
            written = os.write(self._file, line)
            if written != len(line):
                raise OSError(f"wrote {written} of {len(line)} bytes")
            if durable:
                os.fsync(self._file)
        except OSError:
            os.ftruncate(self._file, self._size)
            raise
        self._size += len(line)

    def close(self) -> None:
        os.close(self._file)


def _read(line: bytes) -> dict[str, Any] | None:
    if not line.endswith(b"\n"):
        return None
    try:
        return json.loads(line)
    except ValueError:
        return None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
