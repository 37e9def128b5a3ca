"""Objects as files of one folder of this machine."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, ParamSpec, TypeVar
from uuid import uuid4

from aistrategyhub.infra.storage.contract import (
    CHUNK_BYTES,
    Content,
    InvalidKey,
    ObjectNotFound,
    StorageUnavailable,
    checked_key,
    pieces_of,
)

P = ParamSpec("P")
R = TypeVar("R")

# A key never starts with a dot, so no object can lie here.
_ARRIVALS = ".arriving"
_ABANDONED_SECONDS = 24 * 3600


class LocalStorage:
    """A file arrives beside the others, is written to the disk and renamed: a kill leaves the old one or the new one.

    What a kill left among the arrivals is removed a day later.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._arrivals = folder / _ARRIVALS
        self._is_swept = False

    async def put(self, key: str, content: Content, content_type: str) -> None:
        target = self._path(key)
        file = await _in_thread(self._open_arrival)
        try:
            async for piece in pieces_of(content):
                await _in_thread(file.write, piece)
            await _in_thread(_settle, file, target)
        except BaseException:
            await _in_thread(_discard, file)
            raise

    async def get(self, key: str) -> bytes:
        return await _in_thread(self._path(key).read_bytes)

    async def stream(self, key: str, first: int = 0, last: int | None = None) -> AsyncIterator[bytes]:
        return _pieces(await _in_thread(self._path(key).open, "rb"), first, last)

    async def exists(self, key: str) -> bool:
        return await _in_thread(self._path(key).is_file)

    async def delete(self, key: str) -> None:
        await _in_thread(_remove, self._path(key))

    async def keys(self, prefix: str) -> AsyncIterator[str]:
        for key in await _in_thread(self._keys_below, self._path(prefix)):
            yield key

    def _path(self, key: str) -> Path:
        return self.folder / checked_key(key)

    def _open_arrival(self) -> IO[bytes]:
        self._arrivals.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._is_swept:
            self._sweep()
        return open(self._arrivals / uuid4().hex, "xb", opener=_open_private)

    def _sweep(self) -> None:
        self._is_swept = True
        for path in self._arrivals.iterdir():
            if path.stat().st_mtime < time.time() - _ABANDONED_SECONDS:
                path.unlink(missing_ok=True)

    def _keys_below(self, folder: Path) -> list[str]:
        return sorted(path.relative_to(self.folder).as_posix() for path in folder.rglob("*") if path.is_file())


async def _pieces(file: IO[bytes], first: int, last: int | None) -> AsyncIterator[bytes]:
    left = sys.maxsize if last is None else last - first + 1
    with file:
        await _in_thread(file.seek, first)
        while piece := await _in_thread(file.read, min(CHUNK_BYTES, left)):
            left -= len(piece)
            yield piece


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _settle(file: IO[bytes], target: Path) -> None:
    """Makes what was written durable, then visible, then durably visible."""
    file.flush()
    os.fsync(file.fileno())
    file.close()
    try:
        _make_folder(target.parent)
        Path(file.name).replace(target)
    except (IsADirectoryError, NotADirectoryError, FileExistsError) as error:
        raise InvalidKey("an object and a folder cannot have the same name") from error
    _sync_folder(target.parent)


def _make_folder(folder: Path) -> None:
    """Makes the folder and its parents, each written to the disk before anything lies in it."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _discard(file: IO[bytes]) -> None:
    try:
        file.close()
    finally:
        Path(file.name).unlink(missing_ok=True)


def _remove(path: Path) -> None:
    with suppress(IsADirectoryError, NotADirectoryError):
        path.unlink(missing_ok=True)


async def _in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Runs a file operation beside the event loop, its errors turned into the contract's."""
    try:
        return await asyncio.to_thread(function, *args, **kwargs)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise ObjectNotFound from error
    except OSError as error:
        raise StorageUnavailable from error
