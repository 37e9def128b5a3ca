"""The database and Redis of an installation, wherever they run: named by the environment, or embedded."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from pathlib import Path
from typing import IO

from aistrategyhub.infra.embedded.folders import file_lock, private_folder
from aistrategyhub.infra.embedded.postgres import EmbeddedPostgres
from aistrategyhub.infra.embedded.redis import EmbeddedRedis
from aistrategyhub.infra.embedded.server import EmbeddedServer
from aistrategyhub.infra.settings import Settings

_WAIT_FOR_OTHERS_SECONDS = 60


@dataclass(frozen=True)
class Services:
    """Where PostgreSQL and Redis of this installation answer."""

    database_url: str
    migration_database_url: str
    redis_url: str

    def environment(self) -> dict[str, str]:
        """The variables through which a child process finds them."""
        found = {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}
        # An owner of its own means that migrations also look after the application's login.
        if self.migration_database_url != self.database_url:
            found["MIGRATION_DATABASE_URL"] = self.migration_database_url
        return found


def locate(settings: Settings, postgres: EmbeddedPostgres, redis: EmbeddedRedis) -> Services:
    """The addresses of what the settings name, and of the embedded servers for what they do not name."""
    if settings.database_url is None:
        database_url, owner_url = postgres.application_url, postgres.owner_url
    else:
        database_url, owner_url = settings.database_url, settings.migration_database_url or settings.database_url
    return Services(database_url, owner_url, settings.redis_url or redis.url)


@contextmanager
def services(settings: Settings) -> Iterator[Services]:
    """The addresses of running services.

    Embedded servers that already run in DATA_DIR are used as they are; those that do not are started for the
    duration of the block. Whoever started them waits, up to a minute, for others that use them.
    """
    data_dir = private_folder(settings.data_dir)
    postgres, redis = EmbeddedPostgres(data_dir), EmbeddedRedis(data_dir)
    wanted: list[EmbeddedServer] = [postgres] if settings.uses_embedded_postgres else []
    wanted += [redis] if settings.uses_embedded_redis else []
    with _attached(data_dir, wanted):
        yield locate(settings, postgres, redis)


@contextmanager
def _attached(data_dir: Path, wanted: list[EmbeddedServer]) -> Iterator[None]:
    started: list[EmbeddedServer] = []
    with (data_dir / "users.lock").open("a") as users:
        try:
            with file_lock(data_dir / "attach.lock"):
                flock(users, LOCK_SH)
                for server in wanted:
                    if not server.is_running():
                        server.start()
                        started.append(server)
            yield
            if started:
                _wait_until_alone(users)
        finally:
            for server in reversed(started):
                server.stop()


def _wait_until_alone(users: IO[str]) -> None:
    deadline = time.monotonic() + _WAIT_FOR_OTHERS_SECONDS
    while time.monotonic() < deadline:
        try:
            flock(users, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            time.sleep(0.1)
        else:
            return
