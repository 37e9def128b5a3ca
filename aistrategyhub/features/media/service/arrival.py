"""A file while it arrives: written aside, counted, weighed, recognised; gone when nobody keeps it."""

import asyncio
import hashlib
import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.media import rules
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import Content, StorageUnavailable
from aistrategyhub.infra.storage.contract import pieces_of

_ABANDONED_SECONDS = 24 * 3600


class UploadCut(DomainError):
    """The caller went away in the middle of an upload: nobody reads this answer, and nothing was kept."""

    code = "UPLOAD_CUT"
    kind = Kind.UNTRUSTED
    sentence = mark("Il caricamento si è interrotto: nulla è stato salvato.")


@dataclass(frozen=True)
class Arrival:
    """A whole file in a folder of its own. `name` is clean; `content_hash` is the SHA-256 of what came."""

    folder: Path
    path: Path
    name: str
    size: int
    content_hash: str
    recognised: rules.Recognised


@asynccontextmanager
async def received(content: Content, name: str) -> AsyncIterator[Arrival]:
    """Takes a file in, aside; it is removed when the block ends, however it ends.

    Raises MediaRefused (its subclasses) as soon as the bytes that are there tell, without waiting for the rest, and
    StorageUnavailable when the disk is full.
    """
    folder = await asyncio.to_thread(_make_folder)
    try:
        yield await _receive(content, name, folder)
    except OSError as error:
        raise StorageUnavailable from error
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, True)


async def _receive(content: Content, name: str, folder: Path) -> Arrival:
    path, scales = folder / "arrived", _Scales(name)
    with path.open("wb") as file:
        async for piece in pieces_of(content):
            scales.add(piece)
            await asyncio.to_thread(file.write, piece)
    recognised = scales.verdict()
    if recognised.extension == "zip":
        recognised = await asyncio.to_thread(_look_into, path)
    return Arrival(
        folder=folder,
        path=path,
        name=rules.clean_name(name, recognised.extension),
        size=scales.size,
        content_hash=scales.digest.hexdigest(),
        recognised=recognised,
    )


class _Scales:
    """What is known of a file after each piece of it."""

    def __init__(self, name: str) -> None:
        self.size = 0
        self.digest = hashlib.sha256()
        self._name = name
        self._head = b""
        self._recognised: rules.Recognised | None = None

    def add(self, piece: bytes) -> None:
        """Weighs another piece. Raises MediaRefused when it makes the file too large, or its kind is not taken."""
        self.size += len(piece)
        self.digest.update(piece)
        if self._recognised is None:
            self._head += piece[: rules.HEAD_BYTES]
            if len(self._head) >= rules.HEAD_BYTES:
                self._recognised = rules.recognise(self._head[: rules.HEAD_BYTES], self._name)
        if self._recognised is not None:
            rules.check_size(self._recognised.kind, self.size)

    def verdict(self) -> rules.Recognised:
        """What the whole file is. Raises MediaRefused."""
        recognised = self._recognised or rules.recognise(self._head[: rules.HEAD_BYTES], self._name)
        rules.check_size(recognised.kind, self.size)
        return recognised


def _make_folder() -> Path:
    place = get_settings().data_dir / "arriving"
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        _remove_abandoned(place)
        return Path(tempfile.mkdtemp(dir=place))
    except OSError as error:
        raise StorageUnavailable from error


def _remove_abandoned(place: Path) -> None:
    """What killed processes left: an upload that is under way is younger than a day."""
    for folder in place.iterdir():
        with suppress(FileNotFoundError):
            if folder.stat().st_mtime < time.time() - _ABANDONED_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def _look_into(path: Path) -> rules.Recognised:
    file: IO[bytes]
    with path.open("rb") as file:
        return rules.recognise_archive(file)
