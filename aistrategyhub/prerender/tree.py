"""The files of prerendered pages: one tree for each build, one folder in it for each tenant.

    current -> <build>            the tree that is served, switched at once
    previous -> <build>           the one before: its assets go on living for tabs that are open
    <build>/assets/...            the hashed files of the build
    <build>/<tenant>/<path>/index.html, .br, .zst, .gz
    <build>/hosts/<host name> -> ../<tenant>

Whatever is read is whole: a file is written beside, brought to the disk, and renamed.
"""

import os
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

from aistrategyhub.prerender.compression import PACKED, SUFFIXES, compressed

PAGE = "index.html"
_CURRENT, _PREVIOUS, _HOSTS, _ASSETS, _HALF = "current", "previous", "hosts", "assets", ".half-"
_STYLES_AND_SCRIPTS = (".js", ".css", ".svg", ".json", ".map")
_ABANDONED_SECONDS = 3600


class Tree:
    """The files of one build. `Tree(root, build)`; `serving(root)` is the one that is served now."""

    def __init__(self, root: Path, build: str) -> None:
        self.root = root
        self.build = build
        self.folder = root / build

    @property
    def is_served(self) -> bool:
        """Whether this is the tree that readers get."""
        return _target(self.root / _CURRENT) == self.build

    def has(self, tenant: UUID) -> bool:
        """Whether pages of the tenant were begun to be written here."""
        return (self.folder / str(tenant)).is_dir()

    def begin(self, tenant: UUID) -> None:
        """Makes the tenant's folder."""
        (self.folder / str(tenant)).mkdir(parents=True, exist_ok=True)

    def page(self, tenant: UUID, path: str) -> Path:
        """The file that answers a path, as `paths.clean_path` writes it."""
        return self.file(tenant, f"{path.strip('/')}/{PAGE}".lstrip("/"))

    def file(self, tenant: UUID, name: str) -> Path:
        """A file of the tenant's folder."""
        return self.folder / str(tenant) / name

    def write(self, file: Path, body: bytes, encodings: Mapping[str, bytes]) -> None:
        """Puts the body in place, with its encodings by their suffix. Raises OSError, and then what was there stays.

        A file that says the same already is left alone, so that readers who have it need not fetch it again.
        """
        if not _says(file, body):
            parts = {**encodings, "": body}
            put({file.with_name(file.name + suffix): part for suffix, part in parts.items()}, durable=self.is_served)

    def repack(self, file: Path, part: bytes, *, written_at: int) -> None:
        """Puts a smaller `PACKED` encoding beside a file, unless it was written again after `written_at`
        (`st_mtime_ns`)."""
        with suppress(FileNotFoundError):
            if file.stat().st_mtime_ns == written_at:
                put({file.with_name(file.name + PACKED): part}, durable=False, at=written_at)

    def remove(self, file: Path) -> None:
        """Takes a file away with its encodings, that by which it is found first."""
        for suffix in ("", *SUFFIXES.values()):
            file.with_name(file.name + suffix).unlink(missing_ok=True)

    def carry_over(self, tenant: UUID, path: str, source: "Tree") -> None:
        """Takes over what another tree has for a path, where this one has nothing."""
        target, old = self.page(tenant, path), source.page(tenant, path)
        for suffix in ("", *SUFFIXES.values()) if old.is_file() and not target.exists() else ():
            target.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError, FileExistsError):
                os.link(old.with_name(old.name + suffix), target.with_name(target.name + suffix))

    def keep_assets(self, site: Path) -> None:
        """Copies the hashed files of a build, once, with their encodings beside them."""
        done = self.folder / _ASSETS
        if done.is_dir() or not (site / _ASSETS).is_dir():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        half = self.folder / f"{_HALF}{uuid4().hex}"
        shutil.copytree(site / _ASSETS, half)
        for file in [file for file in half.rglob("*") if file.suffix in _STYLES_AND_SCRIPTS]:
            for suffix, part in compressed(file.read_bytes()).items():
                file.with_name(file.name + suffix).write_bytes(part)
        with suppress(OSError):
            half.rename(done)

    def name_hosts(self, hosts: Mapping[str, UUID]) -> None:
        """Leads each host name to its tenant's folder, and no other name anywhere."""
        folder = self.folder / _HOSTS
        folder.mkdir(parents=True, exist_ok=True)
        for host, tenant in hosts.items():
            if os.sep not in host and not host.startswith("."):
                _link(folder / host, Path("..", str(tenant)))
        for old in folder.iterdir():
            if old.name not in hosts:
                old.unlink(missing_ok=True)

    def serve(self) -> None:
        """Makes this the tree that readers get, at once and whole."""
        if self.is_served:
            return
        if before := _target(self.root / _CURRENT):
            _link(self.root / _PREVIOUS, Path(before))
        # One call for all files of a new tree, which nobody has read yet.
        os.sync()
        _link(self.root / _CURRENT, Path(self.build))
        _sync_folder(self.root)

    def clear_away(self) -> None:
        """Removes the trees that are neither served nor were before, and half files that a killed process left."""
        kept = {_CURRENT, _PREVIOUS, self.build, *(_target(self.root / name) for name in (_CURRENT, _PREVIOUS))}
        for old in self.root.iterdir() if self.root.is_dir() else ():
            if old.name not in kept and old.is_dir() and not old.is_symlink():
                shutil.rmtree(old, ignore_errors=True)
        for half in self.folder.rglob(f"{_HALF}*"):
            if time.time() - half.stat().st_mtime > _ABANDONED_SECONDS:
                _remove(half)


def serving(root: Path) -> Tree | None:
    """The tree that readers get; None before the first is finished."""
    build = _target(root / _CURRENT)
    return Tree(root, build) if build else None


def before(root: Path) -> Tree | None:
    """The tree that was served before the present one."""
    build = _target(root / _PREVIOUS)
    return Tree(root, build) if build else None


def every(root: Path) -> list[Tree]:
    """All trees that exist."""
    if not root.is_dir():
        return []
    return [Tree(root, folder.name) for folder in root.iterdir() if folder.is_dir() and not folder.is_symlink()]


def remove_everywhere(root: Path, tenant: UUID, path: str) -> None:
    """Takes a page away from every tree, and its folder where nothing is below it."""
    for tree in every(root):
        file = tree.page(tenant, path)
        tree.remove(file)
        _remove_empty(file.parent, up_to=tree.folder / str(tenant))


def put(parts: Mapping[Path, bytes], *, durable: bool, at: int | None = None) -> None:
    """Writes files beside their places and renames them there in their order; all have one time of change, `at` in
    nanoseconds or now.

    Raises OSError with nothing renamed when one of them cannot be written.
    """
    at = time.time_ns() if at is None else at
    halves: dict[Path, Path] = {}
    try:
        for target, body in parts.items():
            halves[target] = _write_half(target, body, at, durable=durable)
        for target, half in halves.items():
            half.replace(target)
    except BaseException:
        for half in halves.values():
            half.unlink(missing_ok=True)
        raise
    if durable:
        for folder in {target.parent for target in parts}:
            _sync_folder(folder)


def _write_half(target: Path, body: bytes, at: int, *, durable: bool) -> Path:
    half = target.with_name(f"{_HALF}{uuid4().hex}")
    try:
        file = half.open("xb")
    except FileNotFoundError:
        # The folder is new, or was removed a moment ago with the last page in it.
        target.parent.mkdir(parents=True, exist_ok=True)
        file = half.open("xb")
    try:
        with file:
            file.write(body)
            file.flush()
            os.utime(file.fileno(), ns=(at, at))
            if durable:
                os.fsync(file.fileno())
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    return half


def _says(file: Path, body: bytes) -> bool:
    """Whether the file says this, and its encodings were written with it."""
    try:
        times = {file.with_name(file.name + suffix).stat().st_mtime_ns for suffix in ("", *SUFFIXES.values())}
        return len(times) == 1 and file.read_bytes() == body
    except OSError:
        return False


def _link(link: Path, target: Path) -> None:
    half = link.with_name(f"{_HALF}{uuid4().hex}")
    half.symlink_to(target)
    half.replace(link)


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_empty(folder: Path, *, up_to: Path) -> None:
    with suppress(OSError):
        while folder != up_to:
            folder.rmdir()
            folder = folder.parent


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
