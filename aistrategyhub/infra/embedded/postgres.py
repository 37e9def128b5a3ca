"""PostgreSQL started by the product itself, on a Unix socket in its data folder."""

import shutil
import signal
import socket
import time
from pathlib import Path

import psycopg
from psycopg import sql

from aistrategyhub.infra.embedded import process
from aistrategyhub.infra.embedded.binaries import run_environment, unpack_postgres
from aistrategyhub.infra.embedded.folders import last_lines, open_log, socket_folder
from aistrategyhub.infra.embedded.identity import Identity, ordinary_identity
from aistrategyhub.infra.embedded.roles import (
    DATABASE,
    OWNER,
    SUPERUSER,
    DatabaseUrls,
    create_extensions,
    create_roles,
)
from aistrategyhub.infra.embedded.server import EmbeddedServer
from aistrategyhub.infra.problems import Problem

_SOCKET_NAME = ".s.PGSQL.5432"
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "maintenance_work_mem": "48MB",
    "max_wal_size": "256MB",
    "jit": "off",
    # Helpers that a small server does without: reading ahead, replication.
    "io_method": "sync",
    "max_logical_replication_workers": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "cluster_name": "aistrategyhub",
}
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_RECOVERY_SECONDS = 300


class EmbeddedPostgres(EmbeddedServer):
    """One PostgreSQL server in one data folder. What was committed survives a SIGKILL of it or of its parent.

    `durable=False` is for tests: it trades safety against a power cut for speed.
    `programs` shares one unpacked installation between several data folders.
    """

    name = "PostgreSQL"
    _kind = "postgres"
    _stop_signal = signal.SIGINT  # disconnects everybody and writes a checkpoint
    _stop_seconds = 20

    def __init__(self, data_dir: Path, *, durable: bool = True, programs: Path | None = None) -> None:
        super().__init__(data_dir)
        self._programs = programs or self.folder
        self._settings = _SETTINGS if durable else _SETTINGS | _FORGETFUL

    @property
    def socket_folder(self) -> Path:
        return socket_folder(self.folder, _SOCKET_NAME)

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
            create_extensions(connection)
        return self.database(name)

    def drop_database(self, name: str) -> None:
        """Drops the database if it exists, disconnecting whoever uses it."""
        with self._administer() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    @property
    def _cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def _pid_file(self) -> Path:
        return self._cluster / "postmaster.pid"

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            try:
                probe.connect(str(self.socket_folder / _SOCKET_NAME))
            except OSError:
                return False
        return True

    def _start(self) -> None:
        """The first time also makes the data; each time makes sure of roles, database and extensions."""
        identity = ordinary_identity(self.folder)
        installation = unpack_postgres(self._programs, identity)
        self._make_cluster(installation, identity)
        self._launch(installation, identity)
        self._wait_until_ready()
        self._prepare()

    def _make_cluster(self, installation: Path, identity: Identity) -> None:
        """The data files, made beside their place and renamed when complete: a killed first start leaves none."""
        if self._cluster.exists():
            return
        unfinished = self.folder / "cluster.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8", "-E", "UTF8")
        made = process.run_to_end(
            identity.command(installation / "bin/initdb", "-D", unfinished, "-U", SUPERUSER, "-A", "trust", *locale),
            env=run_environment(installation),
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
        identity.own(where)
        with open_log(self.log) as log:
            self._server = process.spawn(
                identity.command(installation / "bin/postgres", "-D", self._cluster, "-k", where, *options),
                env=run_environment(installation),
                output=log.fileno(),
                death_signal=signal.SIGINT,
            )

    def _wait_until_ready(self) -> None:
        assert self._server is not None
        deadline = time.monotonic() + _RECOVERY_SECONDS
        while True:
            if self._server.poll() is not None or time.monotonic() > deadline:
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
            noted, *_, status = self._pid_file.read_text().split()
        except (OSError, ValueError):
            return False
        return self._server is not None and noted == str(self._server.pid) and status == "ready"

    def _prepare(self) -> None:
        """Roles, database and extensions. Each step is skipped when done, so a killed first start is resumed."""
        with self._administer() as connection:
            create_roles(connection)
            exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not exists:
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        with self._administer(DATABASE) as connection:
            create_extensions(connection)

    def _administer(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.socket_folder), user=SUPERUSER, dbname=database, autocommit=True, connect_timeout=10
        )
