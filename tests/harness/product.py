"""The whole product as `make run` starts it, on a free port and in a folder of its own, to buy from and to kill."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from redis import Redis

from aistrategyhub.infra import frontend
from aistrategyhub.infra.embedded.postgres import EmbeddedPostgres
from aistrategyhub.infra.external import libpq_url
from aistrategyhub.infra.running import running_product
from aistrategyhub.infra.settings import ROOT
from tests.harness.installation import Installation
from tests.harness.site import free_port, wait_for

# Behind a proxy that the tests play themselves, so that each customer has an address of its own; a provider that is
# quick to send its webhooks again.
_SETTINGS = {
    "ENVIRONMENT": "test",
    "HOST": "127.0.0.1",
    "TRUSTED_PROXY_HOPS": "1",
    "STRIPE_STANDIN_RETRY_SECONDS": "0.3",
    "STRIPE_STANDIN_LONGEST_RETRY_SECONDS": "2",
}


class Role(StrEnum):
    """A process of the product, by the words of its command line."""

    WEB_MASTER = "aistrategyhub.cli serve"
    WEB_WORKERS = "workers of the web master"
    JOBS = "-m jobs"
    POSTGRES = "bin/postgres -D"
    REDIS = "redis-server"
    STAND_IN = "integrations.stripe.standin"


def _cut_off_from_postgres(folder: Path) -> None:
    others = "backend_type = 'client backend' AND pid <> pg_backend_pid()"
    with psycopg.connect(host=str(folder), port=5433, user="postgres", dbname="postgres") as connection:
        # Whoever was just coming in is not listed at the first look.
        for _ in range(5):
            connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
            connection.rollback()
            time.sleep(0.1)


def _cut_off_from_redis(folder: Path) -> None:
    with Redis(unix_socket_path=str(folder / "moved.sock")) as redis:
        for kind in ("normal", "pubsub"):
            redis.client_kill_filter(_type=kind, skipme=True)


# Where each server listens, the name it is hidden under meanwhile, and how its clients are thrown out.
_SOCKETS = {
    Role.POSTGRES: ("postgres/socket", ".s.PGSQL.5432", ".s.PGSQL.5433", _cut_off_from_postgres),
    Role.REDIS: ("redis/socket", "redis.sock", "moved.sock", _cut_off_from_redis),
}


class Product(Installation):
    """`hub run` in a process of its own."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.log = data_dir / "run.log"
        super().__init__(data_dir, "", "", clean_environment(DATA_DIR=str(data_dir), **_SETTINGS, **settings))
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Starts it on a new port; how many seconds it took to serve."""
        port = free_port()
        self.url = f"http://localhost:{port}"
        self.environment = {**self.environment, "PORT": str(port)}
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "aistrategyhub.cli", "run"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_for(self._serves, 240, self.story)
        seconds = time.monotonic() - began
        self.database_url = libpq_url(EmbeddedPostgres(self.data_dir).superuser_url)
        self.wait_healthy()
        return seconds

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Asks it to stop, as a terminal or a service manager would; the exit status."""
        os.killpg(self.process.pid, how)
        return self.process.wait(60)

    def pids(self, role: Role) -> list[int]:
        """The processes that play this part now."""
        if role is Role.WEB_WORKERS:
            return [worker for master in self.pids(Role.WEB_MASTER) for worker in children_of(master)]
        return [pid for pid in children_of(self.process.pid) if role in command_of(pid)]

    def kill(self, role: Role) -> list[int]:
        """SIGKILL to whatever plays this part, waiting for it to be there; whom it hit."""
        wait_for(lambda: self.pids(role) != [], 60, self.story)
        hit = self.pids(role)
        for pid in hit:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return hit

    @contextmanager
    def away(self, role: Role) -> Iterator[None]:
        """PostgreSQL or Redis out of reach, as behind a broken cable: whoever was connected is cut off."""
        folder, name, moved, cut_off = _SOCKETS[role]
        socket = self.data_dir / folder
        (socket / name).rename(socket / moved)
        try:
            cut_off(socket)
            yield
        finally:
            (socket / moved).rename(socket / name)

    @contextmanager
    def provider_that(self, misbehaves: str, **switches: Any) -> Iterator[None]:
        """The payment stand-in with switches turned (`docs/stripe-stand-in.md`), all off again afterwards."""
        self._turn(misbehaves, switches)
        try:
            yield
        finally:
            self._turn("reset", {})

    def health(self) -> dict[str, str]:
        """What /health says of each part, and `status`; empty while nothing answers."""
        with suppress(httpx.TransportError):
            body = httpx.get(f"{self.url}/health", timeout=10, trust_env=False).json()
            return body["checks"] | {"status": body["status"]}
        return {}

    def wait_healthy(self, seconds: float = 60) -> None:
        self.wait_until("healthy", seconds)

    def wait_until(self, status: str, seconds: float = 10) -> None:
        """Waits until whoever answers says so: each web worker looks for itself, and only once a second."""
        wait_for(lambda: all(self.health().get("status") == status for _ in range(5)), seconds, self.story)

    def processes(self) -> list[int]:
        """Every process that belongs to the data folder, whoever its parent is now."""
        return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if self._owns(entry)]

    def story(self) -> str:
        """The end of what it said."""
        return "\n".join([str(self.health()), *self.log.read_text().splitlines()[-40:]])

    def clean_up(self) -> None:
        """Ends what a failed test may have left of it."""
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self.data_dir, ignore_errors=True)

    def _serves(self) -> bool:
        assert self.process.poll() is None, self.story()
        return bool(self.health())

    def _turn(self, switch: str, values: Mapping[str, Any]) -> None:
        address = running_product(self.data_dir)["stripe_stand_in"]
        headers = {"Authorization": f"Bearer {self.stripe_keys.secret_key}"}
        answer = httpx.post(f"{address}/_control/{switch}", json=values, headers=headers, timeout=10, trust_env=False)
        assert answer.status_code == 200, answer.text

    def _owns(self, about: Path) -> bool:
        own = os.fsencode(self.data_dir)
        with suppress(OSError):
            where = os.fsencode((about / "cwd").readlink())
            return own in (about / "environ").read_bytes() + (about / "cmdline").read_bytes() + where
        return False


@contextmanager
def new_product(**settings: str) -> Iterator[Product]:
    """A product that has not been started, in a folder whose path is short enough for sockets."""
    product = Product(Path(tempfile.mkdtemp(prefix="hub-")), **settings)
    try:
        yield product
    finally:
        product.clean_up()


@pytest.fixture(scope="session")
def product(built_site: Path) -> Iterator[Product]:
    """The running product with the demo firm, shared by all tests that leave it healthy. Nothing of it is left over."""
    with new_product() as running:
        running.start()
        yield running
        running.wait_healthy()
        assert running.stop() == 0
        assert [command_of(pid) for pid in running.processes()] == []


def clean_environment(**variables: str) -> dict[str, str]:
    """What a person's shell would have, without what other tests put into this process's environment."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "USER")}
    return {**kept, "REFLEX_WEB_WORKDIR": str(frontend.web_dir()), **variables}


def children_of(pid: int) -> list[int]:
    """The processes whose parent this is."""
    with suppress(OSError):
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    return []


def command_of(pid: int) -> str:
    """The words it was started with; nothing when it is gone."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""
