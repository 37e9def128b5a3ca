"""PostgreSQL started by the product itself, on a Unix socket in its data folder."""

import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from aistrategyhub.infra.embedded import process
from aistrategyhub.infra.embedded.binaries import run_environment, unpack_postgres
from aistrategyhub.infra.embedded.folders import (
    file_lock,
    forget_short_folder,
    last_lines,
    open_log,
    private_folder,
    socket_folder,
)
from aistrategyhub.infra.embedded.identity import Identity, ordinary_identity
from aistrategyhub.infra.problems import Problem

DATABASE = "hub"
SUPERUSER = "postgres"
OWNER = "hub_owner"
APPLICATION = "hub_web"
APPLICATION_GROUP = "hub_app"
EXTENSIONS = ("vector", "pg_trgm", "unaccent")

_SOCKET_NAME = ".s.PGSQL.5432"
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "maintenance_work_mem": "48MB",
    "max_wal_size": "256MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "cluster_name": "aistrategyhub",
}
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_RECOVERY_SECONDS = 300
_STOP_SECONDS = 20
_PREDECESSOR_SECONDS = _STOP_SECONDS + 5


@dataclass(frozen=True)
class DatabaseUrls:
    """How each role reaches one database, in SQLAlchemy's form."""

    name: str
    socket_folder: Path

    @property
    def application(self) -> str:
        """The role of web and jobs: no superuser, cannot bypass row-level security."""
        return self._url(APPLICATION)

    @property
    def owner(self) -> str:
        """The role that owns the tables and runs migrations; not a superuser either."""
        return self._url(OWNER)

    @property
    def superuser(self) -> str:
        """PostgreSQL's own administrator. The product never uses it after the first start."""
        return self._url(SUPERUSER)

    def _url(self, role: str) -> str:
        return f"postgresql+psycopg://{role}@/{self.name}?host={quote(str(self.socket_folder), safe='/')}"


class EmbeddedPostgres:
    """One PostgreSQL server in one data folder: `with EmbeddedPostgres(folder) as server: ...`.

    The server is this process's child and ends with it. What was committed survives a SIGKILL of either.
    `durable=False` is for tests: it trades safety against a power cut for speed.
    `programs` shares one unpacked installation between several data folders.
    """

    name = "PostgreSQL"

    def __init__(self, data_dir: Path, *, durable: bool = True, programs: Path | None = None) -> None:
        self.folder = data_dir.resolve() / "postgres"
        self.log = data_dir.resolve() / "log" / "postgres.log"
        self._programs = programs or self.folder
        self._settings = _SETTINGS if durable else _SETTINGS | _FORGETFUL
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def socket_folder(self) -> Path:
        return socket_folder(self.folder, _SOCKET_NAME)

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        """The server's process, when this object started it."""
        return self._server

    @property
    def application_url(self) -> str:
        return self.database(DATABASE).application

    @property
    def owner_url(self) -> str:
        return self.database(DATABASE).owner

    @property
    def superuser_url(self) -> str:
        return self.database(DATABASE).superuser

    def database(self, name: str) -> DatabaseUrls:
        return DatabaseUrls(name, self.socket_folder)

    def is_running(self) -> bool:
        """Whether a server of this data folder accepts connections, whoever started it."""
        if not self.folder.exists():
            return False
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            try:
                probe.connect(str(self.socket_folder / _SOCKET_NAME))
            except OSError:
                return False
        return True

    def start(self) -> None:
        """Starts the server, the first time making its data, and returns when the database `hub` is usable.

        Raises Problem when it cannot, with the end of the server's own log.
        """
        private_folder(self.folder)
        with file_lock(self.folder.parent / "postgres.lock"):
            identity = ordinary_identity(self.folder)
            installation = unpack_postgres(self._programs, identity)
            self._wait_for_predecessor()
            self._make_cluster(installation, identity)
            self._launch(installation, identity)
            self._wait_until_ready()
            self._prepare()

    def stop(self) -> None:
        """Disconnects everybody, writes a checkpoint and ends the server, if this object started it."""
        if self._server is None:
            return
        process.stop(self._server, first=signal.SIGINT, grace_seconds=_STOP_SECONDS)
        self._server = None
        forget_short_folder(self.folder)

    def fresh_database(self, name: str, template: str = "template1") -> DatabaseUrls:
        """A new database that `hub_owner` owns, with the extensions; an older one of this name is dropped."""
        self.drop_database(name)
        with self._administer() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
                )
            )
        with self._administer(name) as connection:
            _create_extensions(connection)
        return self.database(name)

    def drop_database(self, name: str) -> None:
        """Drops the database if it exists, disconnecting whoever uses it."""
        with self._administer() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    @property
    def _cluster(self) -> Path:
        return self.folder / "cluster"

    def _wait_for_predecessor(self) -> None:
        """After a SIGKILL of the product its server may still be shutting down: its data is not free yet."""
        deadline = time.monotonic() + _PREDECESSOR_SECONDS
        while (pid := self._running_pid()) is not None:
            if time.monotonic() > deadline:
                raise Problem(
                    f"Another PostgreSQL (process {pid}) already serves {self._cluster}.",
                    f"kill -INT {pid}  # if no other AIStrategyHub is running in this DATA_DIR",
                )
            time.sleep(0.1)
        # PostgreSQL takes any living process of this user with the noted id for its predecessor.
        (self._cluster / "postmaster.pid").unlink(missing_ok=True)

    def _running_pid(self) -> int | None:
        """The process named in postmaster.pid, if it is a server that really works in this folder."""
        try:
            pid = int((self._cluster / "postmaster.pid").read_text().split()[0])
            works_in = Path(f"/proc/{pid}/cwd").readlink()
        except (OSError, ValueError, IndexError):
            return None
        return pid if process.is_alive(pid) and works_in == self._cluster else None

    def _make_cluster(self, installation: Path, identity: Identity) -> None:
        """The data files, made beside their place and renamed when complete: a killed first start leaves none."""
        if self._cluster.exists():
            return
        unfinished = self.folder / "cluster.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8", "-E", "UTF8")
        made = subprocess.run(
            identity.command(installation / "bin/initdb", "-D", unfinished, "-U", SUPERUSER, "-A", "trust", *locale),
            env=run_environment(installation),
            user=identity.user,
            group=identity.group,
            extra_groups=None if identity.user is None else [],
            capture_output=True,
            text=True,
        )
        if made.returncode != 0:
            raise Problem(
                f"PostgreSQL cannot make its data files in {self.folder}: {made.stderr.strip()[-400:]}",
                "make run  # once that is solved; or set DATABASE_URL to a server of your own",
            )
        unfinished.rename(self._cluster)

    def _launch(self, installation: Path, identity: Identity) -> None:
        options = [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]
        where = self.socket_folder
        if identity.user is not None:
            os.chown(where, identity.user, -1)
        with open_log(self.log) as log:
            self._server = process.spawn(
                identity.command(installation / "bin/postgres", "-D", self._cluster, "-k", where, *options),
                env=run_environment(installation),
                output=log.fileno(),
                user=identity.user,
                group=identity.group,
                death_signal=signal.SIGINT,
            )

    def _wait_until_ready(self) -> None:
        assert self._server is not None
        deadline = time.monotonic() + _RECOVERY_SECONDS
        while True:
            if self._server.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise Problem(
                    f"The embedded PostgreSQL does not start; its log {self.log} ends with:\n{last_lines(self.log)}",
                    f"less {self.log}",
                )
            if self._says_ready():
                return
            time.sleep(0.02)

    def _says_ready(self) -> bool:
        """What pg_ctl looks at too: a connection tried before recovery ends would fill the log with errors."""
        try:
            lines = (self._cluster / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return self._server is not None and lines[0] == str(self._server.pid) and lines[-1].strip() == "ready"

    def _prepare(self) -> None:
        """Roles, database and extensions. Each step is skipped when done, so a killed first start is resumed."""
        with self._administer() as connection:
            _create_roles(connection)
            exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not exists:
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        with self._administer(DATABASE) as connection:
            _create_extensions(connection)

    def _administer(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.socket_folder), user=SUPERUSER, dbname=database, autocommit=True, connect_timeout=10
        )


def _create_roles(connection: psycopg.Connection) -> None:
    known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
    wanted = {
        OWNER: "LOGIN NOSUPERUSER NOBYPASSRLS",
        APPLICATION_GROUP: "NOLOGIN NOSUPERUSER NOBYPASSRLS",
        APPLICATION: f"LOGIN NOSUPERUSER NOBYPASSRLS IN ROLE {APPLICATION_GROUP}",
    }
    for name, attributes in wanted.items():
        if name not in known:
            connection.execute(f"CREATE ROLE {name} {attributes}")


def _create_extensions(connection: psycopg.Connection) -> None:
    for extension in EXTENSIONS:
        connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
